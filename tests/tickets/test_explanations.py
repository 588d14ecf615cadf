"""A superior asks why; the officer answers; what is not answered is listed."""

from datetime import timedelta

import pytest

from districts.models import Role
from tests.factories import NOON, make_line, make_officer, make_tree
from tickets import events
from tickets.models import Explanation, Ticket
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import explanations, forwarding, intake, restriction

pytestmark = pytest.mark.django_db
LATE = NOON + timedelta(days=2)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def desk(tree):
    return make_officer(Role.DESK, tree.district)


@pytest.fixture
def head(tree):
    return make_officer(Role.STATION_HEAD, tree.station)


@pytest.fixture
def circle(tree):
    return make_officer(Role.CIRCLE, tree.circle)


@pytest.fixture
def chief(tree):
    return make_officer(Role.CHIEF, tree.district)


@pytest.fixture
def ticket(tree, desk) -> Ticket:
    line = make_line(tree.district)
    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")
    return forwarding.forward(ticket_id=ticket.pk, by=desk, at=NOON, station=tree.station)


def demand(ticket, by, officer, at=LATE) -> Explanation:
    return explanations.demand(ticket_id=ticket.pk, by=by, at=at, officer=officer, text="क्यों?")


def explain(ticket, by, at=LATE) -> Explanation:
    return explanations.explain(ticket_id=ticket.pk, by=by, at=at, text="गाड़ी नहीं थी")


def test_asked_and_answered_stand_in_the_history(ticket, circle, head):
    demand(ticket, circle, head)
    owed = explain(ticket, head)

    told = ticket.events.filter(kind__in=[events.EXPLANATION_ASKED, events.EXPLAINED])
    assert [(event.by, event.note) for event in told] == [
        (circle, "क्यों?"),
        (head, "गाड़ी नहीं थी"),
    ]
    assert owed.answered_at == LATE


def test_what_is_unanswered_is_listed_for_both_and_for_those_above(ticket, circle, head, chief):
    asked = demand(ticket, circle, head)

    for reader in (head, circle, chief):
        assert list(explanations.visible_to(reader).filter(answered_at=None)) == [asked]
    stranger = make_officer(Role.STATION_OFFICER, ticket.unit)
    assert not explanations.visible_to(stranger).exists()

    explain(ticket, head)
    assert not explanations.visible_to(chief).filter(answered_at=None).exists()


def test_who_was_asked_how_often_is_counted(ticket, circle, head, chief):
    demand(ticket, circle, head)
    explain(ticket, head)
    demand(ticket, chief, head)

    row = explanations.defaulters(chief).get()
    assert (row["officer"], row["times"], row["unanswered"]) == (head.pk, 2, 1)


def test_nobody_is_asked_before_a_clock_was_missed(ticket, circle, head):
    with pytest.raises(Unacceptable):
        demand(ticket, circle, head, at=NOON + timedelta(minutes=1))


def test_nobody_is_asked_twice_at_once(ticket, circle, head):
    demand(ticket, circle, head)
    with pytest.raises(DoesNotFollow):
        demand(ticket, circle, head)


def test_only_those_under_one_can_be_asked(tree, ticket, circle, head, chief, desk):
    twin = make_officer(Role.CIRCLE, tree.circle)
    sister = make_officer(Role.STATION_HEAD, tree.sister)
    for officer in (twin, chief, sister, desk, circle):
        with pytest.raises(Unacceptable):
            demand(ticket, circle, officer)
    assert demand(ticket, chief, circle)


def test_a_station_head_asks_nobody(ticket, head):
    below = make_officer(Role.STATION_OFFICER, ticket.unit)
    with pytest.raises(NotAllowed):
        demand(ticket, head, below)


def test_the_station_that_passed_it_on_too_late_is_asked_and_may_read_it_again(
    tree, ticket, desk, head, chief
):
    forwarding.forward(ticket_id=ticket.pk, by=desk, at=LATE, station=tree.far_station)
    assert not Ticket.objects.visible_to(head).exists()

    demand(ticket, chief, head)

    assert Ticket.objects.visible_to(head).get() == ticket
    assert explain(ticket, head)


def test_only_who_is_asked_answers(ticket, circle, head):
    demand(ticket, circle, head)
    other = make_officer(Role.STATION_HEAD, ticket.unit)

    with pytest.raises(DoesNotFollow):
        explain(ticket, other)
    with pytest.raises(Ticket.DoesNotExist):
        explain(ticket, make_officer())


def test_about_police_the_accused_owe_nothing_and_see_nothing(tree, ticket, circle, head, chief):
    office = make_officer(Role.RANGE, tree.range)
    demand(ticket, circle, head)
    restriction.restrict(ticket_id=ticket.pk, by=chief, at=LATE, reason="x", unit=tree.station)

    assert not explanations.visible_to(head).exists()
    assert not explanations.visible_to(circle).exists()
    with pytest.raises(Ticket.DoesNotExist):
        explain(ticket, head)
    with pytest.raises(Unacceptable):
        demand(ticket, office, head)
    assert not Ticket.objects.visible_to(head).exists()


def test_the_post_of_who_asks_must_reach_so_far(tree, ticket, head):
    stranger = make_officer(Role.CIRCLE, tree.second_circle)
    with pytest.raises(Ticket.DoesNotExist):
        demand(ticket, stranger, head)
