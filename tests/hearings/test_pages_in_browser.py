"""Every page of a hearing, as the citizen and the officer meet it, in both languages."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from districts.models import Role
from hearings import booking
from tests.factories import make_officer, make_ticket
from tests.hearings.browsers import page_of
from tests.hearings.scene import Scene
from tests.portal.browser import DESK, PHONE, violations
from tickets.models import Ticket
from tickets.wishes import Wish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]

OPEN_ALL = "for (const one of document.querySelectorAll('main details')) one.open = true"


def pages(browser, scene: Scene, language: str, size) -> Iterator[tuple[str, Page]]:
    """Walk from the booking to the figures."""
    chief, other = (make_officer(role, scene.tree.district) for role in (Role.CHIEF, Role.HEARING))
    how = {"language": language, "size": size}
    yield "book", page_of(browser, scene.at("book", scene.window.line.code), **how)
    yield "shut", page_of(browser, scene.at("room", "A" * 27), **how)
    citizen = page_of(browser, scene.link, **how)
    yield "door", citizen
    citizen.locator("main form button").click()
    citizen.wait_for_selector("[data-ready=video]:enabled")
    yield "room", citizen

    yield "closed desk", page_of(browser, scene.at("desk"), officer=other, **how)
    desk = page_of(browser, scene.at("desk"), officer=scene.officer, **how)
    yield "desk", desk
    citizen.locator("[data-ready=video]").click()
    desk.locator(".desk-next .btn-primary").click()
    for page in (desk, citizen):
        page.wait_for_selector("[data-seat]", timeout=60_000)
    yield "call of the officer", desk
    yield "call of the citizen", citizen

    desk.locator("[name=words]").fill("पड़ोसी रास्ता रोकता है।")
    desk.locator("form[action$='/finish/'] button").click()
    desk.wait_for_selector(".notice-success")
    citizen.wait_for_selector("[data-when=over]:visible")
    yield "over", citizen
    yield "figures", page_of(browser, scene.at("figures"), officer=chief, **how)


@pytest.fixture
def scene(live_server):
    scene = Scene(live_server.url, need=Wish.SENIOR)
    for _other in range(3):
        ticket = make_ticket(scene.window.line, kind=Ticket.Kind.HEARING, at=timezone.now())
        booking.book(ticket_id=ticket.pk, at=timezone.now())
    return scene


@pytest.mark.parametrize(("language", "size"), [("hi", PHONE), ("en", DESK)], ids=["hi", "en"])
def test_pages_are_accessible_and_fit(cameras, scene, language, size):
    found = {}
    for name, page in pages(cameras, scene, language, size):
        page.evaluate(
            "for (const one of document.querySelectorAll('main details')) one.open = true"
        )
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[name] = (violations(page), max(wider, 0))

    assert len(found) == 10
    assert {name: answer for name, answer in found.items() if answer != ([], 0)} == {}
