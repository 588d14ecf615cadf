"""One caller's whole way: from abroad, late, cut off, moved to another desk, heard by three."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from districts.models import Officer, Role
from hearings import booking, desks, sweep
from hearings.models import Call, HearingRequest
from tests.factories import make_officer, make_ticket
from tests.hearings.browsers import frames_move, page_of
from tests.hearings.scene import Scene
from tickets.models import Ticket
from tickets.wishes import Wish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]
ZONE = "America/New_York"
# both at once: each look at the queue may write both anew
CLOCKS = """() => [document.querySelector("[data-part=expected]").dateTime,
  document.querySelector("[data-part=here]").innerText]"""
NOTHING_RUNS = "() => document.querySelector('[data-part=own]').srcObject === null"


class Walk(Scene):
    """A hearing with two desks; our caller waits behind somebody elderly."""

    def __init__(self, browser: Browser, url: str) -> None:
        super().__init__(url, need=Wish.ABROAD)
        self.browser, now = browser, timezone.now()
        self.other = make_officer(Role.CHIEF, self.tree.district, name="Bina Devi")
        desks.open_desk(window_id=self.window.pk, by=self.other, at=now)
        self.head = make_officer(Role.STATION_HEAD, self.tree.station, name="Chand Ali")
        for _other in range(2):
            ticket = make_ticket(self.window.line, kind=Ticket.Kind.HEARING, at=now)
            booking.book(ticket_id=ticket.pk, at=now, need=Wish.SENIOR)
        # asked earlier than our caller
        HearingRequest.objects.filter(pk=self.request.pk).update(token=9)

    def page(self, name: str, officer: Officer) -> Page:
        return page_of(self.browser, self.at(name), officer=officer)

    def comes_in(self) -> Page:
        citizen = page_of(self.browser, self.link, zone=ZONE)
        citizen.get_by_role("button", name="Come in").click()
        return citizen


def test_from_abroad_to_the_signed_paper(cameras, live_server):
    walk = Walk(cameras, live_server.url)
    citizen = walk.comes_in()
    reads_both_clocks(citizen)
    is_missed_and_comes_back(walk, citizen)
    desk = is_heard(walk, citizen)
    hangs_up_and_returns(citizen, desk)
    other = is_handed_to(walk, desk)
    assert frames_move(other, from_others=1)
    third = brings_in_the_head(walk, other)
    for page in (citizen, other, third):
        assert frames_move(page, from_others=2)
    is_written_down(citizen, other)
    is_printed(other)


def reads_both_clocks(citizen: Page) -> None:
    citizen.wait_for_selector("[data-part=abroad]:visible")
    told, here = citizen.evaluate(CLOCKS)
    there = datetime.fromisoformat(told).astimezone(ZoneInfo(ZONE))
    assert here.endswith(f"{there:%H:%M}")
    assert "(India)" in citizen.inner_text("[data-part=later]")


def is_missed_and_comes_back(walk: Walk, citizen: Page) -> None:
    """The others go home; nobody presses a button in three minutes; the queue is shown again."""
    others = HearingRequest.objects.exclude(pk=walk.request.pk)
    others.update(state=HearingRequest.State.CANCELLED)
    call = walk.call()
    citizen.wait_for_selector("[data-when=called]:visible")
    Call.objects.filter(pk=call.pk).update(called_at=timezone.now() - timedelta(minutes=3))

    sweep.run(now=timezone.now())

    citizen.wait_for_selector("[data-part=next]:visible")
    assert HearingRequest.objects.get(pk=walk.request.pk).absences == 1


def is_heard(walk: Walk, citizen: Page) -> Page:
    citizen.locator("[data-ready=video]").click()
    desk = walk.page("desk", walk.officer)
    desk.get_by_role("button", name="Next caller").click()
    for page in (desk, citizen):
        assert frames_move(page, from_others=1)
        page.wait_for_selector("[data-part=state]:has-text('Nothing is recorded')")
    return desk


def hangs_up_and_returns(citizen: Page, desk: Page) -> None:
    citizen.get_by_role("button", name="Hang up").click()
    citizen.get_by_role("heading", name="You are out of the call").wait_for()
    assert citizen.evaluate(NOTHING_RUNS)
    desk.get_by_text("The citizen is not in the video just now.").wait_for()

    citizen.get_by_role("button", name="Back into the call").click()

    assert frames_move(desk, from_others=1)


def is_handed_to(walk: Walk, desk: Page) -> Page:
    desk.locator("summary").filter(has_text="hand over").click()
    desk.get_by_label("Hand to").select_option(label=f"2 · {walk.other.name}")
    desk.get_by_role("button", name="Hand to that desk").click()
    desk.get_by_role("button", name="Next caller").wait_for()
    return walk.page("desk", walk.other)


def brings_in_the_head(walk: Walk, desk: Page) -> Page:
    desk.locator("summary").filter(has_text="station head").click()
    desk.get_by_label("Bring in").select_option(value=str(walk.head.pk))
    desk.get_by_role("button", name="Bring into the call").click()
    desk.wait_for_selector(".notice-success")
    third = walk.page("desk", walk.head)
    third.get_by_role("link", name="Join").click()
    return third


def is_written_down(citizen: Page, desk: Page) -> None:
    """The officer hangs up for all, and writes while nobody looks on."""
    desk.get_by_role("button", name="Hang up").click()
    citizen.get_by_role("heading", name="You are out of the call").wait_for()
    desk.get_by_label("What the citizen says").fill("पड़ोसी रास्ता रोकता है।")
    desk.get_by_label("Interpreter").fill("Asha, Awadhi")
    desk.get_by_role("button", name="Finish and forward").click()
    desk.wait_for_selector(".notice-success")
    citizen.get_by_role("heading", name="The call is over").wait_for()


def is_printed(desk: Page) -> None:
    desk.get_by_role("link", name="Print").click()
    desk.get_by_role("button", name="Print").wait_for()
    desk.emulate_media(media="print")

    assert desk.get_by_role("button", name="Print").is_hidden()
    assert desk.locator("header.bar").is_hidden()
    sheet = desk.locator(".paper").inner_text()
    assert "पड़ोसी रास्ता रोकता है।" in sheet and "Asha, Awadhi" in sheet
    assert "Signature of the citizen" in sheet
