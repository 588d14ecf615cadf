"""Who is let see a ticket for a call sees it for that call, unless the citizen was heard."""

import pytest

from districts import grants
from districts.models import Role
from hearings import calls, sweep, taking_down
from hearings.taking_down import Taken
from tests.factories import NOON, make_officer
from tests.hearings.noon import MINUTE, call_next, caller, opened
from tickets.models import Ticket


@pytest.fixture
def officer(tree, window):
    officer = make_officer(Role.HEARING, tree.district)
    opened(window, officer)
    return officer


def sees(officer, request) -> bool:
    return Ticket.objects.visible_to(officer).filter(pk=request.ticket_id).exists()


def is_put_back(call, officer):
    calls.sit_down(call, officer=None, at=NOON)
    calls.put_back(call_id=call.pk, by=officer, at=NOON + MINUTE)


def is_missed(call, officer):
    sweep.run(now=NOON + 3 * MINUTE)


def is_heard(call, officer):
    taking_down.finish(call_id=call.pk, by=officer, at=NOON + MINUTE, taken=Taken("सुना"))


@pytest.mark.parametrize(
    ("ends", "still"), [(is_put_back, False), (is_missed, False), (is_heard, True)]
)
def test_a_share_outlives_the_call_only_when_the_citizen_was_heard(window, officer, ends, still):
    request = caller(window)
    call = call_next(officer)
    assert sees(officer, request)

    ends(call, officer)

    assert sees(officer, request) is still


def test_a_share_given_by_somebody_else_is_not_taken_back(window, officer):
    request = caller(window)
    grants.give(officer, grants.SHARED, request.ticket)

    is_put_back(call_next(officer), officer)

    assert sees(officer, request)


def test_who_hands_a_call_over_sees_its_ticket_no_more_and_the_other_does(tree, window, officer):
    other = make_officer(Role.HEARING, tree.district)
    desk = opened(window, other)
    request = caller(window)
    call = call_next(officer)

    calls.hand_over(call_id=call.pk, by=officer, desk_id=desk.pk, at=NOON)

    assert (sees(officer, request), sees(other, request)) == (False, True)


def test_a_guest_to_whom_the_call_was_handed_keeps_what_they_heard(tree, window, officer):
    other = make_officer(Role.HEARING, tree.district)
    desk = opened(window, other)
    request = caller(window)
    call = call_next(officer)
    calls.invite(call_id=call.pk, by=officer, guest=other, at=NOON)
    calls.hand_over(call_id=call.pk, by=officer, desk_id=desk.pk, at=NOON)

    is_heard(call, other)

    assert sees(other, request)
