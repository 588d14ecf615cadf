"""A call goes to another desk, or the station's head comes into it, for as long as it lasts."""

import pytest
from django.db import transaction

from districts.models import Role
from hearings import calls
from tests.factories import NOON, make_officer
from tests.hearings.noon import call_next, caller, opened
from tickets.models import Ticket
from tickets.refusals import DoesNotFollow, NotAllowed


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
