"""The duty rosters of a blueprint's lines. Its demo officers stand on them; the rest is local."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from districts.blueprint.changes import Change, State, settle
from districts.blueprint.sections import Entry, Ground
from districts.models import Line, Officer, Shift, Watch

EVERY_DAY = list(range(7))


def load(entries: Sequence[Entry], ground: Ground) -> list[Change]:
    """Bring the watches of these lines to what the blueprint says; a watch it drops is ended.

    Officers that the district has put on a shift stay there.
    """
    changes = []
    for entry in entries:
        line = ground.lines[entry["line"]]
        watch = Watch.objects.filter(line=line).first() or Watch(line=line, looked_at=ground.at)
        wanted = {"alarm_after_minutes": entry["alarm_after_minutes"]}
        changes.append(settle(watch, "watch", line.code, wanted))
        changes += _shifts(watch, line, entry["shifts"])
    named = {entry["line"] for entry in entries}
    gone = Watch.objects.filter(line__in=ground.lines.values()).exclude(line__code__in=named)
    for watch in gone.select_related("line"):
        watch.delete()
        changes.append(Change("watch", watch.line.code, State.RETIRED))
    return changes


def _shifts(watch: Watch, line: Line, entries: Sequence[Entry]) -> list[Change]:
    left = {shift.code: shift for shift in watch.shifts.all()}
    changes = []
    for entry in entries:
        shift = left.pop(entry["code"], None) or Shift(watch=watch, code=entry["code"])
        changes.append(settle(shift, "shift", f"{line.code}/{shift.code}", _wanted(entry)))
        shift.officers.add(*Officer.objects.filter(service_number__in=entry.get("officers", [])))
    for code, shift in left.items():
        shift.delete()
        changes.append(Change("shift", f"{line.code}/{code}", State.RETIRED))
    return changes


def _wanted(entry: Entry) -> dict[str, Any]:
    return {
        "name_hi": entry["hi"],
        "name_en": entry["en"],
        "starts": time.fromisoformat(entry["from"]),
        "ends": time.fromisoformat(entry["to"]),
        "weekdays": list(entry.get("weekdays", EVERY_DAY)),
    }


def write(line: Line) -> list[dict[str, Any]]:
    """Return the watch of `line` as an entry, without the officers, who are the district's own."""
    watches = Watch.objects.filter(line=line).prefetch_related("shifts")
    return [
        {
            "line": line.code,
            "alarm_after_minutes": watch.alarm_after_minutes,
            "shifts": [_written(shift) for shift in watch.shifts.all()],
        }
        for watch in watches
    ]


def _written(shift: Shift) -> dict[str, Any]:
    return {
        "code": shift.code,
        "hi": shift.name_hi,
        "en": shift.name_en,
        "from": shift.starts.strftime("%H:%M"),
        "to": shift.ends.strftime("%H:%M"),
        "weekdays": shift.weekdays,
    }
