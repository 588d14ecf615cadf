"""What loading a blueprint changed, told field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class State(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    RETIRED = "retired"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Change:
    what: str  # "unit", "place", "line", "category", "officer", "posting"
    code: str
    state: State
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # name: (old, new)

    def __str__(self) -> str:
        return "\n".join(
            [
                f"{self.state} {self.what} {self.code}",
                *(f"    {name}: {old} → {new}" for name, (old, new) in self.fields.items()),
            ]
        )

    def as_json(self) -> dict[str, Any]:
        fields = {name: [old, new] for name, (old, new) in self.fields.items()}
        return {"what": self.what, "code": self.code, "state": self.state, "fields": fields}


def settle(row: Row, what: str, code: str, wanted: Mapping[str, Any]) -> Change:
    """Bring `row` to the wanted values, saving only when something differs."""
    if row._state.adding:
        _assign(row, wanted)
        return Change(what, code, State.CREATED)
    differing = {
        name: (_plain(getattr(row, name)), _plain(value))
        for name, value in wanted.items()
        if getattr(row, name) != value
    }
    if not differing:
        return Change(what, code, State.UNCHANGED)
    _assign(row, wanted)
    return Change(what, code, State.CHANGED, differing)


def _assign(row: models.Model, wanted: Mapping[str, Any]) -> None:
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save()


def _plain(value: Any) -> Any:
    return getattr(value, "code", str(value)) if isinstance(value, models.Model) else value
