"""Who sees the tickets of which unit. The truth is written here again, by hand."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from districts import grants
from districts.models import Posting, Role, Unit
from tests.factories import (
    LONG_AGO,
    make_category,
    make_line,
    make_officer,
    make_ticket,
    make_tree,
    make_unit,
)
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

STATIONS = ("station", "sister", "far_station", "rural_station", "other_station")
SEES = [
    # role, posted at, sees the ordinary tickets of, sees tickets about police of
    (Role.ZONE, "zone", STATIONS, STATIONS),
    (Role.RANGE, "range", STATIONS, STATIONS),
    (Role.RANGE, "other_range", (), ()),
    (Role.CHIEF, "district", STATIONS[:4], STATIONS[:4]),
    (Role.CHIEF, "other_district", STATIONS[4:], STATIONS[4:]),
    (Role.DEPUTY, "city", STATIONS[:3], ()),
    (Role.DEPUTY, "rural", STATIONS[3:4], ()),
    (Role.CIRCLE, "circle", STATIONS[:2], ()),
    (Role.CIRCLE, "second_circle", STATIONS[2:3], ()),
    (Role.STATION_HEAD, "station", STATIONS[:1], ()),
    (Role.STATION_OFFICER, "station", STATIONS[:1], ()),
    (Role.DESK, "district", STATIONS[:4], ()),
    (Role.WATCH, "district", STATIONS[:4], ()),
    (Role.HEARING, "district", (), ()),
    (Role.AUDITOR, "zone", (), ()),
]


def stations(units) -> set[str]:
    return set(units.filter(kind=Unit.Kind.STATION).values_list("code", flat=True))


@pytest.mark.parametrize(("role", "place", "ordinary", "about_police"), SEES)
def test_each_role_sees_exactly_its_part(role, place, ordinary, about_police):
    tree = make_tree()
    officer = make_officer(role, getattr(tree, place))

    assert stations(Unit.objects.visible_to(officer)) == {
        getattr(tree, name).code for name in ordinary
    }
    assert stations(Unit.objects.restricted_visible_to(officer)) == {
        getattr(tree, name).code for name in about_police
    }


@pytest.mark.parametrize(("role", "place", "ordinary", "about_police"), SEES)
def test_tickets_follow_units(role, place, ordinary, about_police):
    tree = make_tree()
    officer = make_officer(role, getattr(tree, place))
    line = make_line(tree.zone)
    plain = {name: make_ticket(line, getattr(tree, name)) for name in STATIONS}
    hidden = {name: make_ticket(line, getattr(tree, name), is_restricted=True) for name in STATIONS}

    seen = set(Ticket.objects.visible_to(officer))

    expected = {plain[name] for name in ordinary} | {hidden[name] for name in about_police}
    assert seen == expected


def posted(tree, **dates):
    officer = make_officer()
    Posting.objects.create(officer=officer, unit=tree.station, role=Role.STATION_HEAD, **dates)
    return officer


def granted(tree, officer):
    grants.give(officer, grants.SEE_TICKETS, tree.station)
    return officer


def with_unit(tree, **fields):
    officer = make_officer(Role.STATION_HEAD, tree.station)
    Unit.objects.filter(pk=tree.station.pk).update(**fields)
    return officer


def closed_account(tree):
    return make_officer(Role.STATION_HEAD, tree.station, is_active=False)


def account_closed_since_it_was_read(tree):
    officer = make_officer(Role.STATION_HEAD, tree.station)
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)
    return officer


def administrator(tree):
    return make_officer(is_superuser=True)


def granted_on_a_station_with_the_same_beginning(tree):
    twin = Unit.objects.create(
        code=f"{tree.station.code}2", kind="station", parent=tree.circle, name_en="t", name_hi="t"
    )
    return make_officer(Role.STATION_HEAD, twin)


SOON = timedelta(minutes=5)
FAIL_CLOSED = {
    "nobody": lambda tree: AnonymousUser(),
    "no posting": lambda tree: make_officer(),
    "a posting without the grant": lambda tree: posted(tree, since=LONG_AGO),
    "a grant without a posting": lambda tree: granted(tree, make_officer()),
    "a posting that begins in five minutes": lambda tree: granted(
        tree, posted(tree, since=timezone.now() + SOON)
    ),
    "a posting that ended a second ago": lambda tree: granted(
        tree, posted(tree, since=LONG_AGO, until=timezone.now() - timedelta(seconds=1))
    ),
    "a unit out of service": lambda tree: with_unit(tree, is_active=False),
    "a closed account": closed_account,
    "an account closed a moment ago": account_closed_since_it_was_read,
    "an administrator": administrator,
    "a neighbour whose code begins the same": granted_on_a_station_with_the_same_beginning,
    "a role that carries nothing, with a stray grant": lambda tree: granted(
        tree, make_officer(Role.HEARING, tree.station)
    ),
}


@pytest.mark.parametrize("who", FAIL_CLOSED)
def test_in_doubt_nothing_is_seen(who):
    tree = make_tree()
    officer = FAIL_CLOSED[who](tree)

    assert tree.station not in Unit.objects.visible_to(officer)
    assert not Unit.objects.restricted_visible_to(officer).exists()
    assert not Ticket.objects.visible_to(officer).exists()


def test_a_posting_with_an_end_ahead_still_runs():
    tree = make_tree()
    officer = granted(tree, posted(tree, since=LONG_AGO, until=timezone.now() + SOON))

    assert list(Unit.objects.visible_to(officer)) == [tree.station]


def test_two_postings_add_up():
    tree = make_tree()
    officer = make_officer(Role.STATION_HEAD, tree.station)
    Posting.objects.create(
        officer=officer, unit=tree.rural_circle, role=Role.CIRCLE, since=LONG_AGO
    )
    grants.give(officer, grants.SEE_TICKETS, tree.rural_circle)

    seen = stations(Unit.objects.visible_to(officer))

    assert seen == {tree.station.code, tree.rural_station.code}


def test_superiors_still_see_a_station_out_of_service():
    tree = make_tree()
    with_unit(tree, is_active=False)

    circle_officer = make_officer(Role.CIRCLE, tree.circle)

    assert tree.station in Unit.objects.visible_to(circle_officer)


def test_a_share_lapses_with_the_last_posting():
    tree = make_tree()
    ticket = make_ticket(make_line(tree.zone), tree.far_station)
    guest = make_officer(Role.STATION_HEAD, tree.station)
    grants.give(guest, grants.SHARED, ticket)
    assert list(Ticket.objects.visible_to(guest)) == [ticket]

    guest.postings.update(until=timezone.now())

    assert not Ticket.objects.visible_to(guest).exists()


def test_an_exclusion_beats_every_posting():
    tree = make_tree()
    ticket = make_ticket(make_line(tree.zone), tree.station)
    chief = make_officer(Role.CHIEF, tree.district)

    grants.give(chief, grants.EXCLUDED, ticket)

    assert not Ticket.objects.visible_to(chief).exists()


def test_a_unit_moved_takes_its_stations_along():
    tree = make_tree()
    before = make_officer(Role.DEPUTY, tree.city)
    after = make_officer(Role.DEPUTY, tree.rural)

    tree.circle.parent = tree.rural
    tree.circle.save()

    assert tree.station not in Unit.objects.visible_to(before)
    assert {tree.station, tree.sister} <= set(Unit.objects.visible_to(after))
    assert tree.far_station in Unit.objects.visible_to(before)


def test_a_list_of_tickets_costs_a_fixed_number_of_queries(django_assert_num_queries):
    tree = make_tree()
    line = make_line(tree.zone)
    category = make_category(line)
    for name in STATIONS * 3:
        make_ticket(line, getattr(tree, name), category=category)
    chief = make_officer(Role.CHIEF, tree.district)

    with django_assert_num_queries(3):
        assert len(Ticket.objects.visible_to(chief)) == 12


def test_a_code_with_an_underscore_stands_for_no_other_letter():
    district = make_unit("district", code="x_y")
    make_unit("district", code="xzy")
    below = make_unit("station", district, code="x_y-kotwali")
    chief = make_officer(Role.CHIEF, district)

    assert [unit.code for unit in grants.units_read(chief)] == [district.code, below.code]
    assert set(grants.reach(chief).ordinary) == {district.pk, below.pk}
