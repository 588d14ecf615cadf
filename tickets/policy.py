"""Who may do what, and when: role × deed × state, as data.

A deed needs three things. A post: a posting that runs now, in a role that carries the deed, at a
unit that contains the unit the ticket lies with. A state that the deed follows (`FOLLOWS`). And,
once a ticket is about police, a role that may see such tickets: then `ON_RESTRICTED` counts
instead of `ON_ORDINARY`. Whether the officer may know of the ticket at all is `visible_to`,
asked before. A share lets an officer read one ticket and carries no deed.

- desk, watch: take calls, hear by video, categorise, forward, ask, give the outcome, close,
  reopen, restrict, note
- desk, watch: also set aside for later
- desk, watch, chief: also change the priority, which no post below the district may: an emergency
  shows to the minute when it came
- whoever may categorise, but a hearing desk: link to an incident
- desk, watch, chief, range, zone: also hand over to another district, never what is about police
- desk and chief: also mute or block the sender; of restricted tickets only range and zone
- station head: acknowledge, assign, act, ask, give the outcome or, where the line wants it
  approved, propose one, return to the desk, pause, resume, note
- station officer: act, propose an outcome, note
- circle, deputy: forward within their part, categorise, return, assign, act, ask, give the outcome,
  close, reopen, re-check, pause, agree to a pause, resume, ask for an explanation, note
- chief: what a deputy and a desk may, but take calls
- range, zone: reopen, re-check, restrict, ask for an explanation, note; what a chief may on
  restricted ones
- hearing desk, a post for an officer of any rank: hear, take calls, and with what was heard
  categorise, forward, ask, note
- auditor: nothing
"""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts import grants
from districts.models import Officer, Posting, Role, Unit
from tickets.lifecycle import AT_STATION, AWAITING_STATION, OPEN, Status
from tickets.models import Ticket
from tickets.refusals import DoesNotFollow, NotAllowed


class Deed(models.TextChoices):
    OPEN = "open", gettext_lazy("open a ticket")
    FORWARD = "forward", gettext_lazy("forward")
    RETURN = "return", gettext_lazy("return to the desk")
    HAND_OVER = "handover", gettext_lazy("hand over to another district")
    ACKNOWLEDGE = "acknowledge", gettext_lazy("acknowledge")
    ACT = "act", gettext_lazy("record action")
    ASSIGN = "assign", gettext_lazy("assign to an officer")
    ASK = "ask", gettext_lazy("ask the citizen")
    OUTCOME = "outcome", gettext_lazy("give the outcome")
    PROPOSE = "propose", gettext_lazy("propose an outcome")
    CLOSE = "close", gettext_lazy("close")
    REOPEN = "reopen", gettext_lazy("reopen")
    RESTRICT = "restrict", gettext_lazy("restrict")
    NOTE = "note", gettext_lazy("add a note")
    SILENCE = "silence", gettext_lazy("mute or block the sender")
    UNSILENCE = "unsilence", gettext_lazy("hear the sender again")
    CATEGORISE = "categorise", gettext_lazy("change the category")
    HEAR = "hear", gettext_lazy("hear citizens")
    PAUSE = "pause", gettext_lazy("stop the clocks for a while")
    NOD = "nod", gettext_lazy("decide on a pause")
    RESUME = "resume", gettext_lazy("end a pause")
    DEMAND = "demand", gettext_lazy("ask for an explanation")
    RECHECK = "recheck", gettext_lazy("re-check how it ended")
    LINK = "link", gettext_lazy("link to an incident")
    SHELVE = "shelve", gettext_lazy("set aside for later")
    PRIORITISE = "prioritise", gettext_lazy("change the priority")


