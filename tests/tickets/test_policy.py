"""Who may do what: the table told again by hand, against posts, restriction and state."""

from itertools import product

import pytest
from django.utils.translation import override

from districts.models import Posting, Role
from tests.factories import make_line, make_officer, make_ticket, make_tree
from tickets import policy
from tickets.lifecycle import Status
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, NotAllowed

pytestmark = pytest.mark.django_db

CLOCKS = "pause nod resume demand recheck"
SUPERIOR = f"link hear categorise forward return assign act ask outcome close reopen note {CLOCKS}"
DESK = "open link hear categorise forward ask outcome close reopen restrict note"
RESTRICTED = (
    "link hear categorise forward acknowledge act ask outcome close reopen restrict note "
    f"prioritise {CLOCKS}"
)
MAY = {
    Role.DESK: (DESK + " silence unsilence shelve handover prioritise", ""),
    Role.WATCH: (DESK + " shelve handover prioritise", ""),
    Role.STATION_HEAD: ("acknowledge assign act ask outcome return note pause resume", ""),
    Role.STATION_OFFICER: ("act propose note", ""),
    Role.CIRCLE: (SUPERIOR, ""),
    Role.DEPUTY: (SUPERIOR, ""),
    Role.CHIEF: (SUPERIOR + " restrict prioritise silence unsilence handover", RESTRICTED),
    Role.RANGE: ("reopen restrict note demand recheck handover", RESTRICTED + " silence unsilence"),
    Role.ZONE: ("reopen restrict note demand recheck handover", RESTRICTED + " silence unsilence"),
    Role.HEARING: ("open hear categorise forward ask note", ""),
    Role.AUDITOR: ("", ""),
}
WHEN = {
    Deed.FORWARD: "new with_station acknowledged action_taken",
    Deed.RETURN: "with_station acknowledged",
    Deed.HAND_OVER: "new with_station acknowledged",
    Deed.ACKNOWLEDGE: "with_station",
    Deed.ACT: "new with_station acknowledged action_taken",
    Deed.ASSIGN: "with_station acknowledged action_taken",
    Deed.PROPOSE: "action_taken",
    Deed.ASK: "new with_station acknowledged action_taken outcome_given",
    Deed.OUTCOME: "new action_taken",
    Deed.CLOSE: "new with_station acknowledged action_taken outcome_given",
    Deed.REOPEN: "outcome_given closed",
    Deed.RESTRICT: "new with_station acknowledged action_taken outcome_given closed",
    Deed.NOTE: "new with_station acknowledged action_taken outcome_given closed",
    Deed.CATEGORISE: "new with_station acknowledged action_taken outcome_given",
    Deed.SILENCE: "new with_station acknowledged action_taken outcome_given closed",
    Deed.UNSILENCE: "new with_station acknowledged action_taken outcome_given closed",
    Deed.HEAR: "new with_station acknowledged action_taken outcome_given",
    Deed.PAUSE: "new with_station acknowledged action_taken",
    Deed.NOD: "new with_station acknowledged action_taken",
    Deed.RESUME: "new with_station acknowledged action_taken",
    Deed.DEMAND: "new with_station acknowledged action_taken outcome_given closed",
    Deed.RECHECK: "outcome_given closed",
    Deed.SHELVE: "new",
    Deed.PRIORITISE: "new with_station acknowledged action_taken",
    Deed.LINK: "new with_station acknowledged action_taken outcome_given closed",
}
# posted above the station, at it, beside it
PLACES = {"station": True, "circle": True, "zone": True, "sister": False, "other_district": False}


@pytest.fixture
def tree():
    return make_tree()


def test_every_role_and_deed_is_in_the_tables():
    assert set(MAY) == set(Role) == set(policy.ON_ORDINARY)
    assert {*WHEN, Deed.OPEN} == set(Deed)


@pytest.mark.parametrize(("role", "place", "restricted"), [*product(MAY, PLACES, [False, True])])
def test_role_by_deed_by_state(tree, role, place, restricted):
    officer = make_officer(role, getattr(tree, place))
    ticket = make_ticket(make_line(tree.district), tree.station, is_restricted=restricted)
    listed = MAY[role][restricted].split() if PLACES[place] else []

    for status in Status:
        ticket.status = status
        expected = {Deed(deed) for deed in listed if status in WHEN.get(Deed(deed), "").split()}
        assert policy.deeds(officer, ticket) == expected


def test_whoever_is_asked_of_one_deed_answers_as_of_all(tree):
    head = make_officer(Role.STATION_HEAD, tree.station)
    ticket = make_ticket(make_line(tree.district), tree.station, status=Status.WITH_STATION)

    allowed = {deed for deed in Deed if policy.may(head, deed, ticket)}

    assert allowed == policy.deeds(head, ticket) > {Deed.ACKNOWLEDGE}


def test_not_their_deed_and_not_its_time_are_told_apart(tree):
    head = make_officer(Role.STATION_HEAD, tree.station)
    ticket = make_ticket(make_line(tree.district), tree.station)

    with override("en"), pytest.raises(NotAllowed) as not_theirs:
        policy.require(head, Deed.CLOSE, ticket)
    with override("en"), pytest.raises(DoesNotFollow) as not_now:
        policy.require(head, Deed.ACKNOWLEDGE, ticket)

    assert str(not_theirs.value) == "Your post does not allow you to do this: close."
    assert str(not_now.value) == "This ticket is “New”, so this does not follow: acknowledge."


@pytest.mark.parametrize("ended", ["account", "posting"])
def test_nothing_is_left_when_the_account_or_the_posting_ends(tree, ended):
    desk = make_officer(Role.DESK, tree.district)
    ticket = make_ticket(make_line(tree.district))
    assert policy.may(desk, Deed.FORWARD, ticket)

    if ended == "account":
        desk.is_active = False
    else:
        posting = Posting.objects.get(officer=desk)
        Posting.objects.filter(pk=posting.pk).update(until=posting.since)

    assert policy.deeds(desk, ticket) == set()
    assert policy.parts(desk, Deed.FORWARD) == []


def test_what_an_officer_may_do_costs_one_query(tree, django_assert_num_queries):
    desk = make_officer(Role.DESK, tree.district)
    ticket = make_ticket(make_line(tree.district))

    with django_assert_num_queries(1):
        policy.deeds(desk, ticket)
