from typing import Any

from districts.blueprint.changes import Change, settle
from districts.models import Unit


def apply(entries: list[dict[str, Any]]) -> list[Change]:
    """Create or change the units of a blueprint; units it does not name are left alone."""
    codes = [entry["code"] for entry in entries]
    stored = Unit.objects.filter(code__in=codes).select_related("parent")
    existing = {unit.code: unit for unit in stored}
    settled: dict[str, Unit] = {}
    changes = []
    for entry in entries:
        code = entry["code"]
        unit = existing.get(code) or Unit(code=code)
        parent = settled.get(entry.get("parent", ""))
        changes.append(settle(unit, "unit", code, _wanted(entry, parent)))
        # a parent that moved took this unit along in the database, not in this copy of it
        unit.path = f"{parent.path if parent else ''}{code}/"
        settled[code] = unit
    return changes


def _wanted(entry: dict[str, Any], parent: Unit | None) -> dict[str, Any]:
    latitude, longitude = entry.get("point", (None, None))
    wanted = {
        "kind": entry["kind"],
        "name_hi": entry["hi"],
        "name_en": entry["en"],
        "aliases": entry.get("aliases", []),
        "parent": parent,
        "branch": entry.get("branch", ""),
        "latitude": latitude,
        "longitude": longitude,
        "is_active": True,
    }
    return {**wanted, "boundary": entry["boundary"]} if "boundary" in entry else wanted
