"""Where yesterday brought far more than that weekday usually does. From the daily figures."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from districts.models import Unit
from tickets import figures
from tickets.figures import Asked, Scope
from tickets.models import Measure

WEEKS = 8  # looked back over
FEWEST = 3  # fewer is chance
FAR = 2  # times what chance alone would add: the square root of what is usual
MOST = 6
BY = ("day", "unit", "category__name_hi", "category__name_en")


@dataclass(frozen=True)
class Surge:
    """More of one category at one station or desk than is usual on that weekday."""

    unit: Unit
    category_names: tuple[str, str]  # in Hindi and English; empty: in no category
    count: int
    usual: float  # mean of the same weekday in the weeks before

    @property
    def excess(self) -> float:
        return self.count - self.usual


def find(scope: Scope, *, day: date) -> list[Surge]:
    """Return what was unusual on `day`, the most unusual first."""
    about = Asked(scope=scope, since=day - timedelta(weeks=WEEKS), until=day)
    measures = [Measure.ARRIVED, Measure.FORWARDED]
    weekdays = [day - timedelta(weeks=week) for week in range(WEEKS + 1)]
    counted = figures.sums(about, *BY, measures=measures, days=weekdays)
    of_place: dict[tuple[int, str, str], dict[date, int]] = defaultdict(dict)
    for (when, unit, hi, en), n in counted.items():
        of_place[unit, hi or "", en or ""][when] = n
    surges = [
        _surge(scope.units[unit], (hi, en), told, day) for (unit, hi, en), told in of_place.items()
    ]
    return sorted(filter(is_far, surges), key=lambda surge: -surge.excess)[:MOST]


def is_far(surge: Surge) -> bool:
    return surge.count >= FEWEST and surge.excess >= FAR * sqrt(max(surge.usual, 1))


def _surge(unit: Unit, names: tuple[str, str], told: dict[date, int], day: date) -> Surge:
    before = sum(n for when, n in told.items() if when != day)
    return Surge(unit, names, told.get(day, 0), before / WEEKS)
