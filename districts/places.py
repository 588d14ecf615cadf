"""From a pin or a name to a police station. Pure: units in, best guesses out.

Nothing here decides; the desk does. Below a threshold there is no guess at all.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from math import asin, cos, radians, sin, sqrt
from typing import Any

from rapidfuzz import fuzz

from districts.models import Unit

EARTH_KM = 6371.0088
GOOD_ENOUGH = 84.0  # of 100: a slip or two in a long name passes
GOOD_ENOUGH_SHORT = 90.0  # one letter makes another word of a short name
SHORT = 5  # sounds
SHORTEST = 3  # less is a particle, not a place
BEST = 3
Guess = tuple[Unit, float]


def _pairs(text: str) -> dict[str, str]:
    """Read "क k ख kh …" as a table."""
    parts = text.split()
    return dict(zip(parts[::2], parts[1::2], strict=True))


_CONSONANTS = _pairs(
    "क k ख kh ग g घ gh ङ n च ch छ ch ज j झ jh ञ n ट t ठ t ड d ढ d ण n त t थ t द d ध d न n"
    " प p फ f ब b भ b म m य y र r ल l व v श s ष s स s ह h"
)
_VOWELS = _pairs("अ a आ a इ i ई i उ u ऊ u ऋ ri ए e ऐ e ओ o औ o ऑ o ऍ e")
_SIGNS = _pairs("ा a ि i ी i ु u ू u ृ ri े e ै e ो o ौ o ॉ o ॅ e")
_NUKTA = _pairs("ड r ढ r ज j क k फ f ख kh ग g")
_VIRAMA, _NUKTA_SIGN = "्", "़"
_NASALS = dict.fromkeys("ंँ", "n")
# spellings of one sound, the longer before its parts; both scripts pass through these
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ksh|x", "ks"),
        (r"shh?", "s"),
        (r"chh", "ch"),
        (r"ph", "f"),
        (r"w", "v"),
        (r"q|c(?!h)", "k"),
        (r"z", "j"),
        (r"(?<=[tdbgj])h", ""),
        (r"oo|ou", "u"),
        (r"ee|ii", "i"),
        (r"ai|ay|ae", "e"),
        (r"au|aw", "o"),
        (r"y(?=[aeiou])", ""),
        (r"m(?=[bp])", "n"),
        (r"(.)\1+", r"\1"),
    )
]
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


def fold(text: str) -> str:
    """Return `text` as bare sounds in Roman letters, alike for one name in either script."""
    plain = unicodedata.normalize("NFD", text).casefold()
    roman = _romanised(plain)
    roman = "".join(letter if letter.isascii() else " " for letter in roman)
    folded = " ".join(re.findall(r"[a-z0-9]+", roman))
    for pattern, sound in _SOUNDS:
        folded = pattern.sub(sound, folded)
    return folded


def _romanised(text: str) -> str:
    out: list[str] = []
    for position, letter in enumerate(text):
        after = text[position + 1 : position + 2]
        if letter in _CONSONANTS:
            sound = _NUKTA.get(letter, _CONSONANTS[letter]) if after == _NUKTA_SIGN else None
            out.append(sound or _CONSONANTS[letter])
            if after == _NUKTA_SIGN:
                after = text[position + 2 : position + 3]
            # the inherent vowel is heard, unless a sign replaces it or the word ends
            if after and after not in _SIGNS and after != _VIRAMA and not _ends_word(after):
                out.append("a")
        elif letter not in {_VIRAMA, _NUKTA_SIGN}:
            known = _SIGNS.get(letter) or _VOWELS.get(letter) or _NASALS.get(letter)
            out.append(known or letter)
    return "".join(out)


def _ends_word(letter: str) -> bool:
    return not (letter.isalnum() or unicodedata.category(letter) in {"Mn", "Mc"})


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
