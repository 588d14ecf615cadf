"""Invented districts, stations, officers and lines, shaped like Uttar Pradesh's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from districts import grants
from districts.models import Category, Line, Officer, Posting, Role, Unit

Kind = Unit.Kind
ZONES, RANGES = 8, 18
STATIONS_TO_A_CIRCLE = 4
BRANCHES = ("city", "rural", "crime")
CATEGORIES = (  # code, share of the tickets, branch
    ("liquor", 26, ""),
    ("drugs", 18, ""),
    ("cattle", 9, ""),
    ("women", 12, ""),
    ("arms", 6, "crime"),
    ("organised", 7, "crime"),
    ("fraud", 10, "crime"),
    ("other", 12, ""),
)
CLOCK_MINUTES = {"triage": 30, "acknowledge": 60, "act": 360, "resolve": 7 * 24 * 60}
LADDER: list[dict[str, Any]] = [
    {"after_minutes": 0, "role": "circle", "branch": ""},
    {"after_minutes": 60, "role": "deputy", "branch": ""},
    {"after_minutes": 240, "role": "chief", "branch": ""},
    {"after_minutes": 1440, "role": "range", "branch": ""},
]


@dataclass(frozen=True)
class Station:
    unit: Unit
    circle: Unit
    division: Unit
    head: Officer


@dataclass(frozen=True)
class District:
    unit: Unit
    range: Unit
    line: Line
    categories: Sequence[Category]
    desk: Officer
    stations: Sequence[Station]
    crime: Unit  # the division of that branch


def build(*, districts: int, stations: int, now: datetime) -> list[District]:
    """Write the country once, in an empty database; return its districts, largest first."""
    zones = [_unit(Kind.ZONE, f"z{n + 1}", f"Zone {n + 1}", f"ज़ोन {n + 1}") for n in range(ZONES)]
    ranges = [
        _unit(Kind.RANGE, f"r{n + 1}", f"Range {n + 1}", f"परिक्षेत्र {n + 1}", zones[n % ZONES])
        for n in range(RANGES)
    ]
    _save(zones)
    _save(ranges)
    posts: list[tuple[Unit, Role]] = [(unit, Role.ZONE) for unit in zones]
    posts += [(unit, Role.RANGE) for unit in ranges]
    plans = [
        _District.plan(number, ranges[number % RANGES], count)
        for number, count in enumerate(_shares(stations, districts))
    ]
    for level in ("district", "divisions", "circles", "stations"):
        _save([unit for plan in plans for unit in plan.level(level)])
    posts += [post for plan in plans for post in plan.posts()]
    heads = _officers(posts, now)
    return [plan.finished(heads) for plan in plans]


@dataclass(frozen=True)
class _District:
    district: Unit
    range: Unit
    divisions: list[Unit]
    circles: list[Unit]
    stations: list[Unit]

    @classmethod
    def plan(cls, number: int, range_: Unit, stations: int) -> "_District":
        code = f"d{number + 1:02}"
        own = _unit(Kind.DISTRICT, code, f"District {number + 1}", f"ज़िला {number + 1}", range_)
        divisions = [
            _unit(Kind.DIVISION, f"{code}-{branch}", branch.title(), branch, own, branch=branch)
            for branch in BRANCHES
        ]
        circles = [
            _unit(
                Kind.CIRCLE,
                f"{code}-c{n + 1}",
                f"Circle {n + 1}",
                f"सर्किल {n + 1}",
                divisions[n % 2],
            )
            for n in range(-(-stations // STATIONS_TO_A_CIRCLE))
        ]
        thanas = [
            _unit(
                Kind.STATION,
                f"{code}-s{n + 1:02}",
                f"Thana {number + 1}/{n + 1}",
                f"थाना {number + 1}/{n + 1}",
                circles[n // STATIONS_TO_A_CIRCLE],
            )
            for n in range(stations)
        ]
        return cls(own, range_, divisions, circles, thanas)

    def level(self, name: str) -> list[Unit]:
        found: Unit | list[Unit] = getattr(self, name)
        return [found] if isinstance(found, Unit) else found

    def posts(self) -> Iterator[tuple[Unit, Role]]:
        for role in (Role.DESK, Role.CHIEF, Role.WATCH):
            yield self.district, role
        yield from ((unit, Role.DEPUTY) for unit in self.divisions)
        yield from ((unit, Role.CIRCLE) for unit in self.circles)
        yield from ((unit, Role.STATION_HEAD) for unit in self.stations)

    def finished(self, holders: dict[tuple[int, Role], Officer]) -> District:
        line = Line.objects.create(
            code=f"line-{self.district.code}",
            unit=self.district,
            purpose=Line.Purpose.BOTH,
            name_hi=self.district.name_hi,
            name_en=self.district.name_en,
            phone_number_id=f"9{self.district.pk:014}",
            languages=["hi", "en"],
            clock_minutes=CLOCK_MINUTES,
            ladder=LADDER,
        )
        categories = [
            Category(
                line=line,
                code=code,
                name_hi=code,
                name_en=code,
                short_hi=code,
                short_en=code,
                branch=branch,
                position=place,
            )
            for place, (code, _share, branch) in enumerate(CATEGORIES)
        ]
        stations = [
            Station(
                unit,
                self.circles[place // STATIONS_TO_A_CIRCLE],
                self.divisions[(place // STATIONS_TO_A_CIRCLE) % 2],
                holders[unit.pk, Role.STATION_HEAD],
            )
            for place, unit in enumerate(self.stations)
        ]
        return District(
            self.district,
            self.range,
            line,
            Category.objects.bulk_create(categories),
            holders[self.district.pk, Role.DESK],
            stations,
            self.divisions[BRANCHES.index("crime")],
        )


def _unit(
    kind: Unit.Kind, code: str, en: str, hi: str, parent: Unit | None = None, branch: str = ""
) -> Unit:
    path = f"{parent.path if parent else ''}{code}/"
    return Unit(
        kind=kind, code=code, name_en=en, name_hi=hi, parent=parent, path=path, branch=branch
    )


def _save(units: Sequence[Unit]) -> None:
    Unit.objects.bulk_create(units, batch_size=500)


def _shares(stations: int, districts: int) -> list[int]:
    """Return how many stations each district has: the largest about three times the smallest."""
    weights = [3 - 2 * place / max(districts - 1, 1) for place in range(districts)]
    shares = [max(1, int(stations * weight / sum(weights))) for weight in weights]
    for place in range(max(0, stations - sum(shares))):
        shares[place % districts] += 1
    return shares


def _officers(posts: Sequence[tuple[Unit, Role]], now: datetime) -> dict[tuple[int, Role], Officer]:
    people = [
        Officer(
            service_number=f"{unit.code}-{role}", name=f"{role.label}, {unit.name_en}", password="!"
        )
        for unit, role in posts
    ]
    Officer.objects.bulk_create(people, batch_size=500)
    Posting.objects.bulk_create(
        [
            Posting(officer=person, unit=unit, role=role, since=now.replace(year=now.year - 3))
            for person, (unit, role) in zip(people, posts, strict=True)
        ],
        batch_size=500,
    )
    grants.give_all(
        [
            (person, permission, unit)
            for person, (unit, role) in zip(people, posts, strict=True)
            for permission in grants.GRANTED_BY_ROLE[role]
        ]
    )
    return {(unit.pk, role): person for person, (unit, role) in zip(people, posts, strict=True)}
