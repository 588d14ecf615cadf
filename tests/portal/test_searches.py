"""Searches an officer keeps: counted by what they may see now, standing out when there are many."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from districts import grants
from districts.models import Role
from tests.factories import make_officer, make_ticket
from tests.portal.test_lists import MOST_QUERIES
from tickets.models import SavedSearch
from tickets.services import searches
from tickets.sight import sight_of

pytestmark = pytest.mark.django_db
SAND = "रेत का ट्रैक्टर"


def keep(officer, query="show=open&q=रेत", **given) -> SavedSearch:
    usual = {"name": "रेत", "at": timezone.now()}
    return searches.keep(by=officer, query=query, **{**usual, **given})


def find(officer):
    return searches.find(officer, sight=sight_of(officer), now=timezone.now())


def sand(world, **fields):
    return make_ticket(world.line, at=timezone.now(), text=SAND, **fields)


def test_it_counts_what_its_owner_may_see_now(world):
    before = len([t for t in (world.waiting,) if "रेत" in t.text])
    keep(world.desk)
    seen, hidden = sand(world), sand(world)
    grants.give(world.desk, grants.EXCLUDED, hidden)

    (found,) = find(world.desk)
    assert found.number == before + 1
    assert found.fresh == 1
    assert seen.pk


def test_what_came_since_it_was_opened_is_told_apart(sign_in, world):
    kept = keep(world.desk, at=timezone.now() - timedelta(hours=1))
    make_ticket(world.line, at=timezone.now() - timedelta(minutes=5), text=SAND)
    assert find(world.desk)[0].fresh == 1

    answer = sign_in(world.desk).post(reverse("tickets:read-search", args=[kept.pk]))
    assert answer["Location"] == f"/queue/?{kept.query}"
    assert find(world.desk)[0].fresh == 0


def test_below_the_district_it_does_not_tell_when_something_came(world):
    keep(world.head, at=timezone.now() - timedelta(hours=1))
    sand(world, unit=world.kotwali)

    assert find(world.head)[0].fresh == 0


@pytest.mark.parametrize(("alarm", "stands_out"), [(1, True), (50, False), (None, False)])
def test_it_stands_out_from_a_number_on(sign_in, world, alarm, stands_out):
    keep(world.desk, alarm_from=alarm)
    sand(world)

    page = sign_in(world.desk).get(reverse("tickets:searches")).content.decode()
    assert ("btn-alarm" in page) is stands_out


def test_it_is_kept_from_the_queue_and_taken_away(sign_in, world):
    client = sign_in(world.desk)
    asked = {"name": "रेत", "query": "show=all&q=रेत&next=//evil.example", "alarm_from": "3"}
    client.post(reverse("tickets:keep-search"), asked)
    kept = world.desk.searches.get()
    assert (kept.alarm_from, "evil" in kept.query) == (3, False)

    client.post(reverse("tickets:remove-search", args=[kept.pk]))
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("asked", [{}, {"name": "x", "alarm_from": "0"}, {"name": "x\0"}])
def test_nonsense_is_not_kept(sign_in, world, asked):
    assert sign_in(world.desk).post(reverse("tickets:keep-search"), asked).status_code == 302
    assert not SavedSearch.objects.exists()


def test_one_keeps_only_so_many(sign_in, world):
    for number in range(searches.MOST + 1):
        sign_in(world.desk).post(reverse("tickets:keep-search"), {"name": f"x{number}"})

    assert world.desk.searches.count() == searches.MOST


def test_nobody_opens_anothers(sign_in, world):
    kept = keep(world.desk)
    client = sign_in(make_officer(Role.DESK, world.line.unit))

    for page in ("read-search", "remove-search"):
        assert client.post(reverse(f"tickets:{page}", args=[kept.pk])).status_code == 404


def test_counting_them_costs_little(sign_in, world, django_assert_max_num_queries):
    keep(world.desk)
    client = sign_in(world.desk)

    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse("tickets:searches"), headers={"HX-Request": "true"})
