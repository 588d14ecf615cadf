"""The posts a ticket's page names: those at and above it, of officers who may know of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from districts import grants
from districts.models import Role
from districts.standing import read_once
from tests.factories import make_officer
from tickets import around
from tickets.models import Accusation, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(world) -> Ticket:
    return world.forwarded()


def named(ticket: Ticket) -> list:
    return [post.officer for post in around.posts(ticket)]


def test_those_at_and_above_the_station_lowest_first(world, ticket, django_assert_num_queries):
    make_officer(Role.STATION_HEAD, world.tree.other_station)
    [post] = world.head.postings.select_related("unit")
    found = around.posts(ticket)

    assert found[0] == post
    assert world.chief in named(ticket)
    assert [each.unit.path for each in found] == sorted(
        (each.unit.path for each in found), reverse=True
    )
    with django_assert_num_queries(0):
        assert all(each.unit.contains(ticket.unit) for each in found)
        assert (str(found[0]), found[0].officer.name) == (str(post), world.head.name)


def test_posts_that_ended_and_accounts_that_were_closed_are_not_among_them(world, ticket):
    world.head.postings.update(until=timezone.now())
    type(world.chief).objects.filter(pk=world.chief.pk).update(is_active=False)

    assert not {world.head, world.chief} & set(named(ticket))


@pytest.mark.parametrize("how", ["excluded", "by name", "with the station", "with those below"])
def test_for_whom_it_does_not_exist_is_not_among_them(world, ticket, how):
    other = world.forwarded()
    assert world.head in named(ticket)

    if how == "excluded":
        grants.give(world.head, grants.EXCLUDED, ticket)
    else:
        accused = {
            "by name": {"officer": world.head},
            "with the station": {"unit": world.tree.station},
            "with those below": {"unit": world.tree.city},
        }
        Accusation.objects.create(ticket=ticket, made_at=timezone.now(), **accused[how])

    assert world.head not in named(ticket)
    assert world.chief in named(ticket)
    assert world.head in named(other)


def test_posts_are_read_once_a_page_and_anew_for_the_next(world, ticket):
    with read_once(), CaptureQueriesContext(connection) as asked:
        assert named(ticket) == named(ticket)
    assert sum('FROM "districts_posting" INNER' in each["sql"] for each in asked) == 1
    world.head.postings.update(until=timezone.now())
    with read_once():
        assert world.head not in named(ticket)
