"""What is wrong with a blueprint: where exactly, what was expected, what was found."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jsonschema.exceptions import ValidationError

LONGEST_SHOWN = 60
NAMES_OF_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "yes or no",
    "array": "a list",
    "object": "a mapping",
}


@dataclass(frozen=True)
class Problem:
    file: str
    path: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: expected {self.expected}, found {self.found}"


class UnableToLoad(Exception):
    """The blueprint cannot be loaded; nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def place(steps: Iterable[str | int]) -> str:
    """Return a path as people read it, e.g. `lines[0].categories[2].short_hi`."""
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".") or "(the whole file)"


def shown(value: Any) -> str:
    """Return `value` as it may stand in a sentence: short, and told from a number or nothing."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = str(value)
    text = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return f"“{text}”" if isinstance(value, str) else text


def from_schema(file: str, error: ValidationError) -> list[Problem]:
    """Return the problems behind one finding of the JSON schema."""
    steps, rule, found = list(error.absolute_path), str(error.validator), _as_any(error.instance)
    wanted = _as_any(error.validator_value)
    if rule == "additionalProperties":
        known = _as_any(error.schema)["properties"]
        return [
            Problem(file, place([*steps, key]), _one_of(known), "this key")
            for key in sorted(set(found) - set(known))
        ]
    if rule == "required":
        return [
            Problem(file, place([*steps, key]), "a value", "nothing")
            for key in wanted
            if key not in found and f"'{key}'" in error.message
        ]
    expected = _sentences(wanted).get(rule, lambda: error.message)()
    length = f"{len(found)}: " if rule == "maxLength" else ""
    return [Problem(file, place(steps), expected, f"{length}{shown(found)}")]


def _sentences(wanted: Any) -> dict[str, Callable[[], str]]:
    return {
        "type": lambda: NAMES_OF_TYPES.get(wanted, str(wanted)),
        "enum": lambda: _one_of(wanted),
        "pattern": lambda: f"something that matches {wanted}",
        "maxLength": lambda: f"at most {wanted} characters",
        "minLength": lambda: f"at least {wanted} character",
        "minimum": lambda: f"at least {wanted}",
        "maximum": lambda: f"at most {wanted}",
        "minItems": lambda: f"at least {wanted} in the list",
        "maxItems": lambda: f"at most {wanted} in the list",
        "uniqueItems": lambda: "each entry only once",
    }


def _one_of(words: Iterable[Any]) -> str:
    return f"one of {', '.join(map(str, words))}"


def _as_any(value: Any) -> Any:
    return value
