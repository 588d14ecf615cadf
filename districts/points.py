"""Which unit a pin lies in, or which station's point is nearest, by a grid. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, floor, radians
from typing import Any

from districts.borders import distance_km, extent, inside

CELL = 0.25  # degrees, some 25 km
KM_PER_DEGREE = 111.2
Cell = tuple[int, int]


@dataclass(frozen=True)
class Mark:
    """A point that stands for a station: its own, or that of a place it serves."""

    path: str  # of the station
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Area:
    path: str
    boundary: dict[str, Any]  # GeoJSON Polygon or MultiPolygon


class Points:
    def __init__(self, marks: Iterable[Mark], areas: Iterable[Area]) -> None:
        self._marks: dict[Cell, list[Mark]] = {}
        for mark in marks:
            self._marks.setdefault(_cell(mark.latitude, mark.longitude), []).append(mark)
        self._areas: dict[Cell, list[Area]] = {}
        for area in areas:
            for cell in _covered(area):
                self._areas.setdefault(cell, []).append(area)

    def containing(self, latitude: float, longitude: float) -> list[str]:
        """Return the paths of the units whose boundary holds the point, the lowest unit first."""
        near = self._areas.get(_cell(latitude, longitude), [])
        found = [area.path for area in near if inside(area.boundary, latitude, longitude)]
        return sorted(found, key=lambda path: (-path.count("/"), path))

    def nearest(
        self, latitude: float, longitude: float, *, limit_km: float, under: str = ""
    ) -> tuple[str, float] | None:
        """Return the path of the nearest station below `under` within `limit_km`, and the km."""
        measured = [
            (distance_km(mark.latitude, mark.longitude, latitude, longitude), mark.path)
            for mark in self._around(latitude, longitude, limit_km)
            if mark.path.startswith(under)
        ]
        km, path = min(measured, default=(limit_km + 1, ""))
        return (path, km) if km <= limit_km else None

    def _around(self, latitude: float, longitude: float, limit_km: float) -> Iterator[Mark]:
        reach = limit_km / KM_PER_DEGREE
        wide = reach / max(0.1, cos(radians(latitude)))
        for row in range(floor((latitude - reach) / CELL), floor((latitude + reach) / CELL) + 1):
            first, last = floor((longitude - wide) / CELL), floor((longitude + wide) / CELL)
            for column in range(first, last + 1):
                yield from self._marks.get((row, column), ())


def _cell(latitude: float, longitude: float) -> Cell:
    return floor(latitude / CELL), floor(longitude / CELL)


def _covered(area: Area) -> Iterator[Cell]:
    south, west, north, east = extent(area.boundary)
    for row in range(floor(south / CELL), floor(north / CELL) + 1):
        for column in range(floor(west / CELL), floor(east / CELL) + 1):
            yield row, column
