"""The hearing hours of a blueprint's lines."""

from collections.abc import Iterator, Sequence
from datetime import time
from typing import Any

from districts.blueprint.changes import Change, State, settle
from districts.blueprint.sections import Entry, Ground
from districts.models import Line
from hearings.models import Window

EVERY_DAY = list(range(7))


def load(entries: Sequence[Entry], ground: Ground) -> list[Change]:
    """Bring the windows of these lines to what the blueprint says; close those it leaves out."""
    by_line = {entry["line"]: entry for entry in entries}
    stored = Window.objects.filter(line__in=ground.lines.values())
    existing = {window.line_id: window for window in stored}
    changes = []
    for code, line in ground.lines.items():
        window = existing.get(line.pk)
        if entry := by_line.get(code):
            window = window or Window(line=line)
            changes.append(settle(window, "hearing window", code, _wanted(entry)))
        elif window is not None:
            changes += _close(window, code)
    return changes


def _wanted(entry: Entry) -> dict[str, Any]:
    return {
        "opens": time.fromisoformat(entry["from"]),
        "closes": time.fromisoformat(entry["to"]),
        "weekdays": list(entry.get("weekdays", EVERY_DAY)),
        "desk_names": list(entry["desks"]),
        "minutes_each": entry["minutes_each"],
    }


def _close(window: Window, code: str) -> Iterator[Change]:
    """A window without days hears nobody; who is in its queue keeps their token."""
    if window.weekdays:
        settle(window, "hearing window", code, {"weekdays": []})
        yield Change("hearing window", code, State.RETIRED)


def write(line: Line) -> list[dict[str, Any]]:
    """Return the hearing hours of `line` as an entry; none where it hears nobody."""
    return [
        {
            "line": line.code,
            "from": window.opens.strftime("%H:%M"),
            "to": window.closes.strftime("%H:%M"),
            "weekdays": window.weekdays,
            "minutes_each": window.minutes_each,
            "desks": window.desk_names,
        }
        for window in Window.objects.filter(line=line)
        if window.weekdays
    ]
