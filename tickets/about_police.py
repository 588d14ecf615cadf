"""Complaints against police, for those who decide on them: what came, what is open, how long."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from districts import grants
from districts.models import Officer, Unit
from tickets import figures, lists
from tickets.figures import Asked, Scope
from tickets.models import Measure, Ticket
from tickets.sight import Sight

DAYS = 30
MOST = 60  # open ones read
FEW = 8  # shown of one unit


@dataclass
class Row:
    """One unit and what lies at or below it: a district where several are looked at."""

    unit: Unit
    came: int = 0  # in the last DAYS
    tickets: list[Ticket] = field(default_factory=list)  # open, the oldest first
    late: int = 0

    @property
    def open(self) -> int:
        return len(self.tickets)

    @property
    def shown(self) -> Sequence[Ticket]:
        return self.tickets[:FEW]


def may_be_read_by(officer: Officer) -> bool:
    return bool(grants.paths(officer, grants.SEE_RESTRICTED))


def by_unit(officer: Officer, sight: Sight, *, now: datetime) -> list[Row]:
    """Return what `officer` may know of, most that is late first; never what accuses them."""
    scope, own = Scope.of(officer), grants.paths(officer, grants.SEE_RESTRICTED)
    districts = [
        unit
        for unit in scope.units.values()
        if unit.kind == Unit.Kind.DISTRICT and unit.path not in own
    ]
    rows: dict[int, Row] = {}

    def row_of(unit: Unit) -> Row:
        top = next((each for each in districts if each.contains(unit)), unit)
        return rows.setdefault(top.pk, Row(top))

    for unit, came in _came(scope, now).items():
        row_of(scope.units[unit]).came += came
    seen = Ticket.objects.visible_to(officer).filter(is_restricted=True).open()
    for ticket in lists.as_rows(seen).order_by("arrived_at", "pk")[:MOST]:
        row = row_of(ticket.unit)
        row.tickets.append(ticket)
        row.late += any(sight.is_late(clock, now) for clock in getattr(ticket, "running", ()))
    return sorted(rows.values(), key=lambda row: (-row.late, -row.open, row.unit.path))


def _came(scope: Scope, now: datetime) -> Counter[int]:
    today = timezone.localdate(now)
    first = today - timedelta(days=DAYS - 1)
    asked = Asked(scope=scope, since=first, until=today, about_police=True)
    counted = figures.sums(asked, "unit", measures=[Measure.ARRIVED])
    return Counter({unit: n for (unit,), n in counted.items()})
