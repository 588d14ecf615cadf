"""Searching: every post among what it may see, with filters in the address, and on a map."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from tests.factories import make_officer
from tests.portal.world import World
from tickets import drawing
from tickets.models import Ticket
from tickets.services import restriction

pytestmark = pytest.mark.django_db
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[79.3, 28.3], [79.5, 28.3], [79.5, 28.5], [79.3, 28.5], [79.3, 28.3]]],
}


def found(client, page: str = "search", **asked) -> set[Ticket]:
    shown = client.get(reverse(f"tickets:{page}"), asked).context
    if page == "search":
        return set(shown["rows"])
    return {ticket for point in shown["map"].points for ticket in point.tickets}


def test_a_station_searches_its_own_and_a_chief_the_district(sign_in, world):
    assert found(sign_in(world.chief)) == set(Ticket.objects.all())
    own = found(sign_in(world.head))
    assert world.waiting in own and all(ticket.unit == world.kotwali for ticket in own)


def test_filters_narrow_together_and_stand_in_the_address(sign_in, world):
    client = sign_in(world.desk)

    assert found(client, q="पुड़िया", status="closed") == {world.closed}
    assert found(client, status="new", category=world.new.category.code) == {world.new}
    assert world.waiting in found(client, unit=world.kotwali.code)
    assert world.waiting not in found(client, unit=world.baradari.code)
    page = client.get("/search/", {"q": "पुड़िया", "status": "closed"}).content.decode()
    assert '<option value="closed" selected>' in page and "status=closed" in page


def test_days_are_indian_and_both_are_within(sign_in, world):
    day = timezone.localdate(world.new.arrived_at)
    client = sign_in(world.desk)

    assert world.new in found(client, since=day, until=day)
    assert world.new not in found(client, since=day + timedelta(days=1))
    assert world.new not in found(client, until=day - timedelta(days=1))


def test_what_makes_no_sense_narrows_nothing_and_breaks_nothing(sign_in, world):
    client = sign_in(world.head)
    for nonsense in ({"since": "x"}, {"status": "spell"}, {"unit": "' or 1=1"}, {"page": "x"}):
        assert client.get("/search/", nonsense).status_code == 200


def test_late_is_what_this_officer_sees_as_late(sign_in, world):
    late = found(sign_in(world.chief), late="on")

    assert late and late < set(Ticket.objects.all())


def test_the_accused_find_nothing(sign_in, world: World):
    restriction.restrict(
        ticket_id=world.told.pk,
        by=world.chief,
        at=timezone.now(),
        reason="थाने पर आरोप",
        unit=world.kotwali,
    )
    client = sign_in(world.head)

    assert world.told not in found(client) | found(client, q=world.told.code)
    answer = client.get("/map/")
    assert world.told.code not in answer.content.decode()


def test_the_map_draws_pins_within_the_border_and_lists_them(sign_in, world):
    district = world.line.unit
    district.boundary = SQUARE
    district.save()
    answer = sign_in(world.desk).get("/map/")

    assert found(sign_in(world.desk), "places") == set(
        Ticket.objects.filter(latitude__isnull=False)
    )
    page = answer.content.decode()
    assert 'class="border border-district"' in page
    assert f'href="{reverse("tickets:detail", args=[world.told.code])}"' in page
    assert "http://" not in page and "https://" not in page


def test_what_is_near_is_one_point_and_north_is_up(world):
    def at(latitude, longitude):
        return Ticket(latitude=latitude, longitude=longitude)

    drawn = drawing.of([at(28.40, 79.40), at(28.4001, 79.4001), at(28.45, 79.42)], [])

    near, north = drawn.points
    assert (len(near.tickets), len(north.tickets)) == (2, 1)
    assert north.y < near.y and north.x > near.x
    for point in drawn.points:
        assert 0 <= point.x <= drawn.width and 0 <= point.y <= drawn.height


def test_nothing_pinned_is_said(sign_in, world):
    constable = make_officer(Role.STATION_OFFICER, world.baradari)

    answer = sign_in(constable).get("/map/")
    assert answer.context["map"] is None and answer.status_code == 200


def test_they_cost_few_queries(sign_in, world, django_assert_max_num_queries):
    for officer in (world.head, world.chief):
        client = sign_in(officer)
        for page in ("/search/?q=UP65AB1234+x&status=new", "/map/"):
            with django_assert_max_num_queries(12):
                client.get(page)
