"""Numbers of vehicles are found however either side wrote them."""

import pytest

from tests.factories import NOON, make_line, make_ticket, make_unit
from tickets import plates
from tickets.models import Ticket
from tickets.search import narrow
from tickets.sight import BLURRED

WRITTEN = [
    "UP65AB1234",
    "up 65 ab 1234",
    "UP-65-AB-1234",
    "UP 65AB 1234",
    "UP.65.AB.1234",
    "UP ६५ AB १२३४",
]


@pytest.fixture
def line(db):
    return make_line(make_unit())


def found(words: str) -> set[str]:
    tickets = narrow(Ticket.objects.all(), past_due=BLURRED.past_due(NOON), words=words)
    return {ticket.text for ticket in tickets}


@pytest.mark.parametrize("asked", WRITTEN)
def test_any_spacing_finds_any_spacing(line, asked):
    for text in WRITTEN:
        make_ticket(line, text=f"सफेद पिकअप {text} रात में")
    make_ticket(line, text="UP65AB12345 और UP65ABC1234")

    assert found(asked) == {f"सफेद पिकअप {text} रात में" for text in WRITTEN}
    assert found(f"{asked} पिकअप") == found(asked)
    assert found(f"{asked} ट्रक") == set()


def test_a_plate_of_the_country_is_one_too(line):
    make_ticket(line, text="कार 22BH1234AA खड़ी है")

    assert found("22 bh 1234 aa") == {"कार 22BH1234AA खड़ी है"}


@pytest.mark.parametrize("words", ["शराब 65", "UP", "K7Q4MTX2W9P", "1234", "is 12 at 1200x"])
def test_what_is_no_plate_is_searched_as_words(words):
    assert plates.take_out(words) == ([], words)
