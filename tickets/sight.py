"""How exactly an officer sees when a citizen did something.

At the district's headquarters and above to the second; below, in blocks of hours, so that nobody
at a station can match a tip with a telephone's records. What officers do is exact for everybody,
and so are emergencies. Clocks run exactly; only what is shown of them is blurred.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from districts import grants
from districts.models import HEADQUARTERS, Officer, Posting
from districts.timing import BLOCK_HOURS
from tickets import blocks, events
from tickets.models import Clock, Event, Ticket
from tickets.models.clock import ClockName

OF_CITIZEN = frozenset({events.OPENED, events.ADDED, events.ANSWERED, events.HEARING_ASKED})
# they start when an officer does something, unless the citizen reopened the ticket
OF_OFFICERS = frozenset({ClockName.ACKNOWLEDGE.value, ClockName.ACT.value})


@dataclass(frozen=True)
class Told:
    """An event as an officer may know of it: `at` is the start of a block of `hours`."""

    event: Event
    at: datetime
    hours: int  # 0: exact


@dataclass(frozen=True)
class Sight:
    """What an officer's posts let them see of times."""

    above: tuple[str, ...] = ()  # paths of the units whose tickets are seen exactly
    is_exact: bool = False  # everything this officer may see

    def hours(self, ticket: Ticket) -> int:
        """Return the hours of the blocks in which this ticket's citizen is seen; 0: exactly."""
        if self.is_exact or ticket.priority == Ticket.Priority.EMERGENCY:
            return 0
        if self.above and ticket.unit.path.startswith(self.above):
            return 0
        return ticket.block_hours

    def hours_of(self, clock: Clock) -> int:
        """Return the hours of the blocks in which the clock's start and deadline are seen."""
        is_officers = clock.name in OF_OFFICERS and clock.round == 1
        return 0 if is_officers else self.hours(clock.ticket)

    def is_late(self, clock: Clock, now: datetime) -> bool:
        """Say whether this officer sees the clock as late: by the end of its deadline's block."""
        due_at = blocks.end(clock.due_at, self.hours_of(clock))
        return clock.stopped_at is None and due_at <= now

    def past_due(self, now: datetime, *, to_ticket: str = "ticket__") -> Q:
        """Return the condition on clocks that this officer sees as late.

        A blurred deadline is past when its block is: the moment at which a ticket turns late
        must not tell when it came.
        """
        exactly = Q(due_at__lte=now)
        if self.is_exact:
            return exactly
        known = Q(**{f"{to_ticket}priority": Ticket.Priority.EMERGENCY})
        known |= Q(name__in=sorted(OF_OFFICERS), round=1) | Q(**{f"{to_ticket}block_hours": 0})
        for path in self.above:
            known |= Q(**{f"{to_ticket}unit__path__startswith": path})
        seen = exactly & known
        for hours in BLOCK_HOURS:
            due = Q(due_at__lte=blocks.start(now, hours))
            seen |= due & Q(**{f"{to_ticket}block_hours": hours})
        return seen

    def tell(self, ticket: Ticket, happened: Iterable[Event]) -> Iterator[Told]:
        """Yield a ticket's events, given in their order, each with its moment as it is seen."""
        hours, was_reopened = self.hours(ticket), False
        for event in happened:
            was_reopened |= event.kind == events.REOPENED and event.by_id is None
            is_exact = not hours or _by_officers(event, was_reopened=was_reopened)
            at = event.happened_at if is_exact else blocks.start(event.happened_at, hours)
            yield Told(event, at, 0 if is_exact else hours)


BLURRED = Sight()


def sight_of(officer: Officer, posts: Iterable[Posting] | None = None) -> Sight:
    """Return how exactly `officer` sees times, by the posts held now: `posts`, if read already."""
    read = grants.posts(officer) if posts is None else posts
    held = [(post.unit.kind, post.unit.path) for post in read] if officer.may_hold_posts else []
    above = tuple(path for kind, path in held if kind in HEADQUARTERS)
    return Sight(above, is_exact=bool(held) and len(above) == len(held))


def _by_officers(event: Event, *, was_reopened: bool) -> bool:
    """Say whether an event tells nothing of when the citizen did something."""
    if event.kind in OF_CITIZEN:
        return False  # a call that an officer took is the citizen's moment too
    if event.by_id is not None:
        return True
    return event.data.get("clock") in OF_OFFICERS and not was_reopened
