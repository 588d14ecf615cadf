"""Stations or districts side by side, from the daily figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from districts.models import Unit
from tickets import figures
from tickets.clock import ACKNOWLEDGE, ACT, RESOLVE
from tickets.figures import Asked, Times
from tickets.models import Measure
from tickets.sight import Sight

COUNTED = {
    Measure.ARRIVED,
    Measure.FORWARDED,
    Measure.ACTED,
    Measure.OUTCOME,
    Measure.REOPENED,
    *figures.OF_CLOCKS,
}
NOTHING = Times()


@dataclass(frozen=True)
class Row:
    """One unit and all below it."""

    unit: Unit
    counts: Counter[int]
    clocks: dict[str, Times]

    @property
    def arrived(self) -> int:
        return self.counts[Measure.ARRIVED]

    @property
    def forwarded(self) -> int:
        return self.counts[Measure.FORWARDED]

    @property
    def acted(self) -> int:
        return self.counts[Measure.ACTED]

    @property
    def outcomes(self) -> int:
        return self.counts[Measure.OUTCOME]

    @property
    def reopened(self) -> int:
        return self.counts[Measure.REOPENED]

    @property
    def acknowledge(self) -> Times:
        return self.clocks.get(ACKNOWLEDGE, NOTHING)

    @property
    def act(self) -> Times:
        return self.clocks.get(ACT, NOTHING)

    @property
    def resolve(self) -> Times:
        return self.clocks.get(RESOLVE, NOTHING)

    @property
    def late(self) -> int:
        return self.acknowledge.late + self.act.late + self.resolve.late

    @property
    def late_percent(self) -> int | None:
        """Return the share of the station's clocks that were late."""
        told = (self.acknowledge, self.act, self.resolve)
        started = sum(times.count + times.running for times in told)
        return round(100 * self.late / started) if started else None


def table(asked: Asked, *, sight: Sight, kinds: Sequence[str]) -> list[Row]:
    """Return one row for each unit of `kinds` that had something, the most often late first."""
    known = asked.scope.units
    groups = _groups(known.values(), kinds)
    counted = figures.sums_of_groups(asked, groups, "measure", "bucket", "block_hours")
    cells: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for (key, measure, bucket, hours), n in counted.items():
        if measure in COUNTED:
            cells[key].append((measure, bucket, hours, n))
    rows = [_row(known[key], told, sight) for key, told in cells.items()]
    return sorted(rows, key=lambda row: (-(row.late_percent or 0), -row.late, row.unit.path))


def _groups(units: Iterable[Unit], kinds: Sequence[str]) -> dict[int, int]:
    """Return for each unit the key of that of `kinds` which it is, or lies below, if any."""
    found: dict[int, int] = {}
    top = None
    for unit in sorted(units, key=lambda unit: unit.path):
        if top is None or not top.contains(unit):
            top = unit if unit.kind in kinds else None
        if top is not None:
            found[unit.pk] = top.pk
    return found


def _row(unit: Unit, cells: list[tuple[int, int, int, int]], sight: Sight) -> Row:
    counts: Counter[int] = Counter()
    for measure, _bucket, _hours, n in cells:
        counts[measure] += n
    is_exact = figures.is_exact_for(sight, [unit])
    clocks = figures.by_clock(cells)
    return Row(unit, counts, {name: told.times(is_exact=is_exact) for name, told in clocks.items()})
