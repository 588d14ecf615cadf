from typing import Any

from districts.blueprint.changes import Change, State, settle
from districts.models import Place, Unit


def apply(units: list[dict[str, Any]], entries: list[dict[str, Any]]) -> list[Change]:
    """Create or change the places of a blueprint's units; one no longer named is retired."""
    stations = {unit.code: unit for unit in Unit.objects.filter(code__in=_codes(units))}
    stored = Place.objects.filter(station__in=stations.values()).select_related("station")
    left = {(place.station.code, place.name_en): place for place in stored}
    changes = []
    for entry in entries:
        key = (entry["station"], entry["en"])
        place = left.pop(key, None) or Place(station=stations[entry["station"]], name_en=key[1])
        changes.append(settle(place, "place", _code(*key), _wanted(entry)))
    for key, place in left.items():
        if place.is_active:
            place.is_active = False
            place.save(update_fields=["is_active"])
            changes.append(Change("place", _code(*key), State.RETIRED))
    return changes


def _codes(units: list[dict[str, Any]]) -> list[str]:
    return [unit["code"] for unit in units]


def _code(station: str, name: str) -> str:
    return f"{station}/{name}"


def _wanted(entry: dict[str, Any]) -> dict[str, Any]:
    latitude, longitude = entry.get("point", (None, None))
    return {
        "kind": entry["kind"],
        "name_hi": entry["hi"],
        "aliases": entry.get("aliases", []),
        "latitude": latitude,
        "longitude": longitude,
        "is_active": True,
    }
