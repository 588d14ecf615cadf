"""From words to a station: right when sure, silent when not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts import sounds
from districts.blueprint import source
from districts.gazetteer import Entry, Index
from tests.districts.measuring import measure, shipped

BAREILLY = shipped()[1]["bareilly"]
STATIONS = [unit for unit in source.read("bareilly-pro").units if unit["kind"] == "station"]
PLACES = source.read("bareilly-pro").places + source.read("varanasi-zone").places


def search(text, where="bareilly"):
    index, paths = shipped()
    return index.search(text, under=paths[where])


def codes(text, where="bareilly"):
    return [hit.entry.station for hit in search(text, where)]


@pytest.mark.parametrize("half", ["places", "places_held_out"])
def test_places_are_found_however_they_are_spelled(half):
    measured = measure(half)

    print(f"\n{half}: {measured}")
    assert measured.first >= 0.95 * measured.named, measured.wrong
    assert measured.among >= 0.97 * measured.named, measured.wrong
    assert measured.offered <= 0.1 * measured.noise, measured.wrong


def test_there_are_enough_phrases_and_half_is_held_out():
    tuned, held_out = measure("places"), measure("places_held_out")

    assert tuned.named + tuned.noise + held_out.named + held_out.noise >= 300
    assert held_out.named + held_out.noise >= 150


@pytest.mark.parametrize(
    "text",
    ["", "   ", "👍", "police station me koi nahi sunta", "थाना", "लखनऊ", "ka", "\x00\u202e\ufeff"],
)
def test_where_nothing_is_near_enough_there_is_no_guess(text):
    assert codes(text) == []


def test_one_name_in_two_districts_gives_both():
    assert {"jaunpur-shahganj", "sonbhadra-shahganj"} == set(codes("शाहगंज", "varanasi-zone"))


def test_the_district_named_beside_it_decides():
    assert codes("शाहगंज, जौनपुर", "varanasi-zone") == ["jaunpur-shahganj"]


def test_another_districts_places_are_not_offered():
    assert codes("chunar", "jaunpur") == []


@pytest.mark.parametrize("unit", STATIONS, ids=lambda unit: unit["code"])
def test_every_name_and_alias_finds_its_own_station(unit):
    for name in (unit["hi"], unit["en"], *unit["aliases"]):
        assert unit["code"] in codes(name), name


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place['station']}/{place['en']}")
def test_every_place_finds_the_station_that_serves_it(place):
    district = place["station"].split("-")[0]

    for name in (place["hi"], place["en"]):
        assert place["station"] in codes(name, district), name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("बरेली", "Bareli"),
        ("फ़रीद", "Pharid"),
        ("इज़्ज़तनगर", "izzatanagar"),
        ("नवाबगंज", "NAWABAGANJ"),
        ("शाही", "Shahee"),
        ("बचाओ", "bachaaaaao"),
    ],
)
def test_scripts_fold_to_the_same_sounds(one, other):
    assert sounds.fold(one) == sounds.fold(other)


def test_years_keep_their_digits():
    assert sounds.fold("2000 और 2022") == "2000 or 2022"


@given(st.text(max_size=200))
def test_no_text_can_break_the_search(text):
    assert len(search(text)) <= 3


def test_a_search_compares_no_more_than_one_part_of_the_country():
    """A district's search must not slow down because the installation has 75 districts."""
    entries = [
        Entry(f"s{n}", f"zone/d{n % 75}/s{n}/", f"गाँव {n}", f"Rampur{n}") for n in range(3000)
    ]
    index = Index(entries, {})

    compared = sum(len(index._near(letter, "zone/d7/")[1]) for letter in "rg")

    assert compared <= 2 * 3000 / 75
