"""From what a citizen says of a place to the station that may be meant: a suggestion, no more."""

from dataclasses import dataclass

from districts import places
from districts.models import Line, Unit
from messaging.conversation import OpenTicket

STATIONS = (Unit.Kind.STATION, Unit.Kind.OUTPOST)
FARTHEST = 50  # kilometres; beyond that the nearest station is no suggestion
CERTAIN = 95  # of 100; good enough to keep a complaint about police from that station
LEAD = 5  # by which the best guess must be ahead
LONGEST = 300  # characters of a story in which a name is looked for


@dataclass(frozen=True)
class Whereabouts:
    station: Unit | None = None
    is_certain: bool = False  # named by the citizen as the place, without a rival
    latitude: float | None = None
    longitude: float | None = None


def find(line: Line, intent: OpenTicket) -> Whereabouts:
    """Return the station a draft points to: the place named, its point, a name in the story."""
    below = Unit.objects.below(line.unit.path)
    stations = list(below.filter(kind__in=STATIONS, is_active=True))
    point = (intent.latitude, intent.longitude)
    named, is_certain = _named(intent.place, stations)
    if named is None and point[0] is not None and point[1] is not None:
        near = places.nearest(stations, point[0], point[1], FARTHEST)
        named = near[0][0] if near else None
    if named is None:
        story = " ".join(part.text for part in intent.parts)
        named, _ = _named(story[:LONGEST], stations)
    return Whereabouts(named, is_certain, *point)


def _named(text: str, stations: list[Unit]) -> tuple[Unit | None, bool]:
    guesses = places.match(text[:LONGEST], stations) if text else []
    if not guesses:
        return None, False
    (best, score), *others = guesses
    ahead = not others or score - others[0][1] >= LEAD
    return best, ahead and score >= CERTAIN
