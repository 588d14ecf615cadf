"""Blueprints: a whole service as one data file, checked, then loaded in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from districts.blueprint import lines, officers, units
from districts.blueprint.changes import Change, State
from districts.blueprint.officers import Login
from districts.blueprint.problems import Problem, UnableToLoad
from districts.blueprint.source import Blueprint, names, read

__all__ = ["Blueprint", "Change", "Loaded", "Login", "Problem", "UnableToLoad", "load", "names"]
ONE_AT_A_TIME = 7_264_001  # an advisory lock of our own


@dataclass(frozen=True)
class Loaded:
    changes: list[Change]  # without what stood already
    unchanged: int
    logins: list[Login] = field(default_factory=list)


@transaction.atomic
def load(
    name: str,
    *,
    at: datetime,
    demo_officers: bool = False,
    phone_number_ids: Mapping[str, str] | None = None,
) -> Loaded:
    """Bring the database to what the blueprint says. Safe to repeat.

    Raises UnableToLoad with every problem found, before anything is changed.
    """
    blueprint = read(name)
    numbers = phone_number_ids or {}
    _check_numbers(blueprint, numbers)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    changes = [*units.apply(blueprint.units), *lines.apply(blueprint.lines, numbers)]
    logins: list[Login] = []
    if demo_officers:
        posted, logins = officers.apply(blueprint, at=at)
        changes += posted
    told = [change for change in changes if change.state != State.UNCHANGED]
    return Loaded(told, len(changes) - len(told), logins)


def _check_numbers(blueprint: Blueprint, numbers: Mapping[str, str]) -> None:
    known = [line["code"] for line in blueprint.lines]
    wrong = [
        Problem(blueprint.name, "--phone-number-id", f"a line of {', '.join(known)}", code)
        for code in numbers
        if code not in known
    ]
    wrong += [
        Problem(blueprint.name, f"--phone-number-id {code}", "5 to 40 digits", f"“{number}”")
        for code, number in numbers.items()
        if not (number.isascii() and number.isdigit() and 5 <= len(number) <= 40)
    ]
    if wrong:
        raise UnableToLoad(wrong)
