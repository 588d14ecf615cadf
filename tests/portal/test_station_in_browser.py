"""A station's day, searching, notifications and reports in a real Chromium, phone and desk."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.portal.browser import LOOKS, PHONE, faults, open_page, visits
from tests.portal.world import World, a_photo, attach, make_world
from tickets.models import Draft
from tickets.services import reports

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SQUARE = [[[79.3, 28.3], [79.5, 28.3], [79.55, 28.45], [79.4, 28.5], [79.3, 28.3]]]
OFFLINE = ["ERR_INTERNET_DISCONNECTED", "htmx:afterRequest", "htmx:sendError"]


@pytest.fixture
def lived_in(transactional_db) -> World:
    world = make_world(timezone.now())
    world.line.unit.boundary = {"type": "Polygon", "coordinates": SQUARE}
    world.line.unit.save()
    voice = attach(world.told, "audio", clean=b"voice")
    voice.bars = [(7 * n) % 100 for n in range(96)]
    voice.save()
    attach(world.told, "image", clean=a_photo())
    today = timezone.localdate()
    reports.ask(
        by=world.chief,
        at=timezone.now(),
        kind="review",
        format="pdf",
        unit=world.line.unit,
        first_day=today,
        last_day=today,
        leaves=True,
        language="hi",
    )
    return world


def pages(world: World):
    told = reverse("tickets:detail", args=[world.told.code])
    act = reverse("tickets:detail", args=[world.acknowledged.code])
    return {
        "unread": (world.head, "/station/?show=unread"),
        "act": (world.head, act),
        "told": (world.head, told),
        "files": (world.chief, reverse("evidence:files", args=[world.told.code])),
        "search": (world.head, "/search/?status=with_station"),
        "map": (world.chief, "/map/"),
        "notifications": (world.head, "/notifications/"),
        "reports": (world.chief, "/reports/"),
    }


@pytest.mark.parametrize("look", LOOKS)
def test_pages_are_accessible_and_fit(chromium, live_server, lived_in, look):
    places = pages(lived_in)
    seen = visits(chromium, live_server.url, places, **look)

    assert {name: faults(page, name) for name, page in seen} == dict.fromkeys(places, [])


def test_a_draft_survives_a_lost_network_and_no_sign_out(chromium, live_server, lived_in):
    ticket = lived_in.acknowledged
    url = live_server.url + reverse("tickets:detail", args=[ticket.code])
    look = {"officer": lived_in.head, "size": PHONE, "forgives": OFFLINE}
    with open_page(chromium, url, **look) as page:
        page.context.set_offline(True)
        page.fill("#id_action_note", "भट्ठे पर कोई नहीं मिला")
        page.click("#f-act button")
        page.wait_for_selector("#f-act .offline")
        assert page.get_attribute("#f-act", "data-sent") is None  # to be pressed again at once
        page.context.set_offline(False)
        page.reload(wait_until="networkidle")
        assert page.input_value("#id_action_note") == "भट्ठे पर कोई नहीं मिला"
        page.select_option("#id_action_kind", "nothing_found")
        page.click("#f-act button")
        page.wait_for_selector(".notice-success")
        assert page.evaluate("Object.keys(sessionStorage).filter(k => k.includes('/act/'))") == []

    assert ticket.actions.count() == 1


def test_what_was_typed_is_unreadable_once_signed_out(chromium, live_server, lived_in):
    ticket = lived_in.acknowledged
    url = live_server.url + reverse("tickets:detail", args=[ticket.code])
    with open_page(chromium, url, officer=lived_in.head) as page:
        with page.expect_response("**/drafts/**") as heard:
            page.fill("#id_action_note", "गवाह का बयान")
            assert "गवाह" in page.evaluate("JSON.stringify(sessionStorage)")
        assert heard.value.ok
        page.click("details.me > summary")
        page.click("form[data-leaves] button")
        page.wait_for_url("**/login/**")
        kept = page.evaluate("JSON.stringify(sessionStorage)")
        assert "draft:" not in kept and "गवाह" not in kept
    assert Draft.objects.get().words["note"] == ["गवाह का बयान"]


def test_photos_are_looked_at_one_after_the_other_with_the_keyboard(
    chromium, live_server, lived_in
):
    url = live_server.url + reverse("tickets:detail", args=[lived_in.told.code])
    with open_page(chromium, url, officer=lived_in.chief) as page:
        assert page.locator(".gallery img").count() == 0
        page.locator('[data-uncover="image"]').first.click()
        page.locator(".gallery img").first.press("Enter")
        page.wait_for_selector("dialog.viewer[open] img")
        page.keyboard.press("ArrowRight")
        page.wait_for_selector("dialog.viewer[open] [data-uncover]")
        assert page.locator(".gallery img").count() == 1
        page.locator("dialog.viewer [data-uncover]").click()
        page.wait_for_selector("dialog.viewer[open] img")
        page.keyboard.press("+")
        page.wait_for_selector(".viewer-stage.zoomed")
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog.viewer", state="hidden")
        assert page.locator(".gallery img").count() == 2


def test_without_javascript_photos_and_the_action_form_still_work(
    chromium, live_server, lived_in, tmp_path
):
    picture = tmp_path / "proof.jpg"
    picture.write_bytes(a_photo())
    url = live_server.url + reverse("tickets:detail", args=[lived_in.acknowledged.code])
    look = {"officer": lived_in.head, "size": PHONE, "javascript": False}
    with open_page(chromium, url, **look) as page:
        page.select_option("#id_action_kind", "seizure")
        page.fill("#id_action_seizures_0", "कच्ची शराब")
        page.fill("#id_action_seizures_1", "20")
        page.select_option("#id_action_seizures_2", "litre")
        page.set_input_files("#id_proof", str(picture))
        page.click("#f-act button")
        page.wait_for_selector(".notice-success")

    assert lived_in.acknowledged.actions.get().seizures[0]["amount"] == "20"
    assert lived_in.acknowledged.attachments.get().brought_by == lived_in.head
