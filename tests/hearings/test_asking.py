"""Asking to be heard: one token a ticket, one ticket a token, on a day with room for one more."""

from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from districts.models import Role
from hearings import booking, sweep
from hearings.models import HearingRequest
from tests.factories import NOON, make_line, make_officer, make_ticket, make_tree
from tests.hearings.day import make_window
from tickets import events, invitations
from tickets.models import Ticket
from tickets.refusals import DoesNotFollow
from tickets.services import hearing
from tickets.wishes import Wish

MONDAY = date(2026, 11, 2)  # NOON's day
MINUTE = timedelta(minutes=1)
State = HearingRequest.State


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def line(tree):
    return make_line(tree.district)


@pytest.fixture
def window(line):
    return make_window(line, weekdays=[0, 3])


def ask(ticket, at=NOON, **how):
    return booking.book(ticket_id=ticket.pk, at=at, **how)


def wish(request, wanted, at=NOON):
    hearing.wish(ticket_id=request.ticket_id, wanted=wanted, at=at)
    sweep.run(now=at)
    request.refresh_from_db()
    return request


def a_hearing(line):
    return make_ticket(line, kind=Ticket.Kind.HEARING)


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
    assert list(told) == [
        {"day": "2026-11-02", "token": "1", "expected": first.expected_at.isoformat(), "door": "1"}
    ]


def test_a_line_that_hears_nobody_says_so(line):
    with pytest.raises(DoesNotFollow):
        ask(make_ticket(line))
    make_window(line, weekdays=[])
    with pytest.raises(DoesNotFollow):
        ask(make_ticket(line))


def test_the_time_told_grows_with_who_is_before_and_shrinks_with_desks(line, window):
    window.desk_names = [{"hi": "एक", "en": "One"}, {"hi": "दो", "en": "Two"}]
    window.save()
    expected = [(ask(make_ticket(line)).expected_at - NOON) / MINUTE for _ in range(5)]

    assert expected == [0, 0, 3.75, 6.25, 8.75]


def test_seventy_two_fit_a_day_of_three_desks_and_the_next_comes_another_day(line, window):
    window.desk_names = [{"hi": str(n), "en": str(n)} for n in range(3)]
    window.save()
    days = [ask(make_ticket(line)).day for _ in range(73)]

    assert days == [MONDAY] * 72 + [MONDAY + timedelta(days=3)]


def test_who_has_a_reason_is_expected_before_those_who_have_none(line, window):
    for _ in range(4):
        ask(make_ticket(line))
    elderly = ask(make_ticket(line), need=Wish.SENIOR)

    assert elderly.expected_at == NOON
    assert HearingRequest.objects.in_order().first() == elderly


def test_a_hearing_asked_for_in_the_chat_is_booked_by_the_sweep(line, window):
    ticket = a_hearing(line)

    sweep.run(now=NOON)
    sweep.run(now=NOON)

    assert [request.ticket for request in HearingRequest.objects.all()] == [ticket]


def test_a_tip_on_the_same_line_is_no_hearing(line, window):
    make_ticket(line)
    sweep.run(now=NOON)

    assert not HearingRequest.objects.exists()


def test_another_day_is_another_token_and_the_old_link_is_dead(line, window):
    request = ask(a_hearing(line))
    wish(request, Wish.ANOTHER_DAY)

    assert (request.day, request.token) == (MONDAY + timedelta(days=3), 1)
    doors = list(request.doors.order_by("number").values_list("closed_at", flat=True))
    assert doors == [NOON, None]


def test_who_needs_it_no_more_is_out_of_the_queue_and_the_ticket_is_closed(line, window):
    request = ask(a_hearing(line))
    wish(request, Wish.CANCEL)

    assert request.state == State.CANCELLED
    assert not request.doors.filter(closed_at=None).exists()
    request.ticket.refresh_from_db()
    assert (request.ticket.status, request.ticket.close_reason) == ("closed", "withdrawn")
    with pytest.raises(DoesNotFollow):
        wish(request, Wish.ANOTHER_DAY)


def test_a_reason_given_later_brings_one_forward(line, window):
    requests = [ask(a_hearing(line)) for _ in range(4)]
    last = wish(requests[-1], Wish.UNWELL)

    assert last.need == Wish.UNWELL
    assert last.expected_at == NOON


def test_each_wish_is_done_once(line, window):
    request = wish(ask(a_hearing(line)), Wish.ANOTHER_DAY)
    sweep.run(now=NOON)
    request.refresh_from_db()

    assert request.days == 2


def test_who_would_rather_be_called_is_owed_a_call_and_the_desks_clocks_run(line, window):
    request = wish(ask(a_hearing(line)), Wish.CALLBACK)

    assert request.state == State.CALLBACK
    assert set(request.ticket.clocks.values_list("name", flat=True)) == {"triage", "resolve"}


def test_a_booked_hearing_is_not_late_before_its_day(line, window):
    from tickets.services import intake

    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.HEARING, text="ज़मीन का झगड़ा")
    sweep.run(now=NOON)

    assert not ticket.clocks.exists()


def test_a_hearing_on_a_line_that_hears_nobody_goes_to_the_desk(line):
    ticket = a_hearing(line)
    sweep.run(now=NOON)
    sweep.run(now=NOON)

    assert set(ticket.clocks.values_list("name", flat=True)) == {"triage", "resolve"}
    assert ticket.events.filter(kind=events.HEARING_CALLBACK).count() == 1


@pytest.mark.parametrize(("before", "told"), [(16, []), (15, [events.HEARING_REMINDED])])
def test_a_quarter_of_an_hour_before_one_is_reminded_once(line, window, before, told):
    opening = NOON
    request = ask(a_hearing(line), opening - timedelta(hours=2))
    for _ in range(2):
        sweep.run(now=opening - before * MINUTE)

    reminders = request.ticket.events.exclude(kind__in=[events.OPENED, events.HEARING_ASKED])
    assert list(reminders.values_list("kind", flat=True)) == told


def test_who_waited_in_vain_comes_first_another_day(line, window):
    unheard = ask(a_hearing(line))
    closing = window.hours_of(MONDAY).closes
    sweep.run(now=closing)
    for _ in range(3):
        ask(a_hearing(line), closing)
    unheard.refresh_from_db()

    assert unheard.day == MONDAY + timedelta(days=3)
    assert HearingRequest.objects.filter(day=unheard.day).in_order().first() == unheard


def test_the_history_names_a_door_and_the_database_cannot_open_it(line, window):
    request = ask(a_hearing(line))
    token = invitations.token(request.ticket_id, 1)
    door = request.doors.get()

    assert len(token) == 27
    assert bytes(door.digest) == invitations.digest(token)
    written = [str(event.data) for event in request.ticket.events.all()]
    assert all(token not in data for data in written)


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


def test_hours_are_indias_wherever_the_server_stands(line):
    window = make_window(line, opens=time(0, 30), closes=time(1))

    assert window.next_hours(NOON).opens.isoformat() == "2026-11-03T00:30:00+05:30"
