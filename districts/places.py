"""From a pin or a name to a police station. Pure: units in, best guesses out.

Nothing here decides; the desk does. Below a threshold there is no guess at all.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import asin, cos, radians, sin, sqrt
from typing import Any

from rapidfuzz import fuzz

from districts.models import Unit
from districts.sounds import fold

EARTH_KM = 6371.0088
GOOD_ENOUGH = 84.0  # of 100: a slip or two in a long name passes
GOOD_ENOUGH_SHORT = 90.0  # one letter makes another word of a short name
SHORT = 5  # sounds
SHORTEST = 3  # less is a particle, not a place
BEST = 3
Guess = tuple[Unit, float]


# words around a place's name that say nothing about which place it is
_EMPTY_WORDS = (
    "thana thane kotvali police station chauki ke ki ka me men mein par pas near paas gaon gav"
    " mohalla muhalla nagar village ps the in at"
)


def nearest(
    units: Iterable[Unit], latitude: float, longitude: float, limit_km: float
) -> list[tuple[Unit, float]]:
    """Return the units whose point lies within `limit_km` (inclusive), nearest first, with km."""
    measured = [
        (unit, distance_km(unit.latitude, unit.longitude, latitude, longitude))
        for unit in units
        if unit.latitude is not None and unit.longitude is not None
    ]
    within = [(unit, km) for unit, km in measured if km <= limit_km]
    return sorted(within, key=lambda found: (found[1], found[0].code))


def distance_km(
    latitude: float, longitude: float, to_latitude: float, to_longitude: float
) -> float:
    """Return the great-circle distance in kilometres between two points in degrees."""
    phi, to_phi = radians(latitude), radians(to_latitude)
    across = sin((to_phi - phi) / 2) ** 2
    along = sin(radians(to_longitude - longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, across + cos(phi) * cos(to_phi) * along)))


def inside(boundary: dict[str, Any] | None, latitude: float, longitude: float) -> bool:
    """Say whether a point lies in a GeoJSON Polygon or MultiPolygon; holes are outside."""
    if not boundary:
        return False
    shapes = boundary["coordinates"]
    polygons = [shapes] if boundary["type"] == "Polygon" else shapes
    return any(_in_polygon(polygon, latitude, longitude) for polygon in polygons)


def match(text: str, units: Iterable[Unit]) -> list[Guess]:
    """Return up to three units whose name or alias stands in `text`, with a score of 100.

    The name that explains most of the text comes first. Reads Devanagari and Roman letters,
    and common misspellings in both. Empty when nothing is near enough: a wrong certainty
    costs more than a question.
    """
    words = fold(text).split()
    if not words:
        return []
    found = [(max(_likeness(words, name) for name in _names(unit)), unit) for unit in units]
    good = [(explained, score, unit) for (explained, score), unit in found if score > 0]
    good.sort(key=lambda guess: (-guess[0], guess[2].path))
    return [(unit, score) for _explained, score, unit in good[:BEST]]


def _names(unit: Unit) -> Sequence[str]:
    return [unit.name_hi, unit.name_en, *unit.aliases]


def _likeness(words: list[str], name: str) -> tuple[float, float]:
    """Compare `name` with every run of words of the text: letters explained, score of 100."""
    wanted = "".join(fold(name).split())
    if len(wanted) < SHORTEST or wanted in _FOLDED_EMPTY:
        score = 100.0 if wanted and wanted in words else 0.0
        return len(wanted) * score, score
    enough = GOOD_ENOUGH_SHORT if len(wanted) <= SHORT else GOOD_ENOUGH
    compared = ((fuzz.ratio(run, wanted), run) for run in _runs(words, len(name.split())))
    good = [(len(run) * score, score) for score, run in compared if score >= enough]
    return max(good, default=(0.0, 0.0))


def _runs(words: list[str], length: int) -> Iterator[str]:
    """Yield the text's runs of about `length` words, written together as people do."""
    for size in {length, max(1, length - 1), length + 1}:
        for start in range(len(words) - size + 1):
            run = "".join(words[start : start + size])
            if len(run) >= SHORTEST and run not in _FOLDED_EMPTY:
                yield run


def _in_polygon(polygon: list[list[list[float]]], latitude: float, longitude: float) -> bool:
    outer, *holes = polygon
    return _in_ring(outer, latitude, longitude) and not any(
        _in_ring(hole, latitude, longitude) for hole in holes
    )


def _in_ring(ring: list[list[float]], latitude: float, longitude: float) -> bool:
    is_in = False
    for (x, y, *_), (x2, y2, *_) in zip(ring, [*ring[1:], ring[0]], strict=True):
        crosses = (y > latitude) != (y2 > latitude)
        if crosses and longitude < (x2 - x) * (latitude - y) / (y2 - y) + x:
            is_in = not is_in
    return is_in


_FOLDED_EMPTY = frozenset(fold(_EMPTY_WORDS).split())
