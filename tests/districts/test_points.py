"""From a pin to a unit: inside a border, or nearest to a point."""

import pytest

from districts import borders
from districts.points import Area, Mark, Points

SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]
TOWNS = [
    Mark("bareilly/kotwali/", 28.364, 79.4163),
    Mark("bareilly/qila/", 28.3719, 79.4022),
    Mark("bareilly/aonla/", 28.2752, 79.1641),
    Mark("badaun/kotwali/", 28.04, 79.12),
]


def test_the_nearest_station_and_how_far():
    path, km = Points(TOWNS, []).nearest(28.365, 79.4163, limit_km=3)

    assert (path, km) == ("bareilly/kotwali/", pytest.approx(0.111, abs=0.01))


def test_the_nearest_of_one_district():
    points = Points(TOWNS, [])

    assert points.nearest(28.1, 79.13, limit_km=50)[0] == "badaun/kotwali/"
    assert points.nearest(28.1, 79.13, limit_km=50, under="bareilly/")[0] == "bareilly/aonla/"


def test_far_from_everything_there_is_nothing():
    assert Points(TOWNS, []).nearest(25.3, 82.9, limit_km=50) is None


@pytest.mark.parametrize(("latitude", "longitude"), [(28.37, 79.41), (28.001, 79.249), (-0.1, 0.1)])
def test_the_grid_finds_what_a_look_at_every_point_finds(latitude, longitude):
    near = [
        (borders.distance_km(mark.latitude, mark.longitude, latitude, longitude), mark.path)
        for mark in TOWNS
    ]
    km, path = min(near)

    found = Points(TOWNS, []).nearest(latitude, longitude, limit_km=60)

    assert found == ((path, pytest.approx(km)) if km <= 60 else None)


def test_distances_are_those_of_the_globe():
    # Bareilly to Lucknow, as the crow flies
    assert borders.distance_km(28.367, 79.4304, 26.8467, 80.9462) == pytest.approx(226, abs=3)
    assert borders.distance_km(0, 0, 0, 180) == pytest.approx(20015, abs=2)


@pytest.mark.parametrize(
    ("boundary", "latitude", "longitude", "is_in"),
    [
        ({"type": "Polygon", "coordinates": [SQUARE]}, 5, 5, True),
        ({"type": "Polygon", "coordinates": [SQUARE]}, 11, 5, False),
        ({"type": "Polygon", "coordinates": [SQUARE, HOLE]}, 5, 5, False),
        ({"type": "Polygon", "coordinates": [SQUARE, HOLE]}, 2, 3, True),
        ({"type": "MultiPolygon", "coordinates": [[HOLE], [SQUARE]]}, 1, 9, True),
        ({"type": "MultiPolygon", "coordinates": [[HOLE]]}, 1, 9, False),
    ],
)
def test_inside_means_within_the_border_and_outside_its_holes(boundary, latitude, longitude, is_in):
    points = Points([], [Area("here/", boundary)])

    assert borders.inside(boundary, latitude, longitude) is is_in
    assert points.containing(latitude, longitude) == (["here/"] if is_in else [])


def test_without_a_border_nothing_is_inside():
    assert not borders.inside(None, 5, 5)


def test_the_lowest_unit_comes_first():
    whole, part = ({"type": "Polygon", "coordinates": [ring]} for ring in (SQUARE, HOLE))
    points = Points([], [Area("zone/district/", whole), Area("zone/district/station/", part)])

    assert points.containing(5, 5) == ["zone/district/station/", "zone/district/"]


def test_latitude_comes_first():
    tall = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 50], [0, 50], [0, 0]]]}

    assert borders.inside(tall, 40, 0.5)
    assert not borders.inside(tall, 0.5, 40)
