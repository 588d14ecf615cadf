"""Reads the daily figures: how much, how fast, how late, of whatever an officer may know of.

Nothing here reads tickets, clocks or events; `tickets.counting` has read them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

from django.db import connection
from django.db.models import Aggregate, F, FloatField, Q, Sum

from districts import grants
from districts.models import Category, Officer, Unit
from districts.standing import read_once
from tickets import histogram
from tickets.clock import ACKNOWLEDGE, ACT, RESOLVE, TRIAGE
from tickets.models import Accusation, Figure, Measure, Tally, Ticket
from tickets.models.among_keys import AmongKeys
from tickets.sight import OF_OFFICERS, Sight

# where the measures of a clock begin: how long it took; then running, late, late but unseen below
CLOCKS = {
    ACKNOWLEDGE: Measure.ACKNOWLEDGE_TOOK,
    ACT: Measure.ACT_TOOK,
    RESOLVE: Measure.RESOLVE_TOOK,
    TRIAGE: Measure.TRIAGE_TOOK,
}
CLOCK_OF = {base + step: name for name, base in CLOCKS.items() for step in range(4)}
# thousands of rows by unit are few by district: added up before they are fetched
GROUPED = """SELECT placed.key, {by}, sum(n)::bigint FROM ({counted}) AS counted
JOIN unnest(%s::bigint[], %s::bigint[]) AS placed (unit, key) USING (unit)
GROUP BY placed.key, {by}"""
OF_CLOCKS = tuple(measure for measure in Measure if measure >= Measure.TRIAGE_TOOK)


class Percentile(Aggregate):
    """PostgreSQL's percentile_cont over an ordered set."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()
    allow_distinct = False


@dataclass(frozen=True)
class Scope:
    """Which figures an officer may know of: read once, good for one page."""

    units: Mapping[int, Unit]
    restricted: frozenset[int] = frozenset()  # of these, tickets about police too
    # figures in which tickets that accuse the officer are counted, and how many of them
    hidden: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, officer: Officer) -> "Scope":
        with read_once():
            reach, read = grants.reach(officer), grants.units_read(officer)
        ordinary = frozenset(reach.ordinary)
        units = {unit.pk: unit for unit in read if unit.pk in ordinary}
        restricted = ordinary.intersection(reach.restricted)
        if not reach.restricted:
            return cls(units)
        accusing = AmongKeys("ticket", Accusation.objects.against(officer).values("ticket"))
        kept = AmongKeys("ticket", grants.objects_hidden_from(officer, Ticket))
        listed = Tally.objects.filter(Q(accusing) | Q(kept)).values_list("figures", flat=True)
        return cls(units, restricted, Counter(key for figures in listed for key in figures))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Days in India, both included; `unit` and all below it; a category's code on any line."""

    scope: Scope
    since: date
    until: date
    unit: Unit | None = None
    category: str = ""
    about_police: bool | None = None  # only these, only the others, or all


def sums(
    asked: Asked, *by: str, measures: Collection[int] = (), days: Sequence[date] = ()
) -> Counter[tuple[Any, ...]]:
    """Return how many by the columns named, in one query; of some of the days, if given."""
    figures = _within(asked)
    if days:
        figures = figures.filter(day__in=days, measure__in=measures)
    elif measures:
        # kept from the index: the planner would reckon with a search of it for each unit and each
        # measure, which looks dearer than to read the figures of the whole country
        figures = figures.alias(kind=F("measure") + 0).filter(kind__in=measures)
    told = Counter({tuple(row[:-1]): row[-1] for row in _summed(figures, by)})
    told.subtract(_hidden(asked, figures, by))
    return +told


def sums_of_groups(asked: Asked, groups: Mapping[int, int], *by: str) -> Counter[tuple[Any, ...]]:
    """Return the `sums` by the group of the unit, which `groups` gives, and the columns named."""
    if not groups:
        return Counter()
    figures = _within(asked)
    counted, given = _summed(figures, ("unit", *by)).query.sql_with_params()
    statement = GROUPED.replace("{counted}", counted).replace("{by}", ", ".join(by))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*given, list(groups), list(groups.values())])
        told = Counter({tuple(row[:-1]): row[-1] for row in cursor.fetchall()})
    for (unit, *columns), n in _hidden(asked, figures, ("unit", *by)).items():
        told[groups.get(unit), *columns] -= n
    return +told


def _within(asked: Asked) -> Any:
    return _seen(asked).filter(day__gte=asked.since, day__lte=asked.until).order_by()


def _summed(figures: Any, by: Sequence[str]) -> Any:
    return figures.values_list(*by).annotate(n=Sum("count"))


