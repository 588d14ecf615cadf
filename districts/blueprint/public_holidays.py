"""Public holidays by state: those of fixed days come along, the others each state enters itself."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from districts.blueprint.files import parse
from districts.blueprint.problems import Problem, UnableToLoad, from_schema
from districts.timing import INDIA

FOLDER = Path(__file__).resolve().parent.parent / "holidays"
YEARS = 10  # from this one on; loading again adds what has come nearer


def states() -> list[str]:
    """Return the states whose fixed holidays come along, e.g. "up"."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def of_state(state: str, *, at: datetime) -> list[dict[str, Any]]:
    """Return the fixed holidays of a state for the coming years, as a blueprint spells them."""
    return of_file(FOLDER / f"{state}.yaml", at=at)


def of_file(path: Path, *, at: datetime) -> list[dict[str, Any]]:
    """Return the holidays in a file: its fixed days for the coming years, its dated ones once.

    Raises UnableToLoad with every problem found.
    """
    data = parse(path)
    problems = [
        problem
        for error in _schema().iter_errors(data)
        for problem in from_schema(path.name, error)
    ]
    if problems:
        raise UnableToLoad(problems)
    first = at.astimezone(INDIA).year
    told = [*_each_year(data.get("fixed", []), first), *data.get("dated", [])]
    unknown = [entry["date"] for entry in told if not _is_a_day(entry["date"])]
    if unknown:
        raise UnableToLoad(
            [Problem(path.name, "date", "a day of the calendar", day) for day in unknown]
        )
    return [{**entry, "state": data["state"]} for entry in told]


def _each_year(fixed: list[dict[str, Any]], first: int) -> Iterator[dict[str, Any]]:
    for year in range(first, first + YEARS):
        for entry in fixed:
            names = {tongue: entry[tongue] for tongue in ("hi", "en")}
            yield {"date": f"{year}-{entry['day']}", **names}


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@cache
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / "schema.json").read_text(encoding="utf-8")))
