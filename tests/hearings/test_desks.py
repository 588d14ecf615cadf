"""Desks and calls: one caller at one desk, whoever clicks; nobody is lost when things go wrong."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from districts.models import Role
from hearings import booking, calls, desks, sweep, taking_down
from hearings.models import Call, Desk, HearingRequest
from hearings.taking_down import Taken
from tests.factories import NOON, make_category, make_line, make_officer, make_ticket, make_tree
from tests.hearings.day import make_window
from tickets import events
from tickets.models import Ticket
from tickets.refusals import DoesNotFollow, NotAllowed
from tickets.wishes import Wish

MINUTE = timedelta(minutes=1)
State, Ending = HearingRequest.State, Call.Ending


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def line(tree):
    return make_line(tree.district)


@pytest.fixture
def window(line):
    return make_window(line)


@pytest.fixture
def officer(tree):
    return make_officer(Role.HEARING, tree.district)


@pytest.fixture
def desk(window, officer) -> Desk:
    return opened(window, officer)


def opened(window, officer) -> Desk:
    return desks.open_desk(window_id=window.pk, by=officer, at=NOON)


def caller(window, **fields) -> HearingRequest:
    how = {key: fields.pop(key) for key in ("need", "source") if key in fields}
    ticket = make_ticket(window.line, kind=Ticket.Kind.HEARING, **fields)
    return booking.book(ticket_id=ticket.pk, at=NOON - 5 * MINUTE, **how)


def state(request) -> str:
    return HearingRequest.objects.get(pk=request.pk).state


def call_next(officer, at=NOON) -> Call:
    call = desks.call_next(by=officer, at=at)
    assert call is not None
    return call


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.CHIEF, "district", True),
        (Role.DESK, "district", True),
        (Role.DEPUTY, "district", True),
        (Role.HEARING, "district", True),
        (Role.HEARING, "range", True),  # the DIG
        (Role.HEARING, "other_district", False),
        (Role.CIRCLE, "circle", False),
        (Role.STATION_HEAD, "station", False),
        (Role.AUDITOR, "district", False),
    ],
)
def test_a_desk_is_opened_by_whoever_hears_for_the_lines_unit(tree, window, role, place, may):
    officer = make_officer(role, getattr(tree, place))

    assert (window in desks.windows_for(officer)) == may
    if may:
        assert opened(window, officer).number == 1
    else:
        with pytest.raises(NotAllowed):
            opened(window, officer)


def test_a_second_desk_opens_live_and_a_closed_number_is_given_again(tree, window, desk, officer):
    second = opened(window, make_officer(Role.CHIEF, tree.district))
    desks.close_desk(by=officer, at=NOON)
    third = opened(window, make_officer(Role.DESK, tree.district))

    assert (desk.number, second.number, third.number) == (1, 2, 1)
    assert opened(window, third.officer) == third


def test_priority_goes_before_the_token(window, desk, officer):
    caller(window)
    elderly = caller(window, need=Wish.SENIOR)

    assert call_next(officer).request == elderly


def test_a_desk_has_one_caller_and_does_not_close_on_them(window, desk, officer):
    caller(window)
    caller(window)
    call_next(officer)

    with pytest.raises(DoesNotFollow):
        desks.call_next(by=officer, at=NOON)
    with pytest.raises(DoesNotFollow):
        desks.close_desk(by=officer, at=NOON)


def test_who_hears_may_read_the_ticket_and_others_may_not(tree, window, desk, officer):
    request = caller(window)
    other = make_officer(Role.HEARING, tree.district)
    call_next(officer)

    seen = [Ticket.objects.visible_to(who).filter(pk=request.ticket_id) for who in (officer, other)]
    assert [tickets.exists() for tickets in seen] == [True, False]


def test_nobody_hears_who_accuses_them_nor_of_police_without_the_post(tree, window, desk, officer):
    from tickets.services import restriction

    request = caller(window, is_restricted=True)
    assert desks.call_next(by=officer, at=NOON) is None
    chief = make_officer(Role.CHIEF, tree.district)
    opened(window, chief)
    with transaction.atomic():
        restriction.accuse(request.ticket, at=NOON, officer=chief)

    assert desks.call_next(by=chief, at=NOON) is None


@pytest.mark.django_db(transaction=True)
def test_officers_who_click_at_one_moment_get_different_callers(tree, window):
    officers = [make_officer(Role.HEARING, tree.district) for _ in range(4)]
    for who in officers:
        opened(window, who)
    waiting = {caller(window).pk for _ in range(3)}
    barrier, got, failed = Barrier(len(officers) * 2, timeout=20), [], []

    def one(who):
        barrier.wait()
        try:
            got.append(desks.call_next(by=who, at=NOON))
        except DoesNotFollow as refusal:
            failed.append(refusal)  # the same officer's second tab came too late
        finally:
            connection.close()

    threads = [Thread(target=one, args=[who]) for who in officers for _tab in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    called = [call for call in got if call is not None]
    assert {call.request_id for call in called} == waiting
    assert len(called) == 3
    assert len({call.desk_id for call in called}) == 3
    assert len(got) + len(failed) == 8


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
    Call.objects.all()
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


def test_what_was_heard_is_a_ticket_with_its_clock_at_the_station(tree, window, desk, officer):
    category = make_category(window.line, name_en="Land")
    request = caller(window, text="")
    call = call_next(officer)
    taken = Taken("पड़ोसी ने दीवार गिरा दी।", "खुल्दाबाद", category, tree.station, "", "ज़रूरी")

    ticket = taking_down.finish(call_id=call.pk, by=officer, at=NOON + 4 * MINUTE, taken=taken)

    assert (ticket.unit, ticket.category, ticket.place) == (tree.station, category, "खुल्दाबाद")
    assert ticket.text == "पड़ोसी ने दीवार गिरा दी।"
    running = ticket.clocks.filter(stopped_at=None)
    assert set(running.values_list("name", flat=True)) == {"acknowledge", "act", "resolve"}
    kinds = list(ticket.events.values_list("kind", flat=True))
    assert kinds[-3:] == [events.HEARING_HEARD, events.NOTED, events.FORWARDED]
    assert state(request) == State.HEARD
    assert not request.doors.filter(closed_at=None).exists()


def test_a_matter_about_police_goes_above_and_never_to_the_station(tree, window, desk, officer):
    about_police = make_category(window.line, about_police=True)
    request = caller(window)
    call = call_next(officer)
    taken = Taken("थाने में पैसे माँगे गए।", category=about_police, station=tree.station)

    ticket = taking_down.finish(call_id=call.pk, by=officer, at=NOON, taken=taken)

    assert ticket.is_restricted
    assert not ticket.events.filter(kind=events.FORWARDED).exists()
    head = make_officer(Role.STATION_HEAD, tree.station)
    assert not Ticket.objects.visible_to(head).filter(pk=request.ticket_id).exists()


def test_nothing_is_half_done_when_the_station_is_none_of_theirs(tree, window, desk, officer):
    request = caller(window)
    call = call_next(officer)
    taken = Taken("बात", station=tree.other_station)
    with pytest.raises(Exception, match=".") as refusal:
        taking_down.finish(call_id=call.pk, by=officer, at=NOON, taken=taken)

    assert refusal.value.field == "station"
    assert state(request) == State.CALLED
    assert not request.ticket.events.filter(kind=events.HEARING_HEARD).exists()


def test_a_call_is_handed_to_a_free_desk_and_no_other(tree, window, desk, officer):
    chief, busy = make_officer(Role.CHIEF, tree.district), make_officer(Role.DESK, tree.district)
    free, taken = opened(window, chief), opened(window, busy)
    request = caller(window)
    caller(window)
    call = call_next(officer)
    call_next(busy)

    with pytest.raises(DoesNotFollow):
        calls.hand_over(call_id=call.pk, by=officer, desk_id=taken.pk, at=NOON)
    calls.hand_over(call_id=call.pk, by=officer, desk_id=free.pk, at=NOON)

    assert calls.own(chief, call.pk).request == request
    with pytest.raises(NotAllowed):
        calls.own(officer, call.pk)


def test_the_stations_head_joins_for_the_call_and_sees_the_ticket_no_longer(
    tree, window, desk, officer
):
    head = make_officer(Role.STATION_HEAD, tree.station)
    request = caller(window)
    call = call_next(officer)
    calls.invite(call_id=call.pk, by=officer, guest=head, at=NOON)

    assert calls.own(head, call.pk) == call
    calls.put_back(call_id=call.pk, by=officer, at=NOON)

    with pytest.raises(DoesNotFollow):
        calls.own(head, call.pk)
    assert not Ticket.objects.visible_to(head).filter(pk=request.ticket_id).exists()


def test_whom_the_matter_accuses_is_not_brought_in(tree, window, officer):
    from tickets.services import restriction

    chief = make_officer(Role.CHIEF, tree.district)
    opened(window, chief)
    request = caller(window, is_restricted=True)
    head = make_officer(Role.STATION_HEAD, tree.station)
    with transaction.atomic():
        restriction.accuse(request.ticket, at=NOON, unit=tree.station)
    call = call_next(chief)

    with pytest.raises(NotAllowed):
        calls.invite(call_id=call.pk, by=chief, guest=head, at=NOON)
