"""Only what pytest must find."""

import pytest

from tests.factories import NOON, make_line, make_officer, make_ticket, make_unit
from tests.tickets.world import World
from tickets.models import Ticket


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def tickets(officer) -> list[Ticket]:
    """Two tickets of five events each, written in turns."""
    line = make_line(make_unit("district"))
    pair = [make_ticket(line), make_ticket(line)]
    for number in range(4):
        for ticket in pair:
            ticket.record("ticket.noted", by=officer, at=NOON, note=f"{number}", data={"n": number})
    return pair
