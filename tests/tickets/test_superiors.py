"""Who is told when a station stays silent: who holds the posts above, and may know of it."""

from datetime import timedelta

import pytest

from districts import grants
from districts.models import Posting, Role
from tests.factories import NOON, make_category, make_officer
from tests.tickets.silence import DUE, MINUTE, told, with_station
from tickets.models import Accusation, Escalation, Ticket
from tickets.services import escalation, restriction

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("vacant", "roles"),
    [
        (["circle"], [("deputy", 1)]),
        (["circle", "deputy"], [("chief", 2)]),
        (["deputy"], [("circle", 0)]),
    ],
)
def test_a_vacant_post_is_passed_over_at_once(tree, line, posts, vacant, roles):
    for role in vacant:
        Posting.objects.filter(officer=posts[role]).update(until=NOON - MINUTE)
    with_station(tree, line)

    escalation.escalate_due(now=DUE)

    assert [(role, step) for role, step, _ in told()] == roles


def test_a_ladder_of_vacant_posts_ends_at_the_nearest_office(tree, line):
    office = make_officer(Role.RANGE, tree.range)
    with_station(tree, line)

    escalation.escalate_due(now=DUE)

    assert told() == [("range", 2, {office})]
    assert Escalation.objects.get().lateness == timedelta(0)  # of the step that was waited for


def test_with_nobody_above_it_asks_again_in_an_hour(tree, line):
    with_station(tree, line)
    assert escalation.escalate_due(now=DUE) == 0
    late_comer = make_officer(Role.CHIEF, tree.district)

    assert escalation.escalate_due(now=DUE + 59 * MINUTE) == 0
    assert escalation.escalate_due(now=DUE + 60 * MINUTE) == 1
    assert told() == [("chief", 2, {late_comer})]


def test_only_current_holders_with_an_open_account_are_told(tree, line, posts):
    closed = make_officer(Role.CIRCLE, tree.circle, is_active=False)
    sister = make_officer(Role.CIRCLE, tree.second_circle)
    twin = make_officer(Role.CIRCLE, tree.circle)
    with_station(tree, line)

    escalation.escalate_due(now=DUE)

    assert told() == [("circle", 0, {posts["circle"], twin})]
    assert {closed, sister}.isdisjoint(told()[0][2])


def test_the_division_of_the_categorys_branch_answers_for_the_deputy(tree, line, posts):
    tree.rural.branch = "crime"
    tree.rural.save()
    crime = make_officer(Role.DEPUTY, tree.rural)
    ticket = with_station(tree, line, category=make_category(line, branch="crime"))

    escalation.escalate_due(now=DUE + 30 * MINUTE)

    assert told()[1] == ("deputy", 1, {crime})
    assert Ticket.objects.visible_to(crime).filter(pk=ticket.pk).exists()


def test_a_branch_that_the_district_lacks_leaves_the_deputy_above(tree, line, posts):
    with_station(tree, line, category=make_category(line, branch="crime"))

    escalation.escalate_due(now=DUE + 30 * MINUTE)

    assert told()[1] == ("deputy", 1, {posts["deputy"]})


class TestAboutPolice:
    def test_a_restricted_ticket_climbs_only_past_those_who_may_know(self, tree, line, posts):
        office = make_officer(Role.RANGE, tree.range)
        ticket = with_station(tree, line)
        restriction.restrict(
            ticket_id=ticket.pk, by=posts["chief"], at=NOON, reason="x", unit=tree.station
        )

        escalation.escalate_due(now=NOON + timedelta(days=30))

        assert {role for role, _, _ in told()} == {"chief", "range"}
        assert {officer for _, _, officers in told() for officer in officers} == {
            posts["chief"],
            office,
        }

    def test_an_accused_officer_is_never_told(self, tree, line, posts):
        ticket = with_station(tree, line)
        Accusation.objects.create(ticket=ticket, officer=posts["circle"], made_at=NOON)

        escalation.escalate_due(now=DUE)

        assert told() == [("deputy", 1, {posts["deputy"]})]

    def test_nor_those_posted_at_an_accused_unit_nor_the_excluded(self, tree, line, posts):
        ticket = with_station(tree, line)
        Accusation.objects.create(ticket=ticket, unit=tree.circle, made_at=NOON)
        grants.give(posts["deputy"], grants.EXCLUDED, ticket)

        escalation.escalate_due(now=DUE)

        assert told() == [("chief", 2, {posts["chief"]})]

    def test_an_accused_chief_is_passed_over_for_the_range(self, tree, line, posts):
        office = make_officer(Role.RANGE, tree.range)
        ticket = with_station(tree, line)
        restriction.restrict(
            ticket_id=ticket.pk, by=office, at=NOON, reason="x", officer=posts["chief"]
        )

        escalation.escalate_due(now=NOON + timedelta(days=30))

        assert {officer for _, _, officers in told() for officer in officers} == {office}

    def test_no_share_is_given_of_a_restricted_ticket(self, tree, line, posts):
        tree.rural.branch = "crime"
        tree.rural.save()
        crime = make_officer(Role.DEPUTY, tree.rural)
        ticket = with_station(tree, line, category=make_category(line, branch="crime"))
        Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True)

        escalation.escalate_due(now=DUE + 30 * MINUTE)

        assert crime not in {officer for _, _, officers in told() for officer in officers}
        assert not Ticket.objects.visible_to(crime).exists()
