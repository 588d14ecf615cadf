"""Finding a blueprint and reading it, or saying exactly why not.

Blueprints of one district are built on one file of units and places in `shared/` beside them, so
that they cannot disagree about the ground they stand on.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from districts.blueprint import references
from districts.blueprint.files import parse
from districts.blueprint.problems import Problem, UnableToLoad, from_schema

FOLDER = Path(__file__).resolve().parent.parent / "blueprints"
OURS = (
    "blueprint",
    "built_on",
    "units",
    "places",
    "calendars",
    "holidays",
    "lines",
    "demo_officers",
    "titles",
)
SHIPPED_NAME = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True)
class Blueprint:
    """A checked blueprint: its shape is the schema's and every reference leads somewhere."""

    name: str
    units: list[dict[str, Any]]
    places: list[dict[str, Any]]
    calendars: list[dict[str, Any]]
    holidays: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    demo_officers: list[dict[str, Any]]
    titles: dict[str, str]
    sections: dict[str, list[dict[str, Any]]]  # what apps above load: `blueprint/sections.py`


def names() -> list[str]:
    """Return the names of the blueprints that come with the project."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read(name: str) -> Blueprint:
    """Read a blueprint by its name, or from a path that ends in .yaml. Raises UnableToLoad."""
    path = _path(name)
    data = _on_its_ground(path, parse(path))
    found = sorted(_schema().iter_errors(data), key=lambda error: list(map(str, error.path)))
    told = [problem for error in found for problem in from_schema(path.name, error)]
    first_at_each_place = {problem.path: problem for problem in reversed(told)}
    problems = [problem for problem in told if problem is first_at_each_place[problem.path]]
    problems = problems or references.check(path.name, data)
    if problems:
        raise UnableToLoad(problems)
    return Blueprint(
        name=data["blueprint"],
        units=data["units"],
        places=data.get("places", []),
        calendars=data.get("calendars", []),
        holidays=data.get("holidays", []),
        lines=data["lines"],
        demo_officers=data.get("demo_officers", []),
        titles=data.get("titles", {}),
        sections={name: data[name] for name in data if name not in OURS},
    )


def _path(name: str) -> Path:
    shipped = FOLDER / f"{name}.yaml" if SHIPPED_NAME.fullmatch(name) else None
    path = shipped or Path(name)
    if path.suffix == ".yaml" and path.is_file():
        return path
    known = f"the path of a .yaml file or one of {', '.join(names())}"
    raise UnableToLoad([Problem(name, "(the whole file)", known, "no such file")])


def _on_its_ground(path: Path, data: Any) -> Any:
    ground = data.get("built_on") if isinstance(data, dict) else None
    if not isinstance(ground, str) or not SHIPPED_NAME.fullmatch(ground):
        return data
    shared = path.parent / "shared" / f"{ground}.yaml"
    if not shared.is_file():
        raise UnableToLoad([Problem(path.name, "built_on", "a file of shared/", f"“{ground}”")])
    beneath = parse(shared)
    return {**beneath, **data} if isinstance(beneath, dict) else data


@cache
def _schema() -> Draft202012Validator:
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)
