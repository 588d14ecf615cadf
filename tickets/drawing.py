"""A map without tiles: borders and points as numbers for one SVG. North is up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Any

from districts.models import Officer, Unit
from tickets.models import Ticket

WIDTH = 800  # of the drawing; its height follows
EDGE = 44
CELL = 0.005  # degrees, about half a kilometre: what lies so near is one point
SMALLEST = 0.02  # degrees from edge to edge, around a single point
MOST_BORDERS = 120
LOWEST, HIGHEST = 300, 1100  # of the height
KINDS = (Unit.Kind.DISTRICT, Unit.Kind.STATION)


@dataclass(frozen=True)
class Point:
    """What lies so near together that it is drawn as one."""

    number: int  # as it stands beside it in the list
    x: float
    y: float
    radius: float
    tickets: list[Ticket]


@dataclass(frozen=True)
class Border:
    name: str
    path: str  # of an SVG
    kind: str


@dataclass(frozen=True)
class Drawing:
    height: int
    borders: list[Border]
    points: list[Point]
    width: int = WIDTH


@dataclass(frozen=True)
class _Frame:
    south: float
    west: float
    scale: float
    squeeze: float  # how much shorter a degree of longitude is here
    height: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = EDGE + (longitude - self.west) * self.squeeze * self.scale
        y = self.height - EDGE - (latitude - self.south) * self.scale
        return round(x, 1), round(y, 1)


def boundaries(officer: Officer) -> list[Unit]:
    """Return the units with a border that `officer` may see the tickets of."""
    visible = Unit.objects.visible_to(officer).filter(boundary__isnull=False, kind__in=KINDS)
    return list(visible.filter(is_active=True)[:MOST_BORDERS])


def of(tickets: Iterable[Ticket], units: Sequence[Unit]) -> Drawing | None:
    """Return the drawing of pinned `tickets` within the borders of `units`; None of nothing."""
    cells: dict[tuple[int, int], list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        if ticket.latitude is not None and ticket.longitude is not None:
            cells[round(ticket.latitude / CELL), round(ticket.longitude / CELL)].append(ticket)
    corners = [(lon * CELL, lat * CELL) for lat, lon in cells]
    corners += [corner for unit in units for ring in _rings(unit.boundary) for corner in ring]
    if not corners:
        return None
    frame = _frame(corners)
    borders = [Border(unit.name, _path(unit.boundary, frame), unit.kind) for unit in units]
    fullest = sorted(cells.items(), key=lambda cell: -len(cell[1]))
    points = [
        Point(number, *frame.at(lon * CELL, lat * CELL), _radius(len(inside)), inside)
        for number, ((lat, lon), inside) in enumerate(fullest, start=1)
    ]
    return Drawing(round(frame.height), borders, points)


def _frame(corners: Sequence[tuple[float, float]]) -> _Frame:
    west, east = min(x for x, _y in corners), max(x for x, _y in corners)
    south, north = min(y for _x, y in corners), max(y for _x, y in corners)
    squeeze = max(0.1, cos(radians((south + north) / 2)))
    across = max((east - west) * squeeze, SMALLEST)
    up = max(north - south, SMALLEST)
    scale = min((WIDTH - 2 * EDGE) / across, (HIGHEST - 2 * EDGE) / up)
    height = max(LOWEST, up * scale + 2 * EDGE)
    # what is narrower or lower than the drawing stands in its middle
    west -= ((WIDTH - 2 * EDGE) / scale - (east - west) * squeeze) / 2 / squeeze
    south -= ((height - 2 * EDGE) / scale - (north - south)) / 2
    return _Frame(south, west, scale, squeeze, height)


def _rings(boundary: Any) -> Iterator[list[tuple[float, float]]]:
    shapes = boundary["coordinates"] if boundary else []
    for polygon in [shapes] if boundary and boundary["type"] == "Polygon" else shapes:
        for ring in polygon:
            yield [(x, y) for x, y, *_height in ring]


def _path(boundary: Any, frame: _Frame) -> str:
    return "".join(
        f"M{'L'.join('{} {}'.format(*frame.at(x, y)) for x, y in ring)}Z"
        for ring in _rings(boundary)
    )


def _radius(count: int) -> float:
    return round(min(40.0, 18 + 4 * sqrt(count - 1)), 1)
