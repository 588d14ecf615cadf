"""Blueprints: a whole service as one data file, checked, then loaded in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from districts.blueprint import calendars, gazetteer, lines, officers, sections, units
from districts.blueprint.changes import Change, State
from districts.blueprint.lines import RealIds
from districts.blueprint.officers import Login
from districts.blueprint.problems import Problem, UnableToLoad
from districts.blueprint.source import Blueprint, names, read
from districts.models import Line

__all__ = [
    "Blueprint",
    "Change",
    "Loaded",
    "Login",
    "Problem",
    "State",
    "UnableToLoad",
    "load",
    "names",
]
ONE_AT_A_TIME = 7_264_001  # an advisory lock of our own


@dataclass(frozen=True)
class Loaded:
    changes: list[Change]  # without what stood already
    unchanged: int
    lines: list[Line]  # those of the blueprint, as they stand now
    logins: list[Login] = field(default_factory=list)


@transaction.atomic
def load(
    name: str,
    *,
    at: datetime,
    demo_officers: bool = False,
    real_ids: RealIds | None = None,
) -> Loaded:
    """Bring the database to what the blueprint says. Safe to repeat.

    With demo officers it is a demonstration: what they write leaves at once, at any hour.
    Raises UnableToLoad with every problem found, before anything is changed.
    """
    blueprint = read(name)
    ids = real_ids or {}
    _check_ids(blueprint, ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    changes = units.apply(blueprint.units)
    changes += gazetteer.apply(blueprint.units, blueprint.places)
    changes += calendars.apply(blueprint.calendars, blueprint.holidays, at=at)
    changes += lines.apply(blueprint.lines, ids, is_demonstration=demo_officers)
    logins: list[Login] = []
    if demo_officers:
        posted, logins = officers.apply(blueprint, at=at)
        changes += posted
    codes = [line["code"] for line in blueprint.lines]
    stand = list(Line.objects.filter(code__in=codes).select_related("unit"))
    ground = sections.Ground({line.code: line for line in stand}, at)
    changes += sections.apply(blueprint.sections, ground)
    told = [change for change in changes if change.state != State.UNCHANGED]
    return Loaded(told, len(changes) - len(told), stand, logins)


def _check_ids(blueprint: Blueprint, real_ids: RealIds) -> None:
    known = [line["code"] for line in blueprint.lines]
    wrong = []
    for name, by_line in real_ids.items():
        option = f"--{name.replace('_', '-')}"
        for code, given in by_line.items():
            if code not in known:
                wrong.append(Problem(blueprint.name, option, f"a line of {', '.join(known)}", code))
            elif not (given.isascii() and given.isdigit() and 5 <= len(given) <= 40):
                found = f"“{given}”"
                wrong.append(Problem(blueprint.name, f"{option} {code}", "5 to 40 digits", found))
    if wrong:
        raise UnableToLoad(wrong)