_TRIAGE = {Deed.OPEN, Deed.CATEGORISE, Deed.FORWARD, Deed.ASK, Deed.OUTCOME, Deed.CLOSE}
_DESK = frozenset(_TRIAGE | {Deed.LINK, Deed.HEAR, Deed.REOPEN, Deed.RESTRICT, Deed.NOTE})
_QUEUE = frozenset({Deed.SHELVE, Deed.PRIORITISE, Deed.HAND_OVER})
_CLOCKS = {Deed.PAUSE, Deed.NOD, Deed.RESUME, Deed.DEMAND, Deed.RECHECK}
_AT_STATION = {Deed.RETURN, Deed.ACT, Deed.ASSIGN}
_SUPERIOR = frozenset((_DESK | _CLOCKS | _AT_STATION) - {Deed.OPEN, Deed.RESTRICT})
_SILENCE = frozenset({Deed.SILENCE, Deed.UNSILENCE})
_CHIEF = _SUPERIOR | {Deed.RESTRICT, Deed.PRIORITISE}
_ABOVE = frozenset({Deed.REOPEN, Deed.RESTRICT, Deed.NOTE, Deed.DEMAND, Deed.RECHECK})
# returning means to the desk, which may not see a restricted ticket
_KEEPS_RESTRICTED = (_CHIEF | {Deed.ACKNOWLEDGE}) - {Deed.RETURN, Deed.ASSIGN}

ON_ORDINARY: dict[Role, frozenset[Deed]] = {
    Role.DESK: _DESK | _SILENCE | _QUEUE,
    Role.WATCH: _DESK | _QUEUE,
    Role.STATION_HEAD: frozenset(
        {
            Deed.ACKNOWLEDGE,
            Deed.ASSIGN,
            Deed.ACT,
            Deed.ASK,
            Deed.OUTCOME,
            Deed.PROPOSE,
            Deed.RETURN,
            Deed.NOTE,
            Deed.PAUSE,
            Deed.RESUME,
        }
    ),
    Role.STATION_OFFICER: frozenset({Deed.ACT, Deed.PROPOSE, Deed.NOTE}),
    Role.CIRCLE: _SUPERIOR,
    Role.DEPUTY: _SUPERIOR,
    Role.CHIEF: _CHIEF | _SILENCE | {Deed.HAND_OVER},
    Role.RANGE: _ABOVE | {Deed.HAND_OVER},
    Role.ZONE: _ABOVE | {Deed.HAND_OVER},
    # such a post sees only what was shared with it: those whom it hears
    Role.HEARING: frozenset(
        {Deed.OPEN, Deed.HEAR, Deed.CATEGORISE, Deed.FORWARD, Deed.ASK, Deed.NOTE}
    ),
    Role.AUDITOR: frozenset(),
}
ON_RESTRICTED: dict[Role, frozenset[Deed]] = {
    Role.CHIEF: _KEEPS_RESTRICTED,
    # no district silences whoever complains about its police
    Role.RANGE: _KEEPS_RESTRICTED | _SILENCE,
    Role.ZONE: _KEEPS_RESTRICTED | _SILENCE,
}
# where a line wants outcomes approved, these posts only propose them
PROPOSES = frozenset({Role.STATION_HEAD})
FOLLOWS: dict[Deed, frozenset[Status]] = {
    Deed.FORWARD: AT_STATION | {Status.NEW},
    Deed.RETURN: AWAITING_STATION,
    Deed.HAND_OVER: AWAITING_STATION | {Status.NEW},
    Deed.ACKNOWLEDGE: frozenset({Status.WITH_STATION}),
    Deed.ACT: AT_STATION | {Status.NEW},
    Deed.ASSIGN: AT_STATION,
    Deed.ASK: OPEN,
    Deed.OUTCOME: frozenset({Status.NEW, Status.ACTION_TAKEN}),
    Deed.PROPOSE: frozenset({Status.ACTION_TAKEN}),
    Deed.CLOSE: OPEN,
    Deed.REOPEN: frozenset({Status.OUTCOME_GIVEN, Status.CLOSED}),
    Deed.RESTRICT: frozenset(Status),
    Deed.NOTE: frozenset(Status),
    Deed.CATEGORISE: OPEN,
    Deed.SILENCE: frozenset(Status),
    Deed.UNSILENCE: frozenset(Status),
    Deed.HEAR: OPEN,
    Deed.PAUSE: AT_STATION | {Status.NEW},
    Deed.NOD: AT_STATION | {Status.NEW},
    Deed.RESUME: AT_STATION | {Status.NEW},
    Deed.DEMAND: frozenset(Status),
    Deed.RECHECK: frozenset({Status.OUTCOME_GIVEN, Status.CLOSED}),
    Deed.LINK: frozenset(Status),
    Deed.SHELVE: frozenset({Status.NEW}),
    Deed.PRIORITISE: AT_STATION | {Status.NEW},
}


