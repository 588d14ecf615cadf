"""Callers who do not come, lines that are lost: nobody is forgotten."""

from datetime import timedelta

from hearings import calls, desks, sweep
from hearings.models import Call, HearingRequest
from tests.factories import NOON
from tests.hearings.noon import MINUTE, call_next, caller, opened, state
from tickets import events
from tickets.wishes import Wish

State, Ending = HearingRequest.State, Call.Ending


def test_no_show_after_three_minutes_is_back_once_then_another_day_then_called(window, officer):
    desk = opened(window, officer)
    request = caller(window)
    day = NOON
    for expected in [(State.WAITING, 0), (State.WAITING, 1)]:
        call_next(officer, day)
        sweep.run(now=day + 2 * MINUTE)
        assert state(request) == State.CALLED
        sweep.run(now=day + 3 * MINUTE)
        request.refresh_from_db()
        assert (request.state, (request.day - NOON.date()).days) == expected
    for _again in range(2):
        day = NOON + timedelta(days=1)
        call_next(officer, day)
        sweep.run(now=day + 3 * MINUTE)

    assert state(request) == State.CALLBACK
    assert desk.calls.filter(ending=Ending.MISSED).count() == 4
    assert request.ticket.clocks.filter(name="triage").exists()


def test_a_lost_line_puts_one_at_the_head_and_after_two_more_the_police_call(window, desk, officer):
    request, _other = caller(window), caller(window, need=Wish.SENIOR)
    for _time in range(3):
        call = desks.call_this(request_id=request.pk, by=officer, at=NOON)
        calls.sit_down(call, officer=None, at=NOON)
        calls.put_back(call_id=call.pk, by=officer, at=NOON)
        first = HearingRequest.objects.in_queue().in_order().first()
        assert first == request or state(request) == State.CALLBACK

    assert state(request) == State.CALLBACK
    told = request.ticket.events.filter(kind=events.HEARING_DROPPED)
    assert told.count() == 2


def test_a_page_that_falls_silent_for_two_minutes_is_a_lost_line(window, desk, officer):
    request = caller(window)
    call = call_next(officer)
    calls.sit_down(call, officer=None, at=NOON)

    sweep.run(now=NOON + MINUTE)
    assert state(request) == State.CALLED
    sweep.run(now=NOON + 2 * MINUTE)
    assert state(request) == State.WAITING


def test_who_is_telephoned_is_neither_absent_nor_silent(window, desk, officer):
    request = caller(window, source=HearingRequest.Source.PHONE)
    call_next(officer)
    sweep.run(now=NOON + 30 * MINUTE)

    assert state(request) == State.CALLED
