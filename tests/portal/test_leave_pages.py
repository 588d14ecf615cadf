"""The pages on which a superior notes who is away and who holds charge."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.leave import recording
from districts.models import Posting, Role
from tests.factories import make_officer, make_unit
from tests.portal.browser import LOOKS, faults, visits


def post_of(officer) -> Posting:
    return officer.postings.get(is_acting=False)


def goes(world, *, days: int = 3) -> None:
    """Note that the head of the station is away, with the second in charge."""
    now = timezone.now()
    second = make_officer(Role.STATION_OFFICER, world.kotwali, name="उपनिरीक्षक रेखा यादव")
    recording.record(
        posting_id=post_of(world.head).pk,
        by=world.chief,
        at=now,
        since=now,
        until=now + timedelta(days=days),
        acting=second,
    )


@pytest.mark.django_db
class TestByHand:
    def test_it_is_noted_shown_and_ended(self, world, sign_in):
        client = sign_in(world.chief)
        second = make_officer(Role.STATION_OFFICER, world.kotwali, name="Rekha Yadav")
        today = timezone.localdate()
        address = reverse("districts:leave-of", args=[post_of(world.head).pk])
        assert "Rekha Yadav" in client.get(address).content.decode()

        days = {"first": today, "last": today + timedelta(days=2), "acting": second.pk}
        page = client.post(address, days, follow=True).content.decode()

        assert "In charge" in page
        leave = post_of(world.head)
        local = timezone.localtime(leave.leave_until)
        assert (local.date(), local.hour) == (today + timedelta(days=3), 0)
        client.post(reverse("districts:leave-back", args=[leave.pk]))
        assert "Nobody is away." in client.get(reverse("districts:leave")).content.decode()

    def test_days_that_make_no_sense_are_refused_with_a_sentence(self, world, sign_in):
        client, today = sign_in(world.chief), timezone.localdate()
        address = reverse("districts:leave-of", args=[post_of(world.head).pk])

        page = client.post(address, {"first": today, "last": today - timedelta(days=1)})

        assert page.status_code == 422
        assert "A leave ends after it begins" in page.content.decode()

    def test_names_and_stations_are_searched(self, world, sign_in):
        client = sign_in(world.chief)
        found = client.get(reverse("districts:leave"), {"q": world.head.name}).content.decode()
        none = client.get(reverse("districts:leave"), {"q": "nobody of that name"}).content.decode()

        address = reverse("districts:leave-of", args=[post_of(world.head).pk])
        assert address in found
        assert address not in none

    def test_only_for_those_above(self, world, sign_in):
        for officer in (world.head, world.desk):
            client = sign_in(officer)
            assert client.get(reverse("districts:leave")).status_code == 403
            address = reverse("districts:leave-of", args=[post_of(world.head).pk])
            assert client.get(address).status_code == 403

    def test_a_post_of_another_district_is_not_there(self, world, sign_in):
        stranger = make_officer(Role.CHIEF, make_unit("district"))
        address = reverse("districts:leave-of", args=[post_of(world.head).pk])

        assert sign_in(stranger).get(address).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("look", LOOKS)
def test_they_are_accessible_and_fit(chromium, live_server, lived_in, look):
    goes(lived_in)
    own = reverse("districts:leave-of", args=[post_of(lived_in.head).pk])
    places = {
        "leave": (lived_in.chief, reverse("districts:leave")),
        "leave-of": (lived_in.chief, own),
    }
    seen = visits(chromium, live_server.url, places, **look)

    assert {name: faults(page, name) for name, page in seen} == dict.fromkeys(places, [])
