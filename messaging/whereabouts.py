"""From what a citizen says of a place to the station that may be meant: a suggestion, no more."""

import math
from dataclasses import dataclass

from districts.models import Line, Unit
from messaging.conversation import OpenTicket
from messaging.conversation.reading import plain

STATIONS = (Unit.Kind.STATION, Unit.Kind.OUTPOST)
FARTHEST = 50  # kilometres; beyond that the nearest station is no suggestion


@dataclass(frozen=True)
class Whereabouts:
    station: Unit | None = None
    is_certain: bool = False  # named by the citizen, not merely near
    latitude: float | None = None
    longitude: float | None = None


def find(line: Line, intent: OpenTicket) -> Whereabouts:
    """Return the station a draft points to: the one named, else the nearest to its point."""
    stations = list(Unit.objects.below(line.unit.path).filter(kind__in=STATIONS, is_active=True))
    latitude, longitude = _on_earth(intent.latitude, intent.longitude)
    named, is_certain = _named(intent, stations)
    if named is None and latitude is not None and longitude is not None:
        named = nearest(latitude, longitude, stations)
    return Whereabouts(named, is_certain, latitude, longitude)


def nearest(latitude: float, longitude: float, stations: list[Unit]) -> Unit | None:
    """Return the nearest station within FARTHEST, or None."""
    distances = [
        (kilometres(latitude, longitude, one.latitude, one.longitude), one.path, one)
        for one in stations
        if one.latitude is not None and one.longitude is not None
    ]
    distance, _, station = min(distances, default=(math.inf, "", None))
    return station if distance <= FARTHEST else None


def kilometres(latitude: float, longitude: float, other_lat: float, other_lon: float) -> float:
    """Return the distance over the ground; exact enough for choosing a station."""
    north = math.radians(other_lat - latitude)
    east = math.radians(other_lon - longitude) * math.cos(math.radians((latitude + other_lat) / 2))
    return 6371 * math.hypot(north, east)


def _on_earth(
    latitude: float | None, longitude: float | None
) -> tuple[float, float] | tuple[None, None]:
    if latitude is None or longitude is None:
        return None, None
    there_is = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return (latitude, longitude) if there_is else (None, None)


def _named(intent: OpenTicket, stations: list[Unit]) -> tuple[Unit | None, bool]:
    """Return the one station whose name stands in the place, else in the words."""
    for words in (intent.place, " ".join(part.text for part in intent.parts)):
        said = f" {plain(words)} "
        named = [one for one in stations if any(name in said for name in _names(one))]
        if len(named) == 1:
            return named[0], True
    return None, False


def _names(station: Unit) -> list[str]:
    spellings = (station.name_hi, station.name_en, *station.aliases)
    return [f" {name} " for name in map(plain, spellings) if name]
