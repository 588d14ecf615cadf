"""The network goes, changes, and is weak; the call comes back, and the voice never leaves."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from hearings import booking, particulars
from hearings.models.room import SILENT
from hearings.particulars import Told
from tests.hearings.browsers import (
    LOSE_HALF,
    LOSE_NOTHING,
    frames_move,
    page_of,
    until,
    voice_comes,
)
from tests.hearings.scene import Scene, come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]

FACES = "document.querySelectorAll('[data-seat]').length"
GATHERED = """() => window.connections.map((pc) =>
  (pc.localDescription?.sdp.match(/a=ice-ufrag:(\\S+)/) || [])[1])"""


@pytest.fixture
def scene(live_server):
    return Scene(live_server.url)


@pytest.fixture
def both(cameras, scene):
    citizen = come_in(cameras, scene)
    desk = page_of(cameras, scene.at("call", scene.call().pk), officer=scene.officer)
    assert frames_move(desk, from_others=1)
    return citizen, desk


def test_when_nobody_had_a_network_they_find_each_other_anew_and_lose_no_word(both):
    citizen, desk = both

    for page in both:
        page.context.set_offline(True)
    citizen.fill("[data-part=words]", "मकान नंबर 12")
    citizen.press("[data-part=words]", "Enter")
    citizen.wait_for_selector("[data-part=network]:has-text('No network')")
    citizen.wait_for_timeout(SILENT / timedelta(milliseconds=1) + 1000)
    assert citizen.input_value("[data-part=words]") == "मकान नंबर 12"
    for page in both:
        page.context.set_offline(False)
        page.wait_for_timeout(1500)

    assert frames_move(desk, from_others=1)
    assert frames_move(citizen, from_others=1)
    expect(citizen.locator("[data-part=network]")).to_have_text("")
    citizen.press("[data-part=words]", "Enter")
    desk.wait_for_selector("text=मकान नंबर 12")


def test_another_network_is_a_new_path_for_the_same_call(both):
    for page in both:
        before = page.evaluate(GATHERED)

        page.evaluate("dispatchEvent(new Event('online'))")

        until(page, GATHERED, lambda now, before=before: now != before)
        for each in both:
            assert frames_move(each, from_others=1)


def test_who_reloaded_in_the_call_reads_the_queue_once_the_line_is_lost(both, scene):
    citizen, desk = both
    citizen.reload()
    citizen.wait_for_selector("[data-when=called]:visible, [data-when=moved]:visible")

    desk.locator("summary").filter(has_text="line lost").click()
    desk.get_by_role("button", name="The line is lost").click()

    citizen.wait_for_selector("[data-part=next]:visible")
    assert citizen.locator("[data-part=your-turn]").is_hidden()


def test_on_a_weak_network_the_picture_rests_and_comes_back(both):
    citizen, desk = both

    citizen.evaluate(LOSE_HALF)
    citizen.wait_for_selector("[data-part=state]:has-text('the voice goes on')", timeout=60_000)
    assert citizen.locator("[data-part=own]").is_hidden()
    assert citizen.locator("[data-part=camera]").get_attribute("aria-pressed") == "true"
    assert voice_comes(desk)
    citizen.evaluate(LOSE_NOTHING)

    citizen.wait_for_selector("[data-part=state]:has-text('on again')", timeout=60_000)
    assert citizen.locator("[data-part=own]").is_visible()
    assert frames_move(desk, from_others=1)


def test_two_windows_of_one_person_do_not_fight(both):
    citizen, desk = both
    second = citizen.context.new_page()
    second.goto(citizen.url)
    second.get_by_role("heading", name="open in another window").wait_for()
    assert frames_move(citizen, from_others=1)

    second.get_by_role("button", name="Go on here").click()

    citizen.get_by_role("heading", name="open in another window").wait_for()
    assert frames_move(second, from_others=1)
    assert frames_move(desk, from_others=1)
    assert citizen.locator("[data-part=stage]").is_hidden()

    second.close()
    assert frames_move(citizen, from_others=1)


def test_without_javascript_the_room_says_what_can_be_done(cameras, live_server):
    scene = Scene(live_server.url)
    particulars.keep(scene.request, Told(phone="9155500001"))
    citizen = page_of(cameras, scene.link, javascript=False)
    citizen.get_by_role("button", name="Come in").click()

    citizen.locator("noscript p").first.wait_for()
    assert citizen.locator("[data-ready]").first.is_hidden()
    citizen.locator("noscript button").click()

    citizen.get_by_text("The police will call you.").first.wait_for()


def test_who_is_to_be_telephoned_reads_that_and_not_that_all_is_over(cameras, live_server):
    scene = Scene(live_server.url)
    citizen = come_in(cameras, scene)
    citizen.locator("[data-when=waiting] summary").click()
    citizen.get_by_role("button", name="Call me instead").click()

    citizen.wait_for_selector("[data-when=callback]:visible")
    assert citizen.locator("[data-when=over]").is_hidden()
    assert citizen.locator("[data-before]").is_hidden()


def test_whose_day_was_changed_reads_that_the_link_is_old(cameras, live_server):
    scene = Scene(live_server.url)
    citizen = come_in(cameras, scene)

    with transaction.atomic():
        now = timezone.now()
        booking.move(scene.request, after=now + timedelta(hours=20), at=now, is_carried=False)

    citizen.get_by_role("heading", name="no longer opens").wait_for()
