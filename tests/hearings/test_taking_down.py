"""What was heard becomes a ticket at the station, all of it or nothing."""

import pytest

from districts.models import Role
from hearings import taking_down
from hearings.models import HearingRequest
from hearings.taking_down import Taken
from tests.factories import NOON, make_category, make_officer
from tests.hearings.noon import MINUTE, call_next, caller, state
from tickets import events
from tickets.models import Ticket

State = HearingRequest.State


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
