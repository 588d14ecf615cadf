"""From words or a pin to the stations that may be meant. Nothing here decides; the desk does.

The index of all names and points is kept in the process until the database names another edition
of units and places: one small query a message, whatever their number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from districts import far
from districts.gazetteer import Entry, Hit, Index
from districts.models import STATIONS, Gazetteer, Place, Unit
from districts.points import Area, Mark, Points

DISTRICTS = (Unit.Kind.DISTRICT,)
FARTHEST = 50.0  # kilometres; beyond that the nearest station is no suggestion


@dataclass(frozen=True)
class Located:
    """What a pin says. Paths of units; empty where nothing is known."""

    station: str = ""
    is_certain: bool = False  # by the station's own boundary, not merely the nearest
    district: str = ""  # whose boundary holds the pin
    is_outside: bool = False  # of the part that was asked about


@dataclass(frozen=True)
class Ground:
    names: Index
    points: Points
    kinds: dict[str, str]  # by path
    bounded: frozenset[str]  # paths of the districts whose boundary is known

    def first(self, paths: Iterable[str], kinds: Sequence[str]) -> str:
        """Return the first of `paths` whose unit is in service and of one of `kinds`, or ""."""
        return next((path for path in paths if self.kinds.get(path) in kinds), "")


def search(text: str, *, under: str) -> list[Hit]:
    """Return up to three stations below the path `under` that the words may mean, best first."""
    return _ground().names.search(text, under=under)


def names() -> Index:
    """Return the index of all names, for who asks it more than once."""
    return _ground().names


def elsewhere(text: str, *, under: str) -> Located:
    """Return the one district, or station, beside the path `under` that `text` names, if it does.

    A district is beyond doubt. A station's name may be that of a village nobody has told us of,
    so its district is not said.
    """
    ground = _ground()
    district, same = ground.names.named(text)
    if not (district or same) and far.is_district(text):
        return Located(is_outside=True)
    if district:
        is_theirs = district.startswith(under) or under.startswith(district)
        return Located() if is_theirs else Located(district=district, is_outside=True)
    if len(same) != 1 or same[0].startswith(under):
        return Located()
    return Located(station=same[0], is_outside=True)


def is_all_of(text: str, hit: Hit) -> bool:
    """Say whether the place found is what `text` says, but for words found in any address."""
    return _ground().names.is_all_of(text, hit)


def is_unknown(text: str, *, under: str) -> bool:
    """Say whether `text` names a place, and none that is known below the path `under` or beside."""
    names = _ground().names
    if not names.holds_a_name(text) or names.search(text, under=under):
        return False
    district, same = names.named(text)
    return not (district or same or far.is_district(text))


def locate(latitude: float, longitude: float, *, under: str) -> Located:
    """Return the station at a point: by boundary, else the nearest, first of all below `under`."""
    ground = _ground()
    holding = ground.points.containing(latitude, longitude)
    station = ground.first(holding, STATIONS)
    district = ground.first([above for path in holding for above in _above(path)], DISTRICTS)
    is_theirs = district.startswith(under) or under.startswith(district) if district else False
    if station:
        return Located(station, True, district, not station.startswith(under))
    within = under if is_theirs or not district else district
    near = ground.points.nearest(latitude, longitude, limit_km=FARTHEST, under=within)
    anywhere = near or ground.points.nearest(latitude, longitude, limit_km=FARTHEST)
    is_known = any(path.startswith(under) for path in ground.bounded)
    is_outside = not is_theirs and (bool(district) or is_known or near is None)
    return Located(anywhere[0] if anywhere else "", False, district, is_outside)


def _above(path: str) -> list[str]:
    """Return `path` and the paths of the units above, nearest first."""
    codes = path.strip("/").split("/")
    return ["/".join(codes[:length]) + "/" for length in range(len(codes), 0, -1)]


_kept: tuple[UUID | None, Ground] | None = None


def _ground() -> Ground:
    global _kept
    edition = Gazetteer.current()
    if _kept is None or _kept[0] != edition:
        _kept = (edition, _read())
    return _kept[1]


def _read() -> Ground:
    units = list(Unit.objects.filter(is_active=True))
    stations = {unit.pk: unit for unit in units if unit.kind in STATIONS}
    places = Place.objects.filter(is_active=True, station__in=stations.keys())
    entries = [_entry(unit, unit) for unit in stations.values()]
    entries += [_entry(place, stations[place.station_id]) for place in places]
    marks = [mark for unit in stations.values() for mark in _marks(unit, unit)]
    marks += [mark for place in places for mark in _marks(place, stations[place.station_id])]
    areas = [Area(unit.path, unit.boundary) for unit in units if unit.boundary]
    kinds = {unit.path: unit.kind for unit in units}
    bounded = frozenset(area.path for area in areas if kinds[area.path] in DISTRICTS)
    return Ground(Index(entries, _districts(units)), Points(marks, areas), kinds, bounded)


def _entry(named: Unit | Place, station: Unit) -> Entry:
    spellings = tuple(named.aliases)
    return Entry(station.code, station.path, named.name_hi, named.name_en, spellings)


def _marks(pinned: Unit | Place, station: Unit) -> list[Mark]:
    if pinned.latitude is None or pinned.longitude is None:
        return []
    return [Mark(station.path, pinned.latitude, pinned.longitude)]


def _districts(units: list[Unit]) -> dict[str, str]:
    return {
        name: unit.path
        for unit in units
        if unit.kind == Unit.Kind.DISTRICT
        for name in (unit.name_hi, unit.name_en, *unit.aliases)
    }
