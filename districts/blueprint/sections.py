"""Sections of a blueprint that belong to apps above: each app registers how its own is loaded
and how what stands is written.

Called in `AppConfig.ready`, so that this app never imports those that build on it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from districts.blueprint.changes import Change
from districts.models import Line

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Ground:
    """What a section is loaded onto: the blueprint's units, lines and demo officers stand."""

    lines: Mapping[str, Line]  # of this blueprint, by code
    at: datetime


Loader = Callable[[Sequence[Entry], Ground], list[Change]]
Writer = Callable[[Line], list[dict[str, Any]]]
_loaders: dict[str, Loader] = {}
_writers: dict[str, Writer] = {}


def register(section: str, loader: Loader, writer: Writer) -> None:
    """Let `loader` bring the entries of `section` to the database; it must be safe to repeat.

    It is called for every blueprint, with no entries where the section is missing, inside the
    transaction of the whole loading. The section's shape stands in schema.json. `writer` returns
    the entries of one line that load to what stands now.
    """
    _loaders[section] = loader
    _writers[section] = writer


def written(line: Line) -> dict[str, list[dict[str, Any]]]:
    """Return the entries of every section for `line`, by section."""
    return {section: writer(line) for section, writer in _writers.items()}


def apply(sections: Mapping[str, Sequence[Entry]], ground: Ground) -> Iterator[Change]:
    for section, loader in _loaders.items():
        yield from loader(sections.get(section, ()), ground)
