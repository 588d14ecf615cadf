"""Only what pytest must find."""

import pytest

from districts.models import Role
from tests.factories import NOON, make_line, make_officer, make_ticket, make_tree, make_unit
from tests.tickets.silence import LADDER, LOUD, MINUTES
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


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def line(tree):
    """Return a line on which nobody is warned, and every rank is told."""
    return make_line(tree.district, clock_minutes=MINUTES, ladder=LADDER, **LOUD)


@pytest.fixture
def posts(tree):
    return {
        "circle": make_officer(Role.CIRCLE, tree.circle),
        "deputy": make_officer(Role.DEPUTY, tree.city),
        "chief": make_officer(Role.CHIEF, tree.district),
    }
