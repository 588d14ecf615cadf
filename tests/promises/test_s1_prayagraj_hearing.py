"""Prayagraj's daily video hearing of 2020: what was promised, row by row."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from districts.models import Role, Unit
from districts.timing import INDIA
from hearings import booking, desks, figures, lapses, queue, sweep, taking_down
from hearings.models import HearingRequest, Window
from tests.factories import NOON
from tests.messaging.turning import tap
from tests.promises.service import HOUR, MINUTE, told
from tickets.lifecycle import Outcome
from tickets.models import Clock, Ticket
from tickets.services import actions, resolution
from tickets.wishes import Wish

BLUEPRINT = "prayagraj-hearing"
MORNING = NOON - 3 * HOUR
DAY = timedelta(days=1)


@pytest.fixture
def window(service):
    return Window.objects.get(line=service.line)


@pytest.fixture
def officer(service):
    return service.officer(Role.HEARING)


def asks(service, at=MORNING, **how):
    ticket = service.ticket(kind=Ticket.Kind.HEARING, at=at)
    return booking.book(ticket_id=ticket.pk, at=at, **how)


def test_s1_1_a_complaint_can_be_written_beside_the_hearing(service):
    citizen = service.citizen()
    citizen.says("नमस्ते")
    citizen.says(tap("language:hi"))
    citizen.says(tap("category:land"))
    citizen.says("पड़ोसी ने दीवार हमारी तरफ़ खिसका ली")
    citizen.says("नैनी")
    citizen.says(tap("send"))

    ticket = Ticket.objects.get()
    assert service.line.display_number == "+919984781881"
    assert ticket.kind == Ticket.Kind.COMPLAINT
    assert ticket.suggested_unit.code == "prayagraj-naini"


@pytest.mark.parametrize(
    ("hour", "day"),
    [(9, 2), (12, 2), (15, 3), (23, 3)],
)
def test_s1_2_daily_from_noon_to_two_and_after_that_the_next_day(service, window, hour, day):
    asked = datetime(2026, 11, 2, hour, 0, tzinfo=INDIA)

    request = asks(service, asked)

    assert (window.opens, window.closes) == (time(12), time(14))
    assert window.weekdays == list(range(7))
    assert request.day.day == day
    expected = request.expected_at.astimezone(INDIA)
    assert time(12) <= expected.time() < time(14)


def test_s1_3_the_old_the_sick_and_women_alone_come_first_and_times_suit_who_is_abroad(
    service, window
):
    ordinary = asks(service)
    senior = asks(service, MORNING + MINUTE, need=Wish.SENIOR, zone="America/New_York")

    waiting = queue.waiting(window, ordinary.day)

    assert [one.pk for one in waiting] == [senior.pk, ordinary.pk]
    assert {Wish.SENIOR, Wish.UNWELL, Wish.ALONE, Wish.ABROAD} <= set(Wish)
    assert senior.zone == "America/New_York"


def test_s1_4_the_chief_in_person_can_hear_the_first(service, window):
    chief = service.officer(Role.CHIEF)
    asks(service)

    desks.open_desk(window_id=window.pk, by=chief, at=NOON)
    call = desks.call_next(by=chief, at=NOON)

    assert call is not None
    assert call.request.token == 1


def test_s1_5_seventy_two_callers_fit_and_each_knows_the_place_in_the_queue(service, window):
    requests = [asks(service, MORNING + n * MINUTE / 10) for n in range(72)]

    assert len({one.day for one in requests}) == 1
    ahead, when, _next = queue.position(requests[-1], MORNING + 10 * MINUTE)
    assert ahead == 71
    assert when < NOON + 2 * HOUR


def test_s1_6_another_desk_opened_live_shortens_the_wait(service, window, officer):
    for n in range(12):
        last = asks(service, MORNING + n * MINUTE)
    desks.open_desk(window_id=window.pk, by=officer, at=NOON)
    alone = queue.position(last, NOON).expected

    desks.open_desk(window_id=window.pk, by=service.officer(Role.CHIEF), at=NOON)

    assert queue.position(last, NOON).expected < alone


def test_s1_7_what_was_heard_goes_to_the_station_with_its_clocks_in_one_step(
    service, window, officer
):
    asks(service)
    desks.open_desk(window_id=window.pk, by=officer, at=NOON)
    call = desks.call_next(by=officer, at=NOON)
    naini = Unit.objects.get(code="prayagraj-naini")

    ticket = taking_down.finish(
        call_id=call.pk,
        by=officer,
        at=NOON + 5 * MINUTE,
        taken=taking_down.Taken(
            "किराएदार मकान खाली नहीं कर रहा", category=service.category("land"), station=naini
        ),
    )

    assert ticket.unit == naini
    assert Clock.objects.filter(ticket=ticket, name="acknowledge", stopped_at=None).exists()


def test_s1_8_its_outcome_is_told_like_any_other(service, window, officer):
    citizen = service.citizen(now=MORNING)
    citizen.says("नमस्ते")
    citizen.says(tap("language:hi"))
    citizen.says(tap("category:video-hearing"))
    citizen.says("मेरी बात सुनी जाए")
    citizen.says("पता नहीं")
    citizen.says(tap("send"))
    sweep.book_waiting(now=citizen.now)
    request = HearingRequest.objects.get()
    desks.open_desk(window_id=window.pk, by=officer, at=NOON)
    call = desks.call_next(by=officer, at=NOON)
    naini = Unit.objects.get(code="prayagraj-naini")
    taken = taking_down.Taken("सुना", category=service.category("other"), station=naini)
    ticket = taking_down.finish(call_id=call.pk, by=officer, at=NOON + MINUTE, taken=taken)
    head = service.officer(Role.STATION_HEAD, "prayagraj-naini")
    actions.record(ticket_id=ticket.pk, by=head, at=NOON + HOUR, kind="counselling", note="समझाया")

    resolution.give_outcome(
        ticket_id=ticket.pk,
        by=head,
        at=NOON + 2 * HOUR,
        outcome=Outcome.DONE,
        text="दोनों पक्ष बैठे, बात बन गई",
    )

    assert request.ticket_id == ticket.pk
    assert any("बात बन गई" in words for words in told(ticket, NOON + 2 * HOUR))


def test_s1_9_held_missed_and_the_median_wait_are_reported_to_those_above(
    client, service, window, officer
):
    for n in range(4):
        asks(service, MORNING + n * MINUTE)
    desks.open_desk(window_id=window.pk, by=officer, at=NOON)
    for n in range(2):  # 0 and 10 minutes after the opening
        call = desks.call_next(by=officer, at=NOON + 10 * n * MINUTE)
        taking_down.finish(
            call_id=call.pk,
            by=officer,
            at=NOON + (10 * n + 4) * MINUTE,
            taken=taking_down.Taken("सुना"),
        )
    desks.call_next(by=officer, at=NOON + 20 * MINUTE)
    lapses.miss_absent(now=NOON + 24 * MINUTE)
    chief, day = service.officer(Role.CHIEF), timezone.localdate(NOON)

    told = figures.of_window(window, chief, since=day, until=day)

    assert (told["booked"], told["heard"], told["missed"]) == (4, 2, 1)
    assert told["median"] == 10 * MINUTE  # of 0, 10 and 20 minutes
    assert told["length"] == 4 * MINUTE
    assert figures.of_window(window, chief, since=day - DAY, until=day - DAY)["heard"] == 0
    client.force_login(chief)
    assert client.get("/hearings/figures/?days=30").status_code == 200
    station = service.officer(Role.STATION_HEAD)
    assert figures.windows_for(station) == []
