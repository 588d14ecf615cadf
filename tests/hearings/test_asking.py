"""Asking to be heard: one token a ticket, one ticket a token, on a day the line hears people."""

from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from districts.models import Role
from hearings.models import HearingRequest, Window
from hearings.requests import ask_for_hearing
from tests.factories import NOON, make_line, make_officer, make_ticket, make_tree
from tickets import events
from tickets.refusals import DoesNotFollow

MONDAY = date(2026, 11, 2)  # NOON's day


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def line(tree):
    return make_line(tree.district)


@pytest.fixture
def window(line):
    return Window.objects.create(line=line, opens=time(10), closes=time(14), weekdays=[0, 3])


def ask(ticket, at=NOON):
    return ask_for_hearing(ticket_id=ticket.pk, at=at)


@pytest.mark.parametrize(
    ("later", "day"),
    [
        (timedelta(hours=-3), MONDAY),
        (timedelta(0), MONDAY),
        (timedelta(hours=2), MONDAY + timedelta(days=3)),  # closing time itself is too late
        (timedelta(days=4), MONDAY + timedelta(days=7)),
    ],
)
def test_the_next_day_the_line_hears_people_is_given(line, window, later, day):
    assert ask(make_ticket(line), NOON + later).day == day


def test_tokens_count_up_within_a_day(line, window):
    today = [ask(make_ticket(line)).token for _ in range(3)]
    another_day = ask(make_ticket(line), NOON + timedelta(days=1)).token

    assert (today, another_day) == ([1, 2, 3], 1)


def test_who_asks_again_keeps_the_token_and_the_history_says_it_once(line, window):
    ticket = make_ticket(line)
    first = ask(ticket)

    assert ask(ticket, NOON + timedelta(days=1)) == first
    told = ticket.events.filter(kind=events.HEARING_ASKED).values_list("data", flat=True)
    assert list(told) == [{"day": "2026-11-02", "token": "1"}]


def test_a_line_that_hears_nobody_says_so(line):
    with pytest.raises(DoesNotFollow):
        ask(make_ticket(line))
    Window.objects.create(line=line, opens=time(10), closes=time(14), weekdays=[])
    with pytest.raises(DoesNotFollow):
        ask(make_ticket(line))


def test_a_request_is_seen_by_those_who_see_its_ticket(tree, line, window):
    request = ask(make_ticket(line, tree.station))
    about_police = ask(make_ticket(line, tree.station, is_restricted=True))
    seen = {
        role: set(HearingRequest.objects.visible_to(make_officer(role, unit)))
        for role, unit in (
            (Role.DESK, tree.district),
            (Role.CHIEF, tree.district),
            (Role.STATION_HEAD, tree.far_station),
        )
    }

    assert seen == {
        Role.DESK: {request},
        Role.CHIEF: {request, about_police},
        Role.STATION_HEAD: set(),
    }


@pytest.mark.django_db(transaction=True)
def test_citizens_who_ask_at_the_same_moment_get_different_tokens(line, window):
    tickets = [make_ticket(line) for _ in range(4)]
    barrier = Barrier(len(tickets), timeout=20)

    def one(ticket):
        barrier.wait()
        try:
            ask(ticket)
        finally:
            connection.close()

    threads = [Thread(target=one, args=[ticket]) for ticket in tickets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    tokens = HearingRequest.objects.order_by("token").values_list("token", flat=True)
    assert list(tokens) == [1, 2, 3, 4]
