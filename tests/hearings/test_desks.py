"""Desks: who opens one, and one caller at one desk, whoever clicks."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from districts.models import Role
from hearings import desks
from tests.factories import NOON, make_officer
from tests.hearings.noon import call_next, caller, opened
from tickets.models import Ticket
from tickets.refusals import DoesNotFollow, NotAllowed
from tickets.wishes import Wish


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
