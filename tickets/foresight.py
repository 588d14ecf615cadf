"""What last month would have looked like under other times: before a policy is changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from districts.models import Category, Line, Officer
from tickets import terms
from tickets.clock import MATTERS, NAMES, Happening, Reading, read
from tickets.models import Event, Ticket
from tickets.models.clock import ClockName

LOOK_BACK = timedelta(days=30)
MOST = 1000  # tickets replayed, the newest: enough to judge by, and quick


@dataclass
class Foreseen:
    """One clock over the tickets looked at."""

    name: str
    counted: int = 0
    late_then: int = 0
    late_thus: int = 0

    @property
    def label(self) -> str:
        return str(ClockName(self.name).label)


@dataclass(frozen=True)
class Foresight:
    tickets: int
    is_cut: bool  # there were more than MOST
    clocks: list[Foreseen]


def foresee(line: Line, category: Category | None, *, officer: Officer, now: datetime) -> Foresight:
    """Replay the tickets of the last 30 days that `officer` sees under `line` and `category`.

    Both carry the times proposed and need not be saved; without a category, all of the line's.
    Priorities are those of today. Nothing is written.
    """
    tickets = Ticket.objects.visible_to(officer).filter(line=line, arrived_at__gt=now - LOOK_BACK)
    if category is not None:
        tickets = tickets.filter(category=category)
    found = list(tickets.select_related("category").order_by("-arrived_at")[: MOST + 1])
    looked_at = found[:MOST]
    told = {name: Foreseen(name) for name in NAMES}
    by_ticket = {ticket.pk: ticket for ticket in looked_at}
    for pk, happenings in _histories(by_ticket):
        proposed = _minutes(by_ticket[pk], line, category)
        for reading in read(happenings):
            _count(told[reading.name], reading, proposed, now)
    return Foresight(len(looked_at), len(found) > MOST, list(told.values()))


def _count(told: Foreseen, reading: Reading, proposed: Mapping[str, int], now: datetime) -> None:
    other = replace(reading, terms=replace(reading.terms, minutes=proposed[reading.name]))
    end = reading.stopped_at or now
    told.counted += 1
    told.late_then += end >= reading.due_at
    told.late_thus += end >= other.due_at


def _minutes(ticket: Ticket, line: Line, category: Category | None) -> dict[str, int]:
    ticket.line = line
    if category is not None:
        ticket.category = category
    return terms.minutes(ticket, ticket.category)


def _histories(tickets: Iterable[int]) -> Iterator[tuple[int, Iterator[Happening]]]:
    facts = Event.objects.filter(ticket__in=list(tickets), kind__in=sorted(MATTERS))
    rows = facts.order_by("ticket_id", "number").values_list(
        "ticket_id", "kind", "happened_at", "data"
    )
    for pk, told in groupby(rows, key=lambda row: row[0]):
        yield pk, (Happening(*row[1:]) for row in told)
