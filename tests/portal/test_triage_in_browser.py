"""A desk clears its queue by keyboard in a real browser, and by thumb without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.portal.browser import DESK, PHONE, Page, open_page, violations
from tickets.lifecycle import Status
from tickets.models import Ticket

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


def test_from_the_address_to_a_finished_forward_in_three_presses(chromium, live_server, lived_in):
    # an ordinary tip: the only one, with the station its place suggests
    others = Ticket.objects.filter(status=Status.NEW).exclude(pk=lived_in.new.pk)
    others.update(shelved_until=timezone.now() + timedelta(hours=1))
    with open_page(chromium, live_server.url + "/", officer=lived_in.desk) as page:
        keys = Keyboard(page)
        keys.press("f")
        page.wait_for_selector("#triage-window[open] [data-confirm]:focus")
        keys.press("Enter")
        page.wait_for_selector(".notice-success")
        assert page.locator("#triage-window[open]").count() == 0

    lived_in.new.refresh_from_db()
    assert (lived_in.new.status, lived_in.new.unit) == (Status.WITH_STATION, lived_in.kotwali)
    assert keys.presses <= 3


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


@pytest.mark.parametrize("key", "fcds")
def test_the_window_is_accessible_and_closes(chromium, live_server, lived_in, key):
    url = live_server.url + "/queue/"
    with open_page(chromium, url, officer=lived_in.desk, size=DESK) as page:
        page.keyboard.press("j")
        page.keyboard.press(key)
        page.wait_for_selector("#triage-window[open] #h-triage")
        assert violations(page) == []
        page.keyboard.press("Escape")
        assert page.locator("#triage-window[open]").count() == 0


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

    lived_in.new.refresh_from_db()
    assert lived_in.new.shelved_until is not None
