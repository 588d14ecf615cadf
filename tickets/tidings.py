"""What an officer is told of in the portal: that something happened, never a word of it.

Nothing is stored but what was read: what there is to tell is asked of the history each time,
through `visible_to`, so that a restriction or a transfer takes tidings away at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from districts.models import Officer, Posting, Role
from tickets import blocks, chain, events
from tickets.models import Event, Ticket, TidingRead
from tickets.models.among_keys import AmongKeys
from tickets.sight import OF_CITIZEN, OF_OFFICERS, Sight

KEPT = timedelta(days=7)
LONGEST_PAUSE = timedelta(days=60)  # so far back is looked for pauses that ended
MOST = 100

SENTENCES: dict[str, Promise] = {
    events.FORWARDED: _("Forwarded to your station"),
    events.ASSIGNED: _("Assigned to you"),
    events.RETURNED: _("Given back by the station"),
    events.HANDED_OVER: _("Handed over by another district"),
    events.REOPENED: _("Reopened"),
    events.ANSWERED: _("The citizen answered"),
    events.WARNED: _("Soon late"),
    events.ESCALATED: _("Late, and now before you"),
    events.PROPOSED: _("An outcome waits for approval"),
    events.PAUSE_ASKED: _("A pause is asked for"),
    events.PAUSE_REFUSED: _("The pause was refused"),
    events.PAUSED: _("The pause has ended"),
    events.EXPLANATION_ASKED: _("You are asked for an explanation"),
    events.EXPLAINED: _("An explanation was given"),
}
AT_STATION = (events.FORWARDED, events.REOPENED, events.ANSWERED, events.PAUSE_REFUSED)
AT_DESK = (events.RETURNED, events.HANDED_OVER, events.REOPENED, events.ANSWERED, events.PROPOSED)
ABOVE = (events.PAUSE_ASKED, events.PROPOSED, events.EXPLAINED)
# posts: what happened at their very unit, or to whatever lies below
OF_POST: dict[Role, tuple[tuple[str, ...], bool]] = {
    Role.STATION_HEAD: (AT_STATION, False),
    Role.STATION_OFFICER: (AT_STATION, False),
    Role.DESK: (AT_DESK, True),
    Role.WATCH: (AT_DESK, True),
    Role.CIRCLE: (ABOVE, True),
    Role.DEPUTY: (ABOVE, True),
    Role.CHIEF: (ABOVE, True),
}


@dataclass(frozen=True, kw_only=True)
class Tiding:
    ticket: Ticket
    number: int  # of the event in the ticket's history
    kind: str
    at: datetime
    hours: int  # `at` is the start of a block of so many; 0: exact
    is_read: bool

    @property
    def sentence(self) -> Promise:
        return SENTENCES[self.kind]


def told(
    officer: Officer, posts: Iterable[Posting], sight: Sight, *, now: datetime
) -> list[Tiding]:
    """Return the tidings of the last days, the newest first, no more than `MOST`."""
    happened = _of(officer, posts, now=now).select_related("ticket__unit", "ticket__category")
    latest = list(happened.order_by("-happened_at", "-pk")[:MOST])
    were_read = TidingRead.objects.filter(officer=officer, event__in=latest)
    known = set(were_read.values_list("event", flat=True))
    tidings = [_tiding(event, sight, is_read=event.pk in known) for event in latest]
    # where times are blurred, the order must not tell what they leave out
    return sorted(tidings, key=lambda one: (one.at, one.ticket.code, one.number), reverse=True)


def unread(officer: Officer, posts: Iterable[Posting], *, now: datetime) -> int:
    """Return how many are not read yet; `MOST` stands for that many or more."""
    waiting = _unread(officer, posts, now=now)
    return len(waiting.values_list("pk", flat=True)[:MOST])


def read(
    officer: Officer,
    posts: Iterable[Posting],
    *,
    now: datetime,
    code: str = "",
    number: int = 0,
) -> None:
    """Mark one tiding as read, or all of them. Safe to repeat; unknown ones are nothing."""
    waiting = _unread(officer, posts, now=now)
    if code:
        waiting = waiting.filter(ticket__code=code, number=number)
    rows = [TidingRead(officer=officer, event=event) for event in waiting.only("pk")[:MOST]]
    TidingRead.objects.bulk_create(rows, ignore_conflicts=True)


def _unread(officer: Officer, posts: Iterable[Posting], *, now: datetime) -> QuerySet[Event]:
    seen = TidingRead.objects.filter(officer=officer, event=OuterRef("pk"))
    return _of(officer, posts, now=now).exclude(Exists(seen))


def _of(officer: Officer, posts: Iterable[Posting], *, now: datetime) -> QuerySet[Event]:
    concerning = _concerning(officer, list(posts))
    lately = Q(happened_at__gt=now - KEPT) & ~Q(kind=events.PAUSED)
    # a pause that ended by itself leaves no event of its own
    ended = Q(
        kind=events.PAUSED,
        happened_at__gt=now - LONGEST_PAUSE,
        data__until__gt=chain.plain(now - KEPT),
        data__until__lte=chain.plain(now),
    )
    found = Event.objects.filter(lately | ended, concerning, kind__in=sorted(SENTENCES))
    # read first: joined, they would be looked up one by one among all that ever came
    visible = Ticket.objects.visible_to(officer).order_by().values("pk")
    return found.filter(AmongKeys("ticket", visible))


def _concerning(officer: Officer, posts: Sequence[Posting]) -> Q:
    """Return the condition on events that this officer is told of, by what they are posted as."""
    asked = Q(kind__in=(events.ASSIGNED, events.EXPLANATION_ASKED), data__officer=officer.pk)
    asked |= Q(kind=events.PAUSED, by=officer)
    for post in posts:
        named = {"data__role": post.role, "data__unit": post.unit.code}
        asked |= Q(kind__in=(events.WARNED, events.ESCALATED), **named)
        kinds, is_below = OF_POST.get(Role(post.role), ((), False))
        below = Q(ticket__unit__path__startswith=post.unit.path)
        place = below if is_below else Q(ticket__unit=post.unit_id)
        asked |= Q(kind__in=kinds) & place & (Q(by=None) | ~Q(by=officer))
    return asked


def _tiding(event: Event, sight: Sight, *, is_read: bool) -> Tiding:
    ended = event.kind == events.PAUSED
    at = datetime.fromisoformat(event.data["until"]) if ended else event.happened_at
    hours = 0 if _tells_nothing_of_the_citizen(event) else sight.hours(event.ticket)
    return Tiding(
        ticket=event.ticket,
        number=event.number,
        kind=event.kind,
        at=blocks.start(at, hours),
        hours=hours,
        is_read=is_read,
    )


def _tells_nothing_of_the_citizen(event: Event) -> bool:
    if event.kind in OF_CITIZEN:
        return False
    return event.by_id is not None or (
        event.data.get("clock") in OF_OFFICERS and event.ticket.round == 1
    )
