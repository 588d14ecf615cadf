"""A desk clears its queue by keyboard in a real browser, and by thumb without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.portal.browser import DESK, PHONE, Page, open_page, violations
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.services import notes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Keyboard:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id")


COUNTING = """
window.presses = 0;
addEventListener("keydown", (event) => { if (event.isTrusted) window.presses += 1; }, true);
"""


def test_from_the_address_each_ordinary_tip_is_forwarded_in_three_presses(
    chromium, live_server, lived_in
):
    # a tip is ordinary when its place suggests a station; the emergency names none
    new = Ticket.objects.filter(status=Status.NEW, priority=0).order_by("arrived_at")
    ordinary = {tip.code: tip.suggested_unit for tip in new}
    Ticket.objects.filter(pk=lived_in.urgent.pk).update(
        shelved_until=timezone.now() + timedelta(hours=1)
    )
    assert len(ordinary) == 2 and None not in ordinary.values()
    counted = []
    with open_page(chromium, live_server.url + "/", officer=lived_in.desk) as page:
        page.evaluate(COUNTING)  # the page counts what it hears, whatever this test presses
        for code in ordinary:
            page.wait_for_selector(f"#t-{code}")
            before = page.evaluate("presses")
            page.keyboard.press("f")
            page.wait_for_selector("#triage-window[open] [data-confirm]:focus")
            page.keyboard.press("Enter")
            page.wait_for_selector(f"#t-{code}", state="detached")
            page.wait_for_selector("body > p[role=status]:not(:empty)", state="attached")
            counted.append(page.evaluate("presses") - before)

    sent = Ticket.objects.filter(code__in=ordinary, status=Status.WITH_STATION)
    assert {tip.code: tip.unit for tip in sent} == ordinary
    assert counted == [2, 2]  # two of the three that are allowed


def test_ticked_rows_are_forwarded_and_taken_back_by_keyboard(chromium, live_server, lived_in):
    with open_page(chromium, live_server.url + "/queue/", officer=lived_in.desk) as page:
        keys = Keyboard(page)
        page.click("[data-tick-all]")
        assert page.inner_text("[data-ticked]") == "3"
        page.click("[data-tick-all]")  # where keys go on working
        keys.press("j", "j", "x", "j", "x")
        assert page.inner_text("[data-ticked]") == "2"
        page.evaluate("document.getElementById('live').dataset.old = 1")
        about = {"ticket_id": lived_in.waiting.pk, "by": lived_in.desk, "at": timezone.now()}
        notes.note(**about, text="देखें")  # so that the list draws itself anew
        page.wait_for_selector("#live:not([data-old])")
        assert page.locator("[data-tick]:checked").count() == 2
        assert violations(page) == []
        keys.press("f")
        page.wait_for_selector("#id_ticked_station")
        assert violations(page) == []
        page.select_option("#id_ticked_station", str(lived_in.kotwali.pk))
        page.locator("main .btn-primary").press("Enter")
        page.wait_for_selector(".notice-success")
        assert Ticket.objects.filter(status=Status.NEW).count() == 1
        page.wait_for_load_state()  # before that the page hears no key
        keys.press("u")
        page.wait_for_selector(f"#t-{lived_in.new.code}")

    assert Ticket.objects.filter(status=Status.NEW).count() == 3


def test_keys_move_open_and_take_back(chromium, live_server, lived_in):
    with open_page(chromium, live_server.url + "/queue/", officer=lived_in.desk) as page:
        keys = Keyboard(page)
        ids = page.evaluate("[...document.querySelectorAll('#live .row-words')].map(a => a.id)")
        keys.press("j")
        assert focused(page) == ids[0]
        keys.press("j", "j", "j", "j")
        assert focused(page) == ids[-1]
        keys.press("k")
        assert focused(page) == ids[-2]
        keys.press("j", "f")
        page.wait_for_selector("#triage-window[open] [data-confirm]:focus")
        keys.press("Enter")
        page.wait_for_selector("[data-undo]")
        page.wait_for_selector(f"#{ids[-2]}:focus")  # the one that came nearest stands ready
        assert page.inner_text("body > p[role=status]") != ""
        keys.press("u")
        page.wait_for_selector(f"#{ids[-1]}")
        page.wait_for_load_state()  # before that the page hears no key
        keys.press("/")
        assert focused(page) == "q"


def test_keys_are_typed_where_one_types_and_can_be_turned_off(chromium, live_server, lived_in):
    with open_page(chromium, live_server.url + "/queue/", officer=lived_in.desk) as page:
        page.fill("#q", "")
        page.keyboard.type("jfs?")
        assert page.input_value("#q") == "jfs?"
        page.locator("h1").click()
        page.keyboard.press("?")
        page.wait_for_selector("#keys:popover-open")
        page.uncheck("[data-keys]")
        page.keyboard.press("Escape")
        page.reload()
        page.keyboard.press("j")
        assert focused(page) in {"", "main"}
        assert not page.is_checked("[data-keys]")


def test_each_window_is_accessible_and_closes(chromium, live_server, lived_in):
    url, titles = live_server.url + "/queue/", set()
    with open_page(chromium, url, officer=lived_in.desk, size=DESK) as page:
        page.keyboard.press("j")
        for key in "fcdsp":
            page.keyboard.press(key)
            page.wait_for_selector("#triage-window[open] #h-triage")
            titles.add(page.inner_text("#h-triage"))
            assert violations(page) == []
            page.keyboard.press("Escape")
            page.wait_for_selector("#triage-window:not([open])", state="attached")

    assert len(titles) == 5


def test_a_thumb_forwards_on_a_phone_without_javascript(chromium, live_server, lived_in):
    url = live_server.url + "/queue/"
    with open_page(chromium, url, officer=lived_in.desk, size=PHONE, javascript=False) as page:
        button = page.locator(f"#g-{lived_in.new.code}")
        assert button.bounding_box()["height"] >= 44
        button.click()
        page.wait_for_selector(".notice-success")
        page.locator("[data-undo]").click()
        page.wait_for_selector(f"#t-{lived_in.new.code}")
        page.locator(f"li:has(#t-{lived_in.new.code}) [data-key=s]").click()
        page.click("[data-confirm]")
        page.wait_for_selector(".notice-success")
        page.locator("[data-undo]").first.click()
        box = page.locator(f"#x-{lived_in.new.code}")
        assert box.locator("..").bounding_box()["height"] >= 44
        box.check()
        page.locator("#ticked [data-key=s]").click()
        page.locator("main .btn-primary").click()
        page.wait_for_selector(".notice-success")

    lived_in.new.refresh_from_db()
    assert lived_in.new.shelved_until is not None
