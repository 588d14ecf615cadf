"""Every page in a real Chromium: no violation, no refusal, no sideways scrolling, and it lives."""

import pytest
from django.urls import reverse

from tests.portal.browser import LOOKS, PHONE, faults, open_page, visits
from tests.portal.world import World
from tickets.lifecycle import Status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def pages(world: World):
    ticket = reverse("tickets:detail", args=[world.told.code])
    return {
        "queue": (world.desk, reverse("tickets:queue") + "?show=all"),
        "station": (world.head, reverse("tickets:station")),
        "late": (world.chief, reverse("tickets:late")),
        "ticket-desk": (world.desk, ticket),
        "handover": (world.desk, reverse("tickets:handover", args=[world.new.code])),
        "ticket-head": (world.head, reverse("tickets:detail", args=[world.waiting.code])),
        "thread": (world.desk, reverse("messaging:thread", args=[world.told.code])),
        "nowhere": (world.desk, "/nowhere/"),
        "login": (None, reverse("districts:login")),
    }


@pytest.mark.parametrize("look", LOOKS)
def test_pages_are_accessible_and_fit(chromium, live_server, lived_in, look):
    places = pages(lived_in)
    seen = visits(chromium, live_server.url, places, forgives=["404"], **look)

    assert {name: faults(page, name) for name, page in seen} == dict.fromkeys(places, [])


def test_a_phone_shows_which_list_is_open(chromium, live_server, lived_in):
    """The lists of a chief are wider than a phone, and this is one of the last."""
    url = live_server.url + reverse("tickets:closed")
    with open_page(chromium, url, officer=lived_in.chief, size=PHONE) as page:
        stood = page.locator(".nav-main [aria-current]").bounding_box()

    assert stood["x"] >= 0 and stood["x"] + stood["width"] <= PHONE["width"]


def test_a_great_number_of_notifications_stands_in_one_line(chromium, live_server, lived_in):
    lived_in.head.name = "District chief of police, with a name as long as it may be"
    lived_in.head.save()
    with open_page(chromium, live_server.url, officer=lived_in.head, size=PHONE) as page:
        badge = page.locator(".badge")
        low = badge.bounding_box()
        badge.evaluate("badge => { badge.firstChild.data = '100+' }")
        wide = badge.bounding_box()

    assert wide["height"] == low["height"]
    assert wide["width"] > low["width"]


def test_a_thumb_acknowledges_on_a_phone_without_javascript(chromium, live_server, lived_in):
    url = live_server.url + "/station/"
    with open_page(chromium, url, officer=lived_in.head, size=PHONE, javascript=False) as page:
        button = page.locator(f"#a-{lived_in.waiting.code}")
        assert button.bounding_box()["height"] >= 44
        button.click()
        page.wait_for_selector(".notice-success")

    lived_in.waiting.refresh_from_db()
    assert lived_in.waiting.status == Status.ACKNOWLEDGED


def test_a_form_that_lacks_something_comes_back_in_place(chromium, live_server, lived_in):
    ticket = lived_in.acknowledged
    url = live_server.url + reverse("tickets:detail", args=[ticket.code])
    with open_page(chromium, url, officer=lived_in.head, forgives=["422"]) as page:
        page.select_option("#id_action_kind", "nothing_found")
        page.click("#f-act button")
        page.wait_for_selector("#f-act .errorlist")
        page.fill("#id_action_note", "कुछ नहीं मिला, आसपास पूछा")
        page.click("#f-act button")
        page.wait_for_selector(".notice-success")

    ticket.refresh_from_db()
    assert ticket.status == Status.ACTION_TAKEN
