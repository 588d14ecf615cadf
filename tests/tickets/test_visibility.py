"""Who may know of a ticket: role × relation × sensitivity. The truth is written here by hand."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from districts import grants
from districts.models import Officer, Posting, Role
from tests.factories import NOON, make_line, make_officer, make_ticket, make_tree
from tickets import lists
from tickets.lists import Tab
from tickets.models import Accusation, Ticket
from tickets.models.restriction import IsAccusing
from tickets.services import restriction

pytestmark = pytest.mark.django_db

SEES = [
    # role, posted at, sees an ordinary ticket of the station, sees it once it is about police
    (Role.STATION_HEAD, "station", True, False),
    (Role.STATION_OFFICER, "station", True, False),
    (Role.STATION_HEAD, "sister", False, False),
    (Role.STATION_HEAD, "far_station", False, False),
    (Role.STATION_HEAD, "other_station", False, False),
    (Role.CIRCLE, "circle", True, False),
    (Role.CIRCLE, "second_circle", False, False),
    (Role.DEPUTY, "city", True, False),
    (Role.DEPUTY, "rural", False, False),
    (Role.DESK, "district", True, False),
    (Role.WATCH, "district", True, False),
    (Role.CHIEF, "district", True, True),
    (Role.CHIEF, "other_district", False, False),
    (Role.DESK, "other_district", False, False),
    (Role.RANGE, "range", True, True),
    (Role.RANGE, "other_range", False, False),
    (Role.ZONE, "zone", True, True),
    (Role.HEARING, "district", False, False),
    (Role.AUDITOR, "district", False, False),
]


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def ticket(tree):
    return make_ticket(make_line(tree.district), tree.station)


def sees(officer) -> bool:
    return Ticket.objects.visible_to(officer).exists()


@pytest.mark.parametrize(("role", "place", "ordinary", "about_police"), SEES)
def test_role_by_place_by_sensitivity(tree, ticket, role, place, ordinary, about_police):
    officer = make_officer(role, getattr(tree, place))

    assert sees(officer) is ordinary
    Ticket.objects.update(is_restricted=True)
    assert sees(officer) is about_police


@pytest.mark.parametrize(("role", "place"), [(role, place) for role, place, *_ in SEES])
@pytest.mark.parametrize("restricted", [False, True])
def test_whoever_is_accused_never_knows(tree, ticket, role, place, restricted):
    officer = make_officer(role, getattr(tree, place))
    Ticket.objects.update(is_restricted=restricted)
    grants.give(officer, grants.SHARED, ticket)
    Accusation.objects.create(ticket=ticket, officer=officer, made_at=NOON)

    assert not sees(officer)


@pytest.mark.parametrize(
    ("accused", "role", "place", "blind"),
    [
        ("station", Role.STATION_HEAD, "station", True),
        ("station", Role.STATION_OFFICER, "station", True),
        ("station", Role.CIRCLE, "circle", False),
        ("station", Role.CHIEF, "district", False),
        ("circle", Role.STATION_HEAD, "station", True),
        ("circle", Role.CIRCLE, "circle", True),
        ("circle", Role.DEPUTY, "city", False),
        ("district", Role.CHIEF, "district", True),
        ("district", Role.DESK, "district", True),
        ("district", Role.RANGE, "range", False),
    ],
)
def test_an_accused_unit_blinds_all_who_serve_in_it(tree, ticket, accused, role, place, blind):
    officer = make_officer(role, getattr(tree, place))
    Accusation.objects.create(ticket=ticket, unit=getattr(tree, accused), made_at=NOON)

    assert sees(officer) is not blind


def post(officer, role, unit) -> None:
    Posting.objects.create(officer=officer, unit=unit, role=role, since=NOON)
    for permission in grants.GRANTED_BY_ROLE[role]:
        grants.give(officer, permission, unit)


@pytest.mark.parametrize("accused", ["themselves", "station", "circle", "sister", "nobody"])
def test_the_condition_written_out_says_what_the_rule_says(tree, ticket, accused):
    officer = make_officer(Role.STATION_HEAD, tree.station)
    if accused == "themselves":
        Accusation.objects.create(ticket=ticket, officer=officer, made_at=NOON)
    elif accused != "nobody":
        Accusation.objects.create(ticket=ticket, unit=getattr(tree, accused), made_at=NOON)

    by_rule = Ticket.objects.filter(accusations__in=Accusation.objects.against(officer))

    assert list(Ticket.objects.filter(IsAccusing("pk", officer))) == list(by_rule)
    assert by_rule.exists() is (accused in ("themselves", "station", "circle"))


@pytest.mark.parametrize("accusing", ["officer", "unit"])
def test_the_accused_stay_blind_in_any_later_post(tree, ticket, accusing):
    head = make_officer(Role.STATION_HEAD, tree.station)
    chief = make_officer(Role.CHIEF, tree.district)
    named = {"officer": head} if accusing == "officer" else {"unit": tree.station}
    restriction.restrict(ticket_id=ticket.pk, by=chief, at=NOON, reason="x", **named)

    Posting.objects.filter(officer=head).update(until=timezone.now())
    post(head, Role.ZONE, tree.zone)

    assert not sees(head)
    assert sees(chief)


def test_who_is_posted_later_at_an_accused_station_is_blind_while_there(tree, ticket):
    officer = make_officer(Role.RANGE, tree.range)
    Accusation.objects.create(ticket=ticket, unit=tree.station, made_at=NOON)
    assert sees(officer)

    post(officer, Role.STATION_HEAD, tree.station)

    assert not sees(officer)


def test_a_share_shows_one_ticket_alone(tree, ticket):
    stranger = make_officer(Role.STATION_HEAD, tree.other_station)
    make_ticket(ticket.line, tree.station)

    grants.give(stranger, grants.SHARED, ticket)

    assert list(Ticket.objects.visible_to(stranger)) == [ticket]


def test_an_exclusion_outweighs_everything(tree, ticket):
    chief = make_officer(Role.CHIEF, tree.district)
    grants.give(chief, grants.SHARED, ticket)

    grants.give(chief, grants.EXCLUDED, ticket)

    assert not sees(chief)


def test_what_is_shared_is_counted_once_and_apart(tree, ticket):
    officer, line = make_officer(Role.CIRCLE, tree.circle), ticket.line
    here, there, about_police, hidden = (
        make_ticket(line, unit, **fields)
        for unit, fields in (
            (tree.station, {}),
            (tree.district, {}),
            (tree.station, {"is_restricted": True}),
            (tree.district, {}),
        )
    )
    apart = Ticket.objects.visible_apart(officer)
    assert apart[1] is None

    for each in (here, there, about_police, hidden):
        grants.give(officer, grants.SHARED, each)
    grants.give(officer, grants.EXCLUDED, hidden)

    own, shared = Ticket.objects.visible_apart(officer)
    assert set(shared) == {there, about_police}
    assert set(own) | set(shared) == set(Ticket.objects.visible_to(officer))
    assert here in own and not set(own) & set(shared)
    counted = lists.count(own, shared)
    assert counted[Tab.ALL] == Ticket.objects.visible_to(officer).count() == counted[Tab.NEW]


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("change", ["deactivated", "ended", "not begun"])
def test_who_no_longer_or_not_yet_serves_sees_nothing(tree, ticket, change, shared):
    head = make_officer(Role.STATION_HEAD, tree.station)
    if shared:
        grants.give(head, grants.SHARED, ticket)
    assert sees(head)

    if change == "deactivated":
        head.is_active = False
    elif change == "ended":
        Posting.objects.filter(officer=head).update(until=timezone.now())
    else:
        Posting.objects.filter(officer=head).update(since=timezone.now() + timedelta(days=1))

    assert not sees(head)


def test_the_administrator_and_nobody_see_nothing(ticket):
    superuser = Officer.objects.create_superuser("root", "a-long-enough-password", name="Root")

    assert not sees(superuser)
    assert not sees(AnonymousUser())


def test_an_evaluation_costs_two_queries_more(tree, ticket, django_assert_num_queries):
    chief = make_officer(Role.CHIEF, tree.district)

    with django_assert_num_queries(3):
        list(Ticket.objects.visible_to(chief))