def offered(posts: Iterable[Posting], ticket: Ticket, *, needs_nod: bool = False) -> set[Deed]:
    """Return what posts read already allow to `ticket`: many rows of a list, and no query.

    `needs_nod`: its line wants outcomes approved.
    """
    over = [Role(post.role) for post in posts if ticket.unit.path.startswith(post.unit.path)]
    carried = _of_roles(over, is_restricted=ticket.is_restricted, needs_nod=needs_nod)
    return {deed for deed in carried if ticket.status in FOLLOWS.get(deed, frozenset())}


def may(officer: Officer, deed: Deed, ticket: Ticket) -> bool:
    """Say whether `officer` may do `deed` to `ticket` as it stands."""
    return deed in deeds(officer, ticket)


def deeds(officer: Officer, ticket: Ticket) -> set[Deed]:
    """Return all that `officer` may do to `ticket` as it stands: the buttons of a page."""
    status = Status(ticket.status)
    carried = _carried_for(officer, ticket)
    return {deed for deed in carried if status in FOLLOWS.get(deed, frozenset())}


def require(officer: Officer, deed: Deed, ticket: Ticket) -> None:
    """Raise NotAllowed when no post carries `deed`, DoesNotFollow when the state is not the one."""
    if deed not in _carried_for(officer, ticket):
        raise _not_allowed(deed)
    if ticket.status not in FOLLOWS[deed]:
        raise DoesNotFollow(
            _("This ticket is “%(status)s”, so this does not follow: %(deed)s.")
            % {"status": Status(ticket.status).label, "deed": deed.label}
        )


def require_at(officer: Officer, deed: Deed, unit: Unit, *, is_restricted: bool = False) -> None:
    """Raise NotAllowed unless a post of `officer` over `unit` carries `deed`."""
    if deed not in _carried(officer, unit, is_restricted=is_restricted):
        raise _not_allowed(deed)


def parts(officer: Officer, deed: Deed, *, roles: frozenset[Role] = frozenset(Role)) -> list[str]:
    """Return the paths of the units over which `officer` carries `deed` in one of `roles`."""
    carrying = {role for role, carried in ON_ORDINARY.items() if deed in carried and role in roles}
    return [post.unit.path for post in grants.posts(officer) if post.role in carrying]


def _not_allowed(deed: Deed) -> NotAllowed:
    return NotAllowed(_("Your post does not allow you to do this: %s.") % deed.label)


def _carried_for(officer: Officer, ticket: Ticket) -> set[Deed]:
    return _carried(
        officer,
        ticket.unit,
        is_restricted=ticket.is_restricted,
        needs_nod=ticket.line is not None and ticket.line.outcome_needs_nod,
    )


def _carried(
    officer: Officer, unit: Unit, *, is_restricted: bool, needs_nod: bool = False
) -> set[Deed]:
    held = (post for post in grants.posts(officer) if post.unit.contains(unit))
    roles = [Role(post.role) for post in held]
    return _of_roles(roles, is_restricted=is_restricted, needs_nod=needs_nod)


def _of_roles(roles: Iterable[Role], *, is_restricted: bool, needs_nod: bool) -> set[Deed]:
    table = ON_RESTRICTED if is_restricted else ON_ORDINARY
    carried: set[Deed] = set()
    for role in roles:
        without = {Deed.OUTCOME} if needs_nod and role in PROPOSES else set()
        carried |= table.get(role, frozenset()) - without
    # whoever may tell the citizen has nothing to propose
    return carried - {Deed.PROPOSE} if Deed.OUTCOME in carried else carried