def _hidden(asked: Asked, figures: Any, by: Sequence[str]) -> Counter[tuple[Any, ...]]:
    """Return how many of these are tickets that accuse the officer, or are kept from them."""
    told: Counter[tuple[Any, ...]] = Counter()
    hidden = asked.scope.hidden
    if hidden and asked.about_police is not False:
        for key, *columns in figures.filter(pk__in=hidden).values_list("pk", *by):
            told[tuple(columns)] += hidden[key]
    return told


def _seen(asked: Asked) -> Any:
    """Return the figures by keys of units and not by a subquery: the planner counts keys."""
    scope, path = asked.scope, asked.unit.path if asked.unit else ""
    keys = [key for key, unit in scope.units.items() if unit.path.startswith(path)]
    figures = Figure.objects.filter(unit__in=keys)
    if not scope.restricted:
        figures = figures.filter(is_restricted=False)
    elif len(scope.restricted) < len(scope.units):
        figures = figures.filter(Q(is_restricted=False) | Q(unit__in=scope.restricted))
    if asked.category:
        figures = figures.filter(category__in=Category.objects.filter(code=asked.category))
    if asked.about_police is not None:
        figures = figures.filter(is_restricted=asked.about_police)
    return figures


@dataclass(frozen=True)
class Times:
    """One clock of one unit or of several. Seconds are within `histogram.ERROR` of exact ones."""

    count: int = 0  # stopped
    running: int = 0
    late: int = 0
    median: float | None = None
    p90: float | None = None

    @property
    def late_percent(self) -> int | None:
        started = self.count + self.running
        return round(100 * self.late / started) if started else None


@dataclass
class Clocked:
    """Sums of one clock, by hours of the blocks in which the citizen's moments are seen."""

    name: str
    took: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    counts: Counter[int] = field(default_factory=Counter)

    def add(self, measure: int, bucket: int, block_hours: int, n: int) -> None:
        kind = measure - CLOCKS[self.name]
        self.counts[kind] += n
        if kind == 0:
            self.took[block_hours][bucket] += n

    def times(self, *, is_exact: bool) -> Times:
        """Return the times; unless `is_exact`, what tells of a citizen's moment in whole blocks."""
        shown = self.took
        if not is_exact and self.name in OF_OFFICERS:
            # a later round starts when the citizen writes: its length would tell when
            shown = {hours: took for hours, took in shown.items() if not hours}
        took: Counter[int] = sum(shown.values(), Counter())
        block = 0 if is_exact else max(shown, default=0) * 3600
        unseen = 0 if is_exact else self.counts[3]
        return Times(
            count=self.counts[0],
            running=self.counts[1],
            late=self.counts[2] - unseen,
            median=_rounded(histogram.percentile(took, 0.5), block),
            p90=_rounded(histogram.percentile(took, 0.9), block),
        )


def by_clock(rows: Iterable[tuple[int, int, int, int]]) -> dict[str, Clocked]:
    """Return the clocks that rows of (measure, bucket, block hours, how many) tell of."""
    told: dict[str, Clocked] = {}
    for measure, bucket, hours, n in rows:
        name = clock_of(measure)
        if name and name not in told:
            told[name] = Clocked(name)
        if name:
            told[name].add(measure, bucket, hours, n)
    return told


def clock_of(measure: int) -> str:
    """Return the name of the clock that a measure belongs to; "" for none."""
    return CLOCK_OF.get(measure, "")


def is_exact_for(sight: Sight, units: Sequence[Unit]) -> bool:
    """Say whether the times of all these units may be told exactly."""
    return sight.is_exact or bool(
        sight.above and all(unit.path.startswith(sight.above) for unit in units)
    )


def response_times(asked: Asked, *, sight: Sight) -> list[dict[str, Any]]:
    """Return counts, medians and 90th percentiles in seconds by unit and clock.

    Of clocks that started on the days asked for, each at the unit that has it or had it last.
    """
    counted = sums(asked, "unit", "measure", "bucket", "block_hours", measures=OF_CLOCKS)
    of_unit: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for (unit, *facts), n in counted.items():
        of_unit[unit].append((*facts, n))
    units = [asked.scope.units[key] for key in of_unit]
    return [
        row
        for unit in sorted(units, key=lambda unit: unit.code)
        for row in _rows(unit, by_clock(of_unit[unit.pk]), sight)
    ]


def _rows(unit: Unit, clocks: dict[str, Clocked], sight: Sight) -> Iterable[dict[str, Any]]:
    is_exact = is_exact_for(sight, [unit])
    for name in sorted(clocks):
        times = clocks[name].times(is_exact=is_exact)
        yield {
            "unit": unit.code,
            "unit_name": unit.name,
            "clock": name,
            "count": times.count,
            "running": times.running,
            "late": times.late,
            "median_seconds": times.median,
            "p90_seconds": times.p90,
        }


def _rounded(seconds: float | None, block: int) -> float | None:
    return ceil(seconds / block) * block if block and seconds is not None else seconds
