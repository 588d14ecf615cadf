"""How soon headquarters opens what comes in, and how soon an officer does something."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from districts.models import Role
from tests.factories import NOON, make_line, make_officer, make_ticket, make_tree
from tickets import first_looks
from tickets.models import Ticket
from tickets.services import forwarding

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def desk(tree):
    return make_officer(Role.DESK, tree.district)


@pytest.fixture
def tickets(tree):
    line = make_line(tree.district)
    return [make_ticket(line) for _ in range(3)]


def figures(officer):
    return first_looks.of(officer, since=NOON - DAY, until=NOON + DAY)


def test_the_first_look_of_headquarters_counts_and_no_later_one(tickets, desk):
    for ticket, minutes in zip(tickets, (2, 4, 90), strict=True):
        first_looks.note(ticket, desk, at=NOON + minutes * MINUTE)
    again = Ticket.objects.get(pk=tickets[0].pk)
    first_looks.note(again, desk, at=NOON + 600 * MINUTE)

    told = figures(desk)
    assert (told.tickets, told.seen, told.seen_median) == (3, 3, 240)


def test_a_station_that_looks_is_not_headquarters(tree, tickets, desk):
    head = make_officer(Role.STATION_HEAD, tree.station)
    forwarding.forward(ticket_id=tickets[0].pk, by=desk, at=NOON + MINUTE, station=tree.station)

    first_looks.note(Ticket.objects.get(pk=tickets[0].pk), head, at=NOON + 2 * MINUTE)

    assert figures(desk).seen == 0
    assert figures(desk).seen_median is None


def test_the_first_deed_of_an_officer_is_measured(tree, tickets, desk):
    for ticket, minutes in zip(tickets[:2], (3, 9), strict=True):
        at = NOON + minutes * MINUTE
        forwarding.forward(ticket_id=ticket.pk, by=desk, at=at, station=tree.station)

    told = figures(desk)
    assert (told.touched, told.touched_median) == (2, 360)


def test_opening_the_page_is_looking(tickets, desk, client):
    client.force_login(desk)

    client.get(f"/tickets/{tickets[0].code}/")

    assert Ticket.objects.get(pk=tickets[0].pk).seen_at is not None


def test_the_api_tells_headquarters_and_nobody_below(tree, tickets, desk):
    days = {"from": "2026-11-01", "to": "2026-11-03"}
    api = APIClient()
    api.force_authenticate(desk)

    assert api.get("/api/v1/stats/first-looks/", days).json()["tickets"] == 3

    api.force_authenticate(make_officer(Role.STATION_HEAD, tree.station))
    assert api.get("/api/v1/stats/first-looks/", days).status_code == 403
