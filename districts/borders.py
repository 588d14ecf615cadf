"""Points and borders on the globe: distances, inside or outside. Pure."""

from math import asin, cos, radians, sin, sqrt
from typing import Any

EARTH_KM = 6371.0088


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
    return any(_in_polygon(polygon, latitude, longitude) for polygon in _polygons(boundary))


def extent(boundary: dict[str, Any]) -> tuple[float, float, float, float]:
    """Return south, west, north, east of a GeoJSON Polygon or MultiPolygon."""
    corners = [corner for polygon in _polygons(boundary) for corner in polygon[0]]
    longitudes, latitudes = [one[0] for one in corners], [one[1] for one in corners]
    return min(latitudes), min(longitudes), max(latitudes), max(longitudes)


def _polygons(boundary: dict[str, Any]) -> list[Any]:
    shapes = boundary["coordinates"]
    return [shapes] if boundary["type"] == "Polygon" else list(shapes)


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
