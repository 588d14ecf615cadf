"""What an officer is told of in the portal: that something happened, never a word of it.

Nothing is stored but what was read: what there is to tell is asked of the history each time,
through `visible_to`, so that a restriction or a transfer takes tidings away at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from districts.models import Officer, Posting
from tickets import blocks, concerning, events
from tickets.models import Event, Ticket, TidingRead
from tickets.sight import OF_CITIZEN, OF_OFFICERS, Sight

MOST = 100
# what a tiding says, and what decides how exactly; a ticket's words are not among it
DRAWN = (
    *("number", "kind", "happened_at", "by", "data", "ticket__unit__path"),
    *(f"ticket__{column}" for column in ("code", "priority", "block_hours", "round")),
    *(f"ticket__{one}__name_{tongue}" for one in ("unit", "category") for tongue in ("hi", "en")),
)

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
    latest = concerning.newest(officer, posts, now=now, most=MOST)
    were_read = Exists(TidingRead.objects.filter(officer=officer, event=OuterRef("pk")))
    happened = Event.objects.filter(pk__in=latest).annotate(was_read=were_read)
    light = happened.select_related("ticket__unit", "ticket__category").only(*DRAWN)
    tidings = [_tiding(event, sight, is_read=vars(event)["was_read"]) for event in light]
    # where times are blurred, the order must not tell what they leave out
    return sorted(tidings, key=lambda one: (one.at, one.ticket.code, one.number), reverse=True)


def unread(officer: Officer, posts: Iterable[Posting], *, now: datetime) -> int:
    """Return how many are not read yet; `MOST` stands for that many or more."""
    return len(concerning.newest(officer, posts, now=now, most=MOST, only=_unread(officer)))


def read(
    officer: Officer,
    posts: Iterable[Posting],
    *,
    now: datetime,
    code: str = "",
    number: int = 0,
) -> None:
    """Mark one tiding as read, or all of them. Safe to repeat; unknown ones are nothing."""
    waiting = _unread(officer)
    if code:
        waiting &= Q(ticket__code=code, number=number)
    keys = concerning.newest(officer, posts, now=now, most=MOST, only=waiting)
    rows = [TidingRead(officer=officer, event_id=key) for key in keys]
    TidingRead.objects.bulk_create(rows, ignore_conflicts=True)


def _unread(officer: Officer) -> Q:
    return Q(~Exists(TidingRead.objects.filter(officer=officer, event=OuterRef("pk"))))


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
