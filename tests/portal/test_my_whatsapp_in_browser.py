"""Each step of registering a telephone in a real Chromium; it moves on by itself."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from messaging.duty import registration
from messaging.duty.codes import code_of
from tests.messaging.on_duty import Handset
from tests.portal.browser import DESK, PHONE, open_page, violations
from tests.portal.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("PORTAL_SHOTS")  # a folder: keep pictures there for looking at


@pytest.fixture
def handset(transactional_db) -> Handset:
    world = make_world(timezone.now())
    world.line.display_number = "+915550000001"
    world.line.save()
    return Handset(world.line, world.head, now=timezone.now())


@pytest.mark.parametrize(
    ("size", "language", "dark"),
    [(PHONE, "hi", False), (DESK, "en", True)],
    ids=["phone-hi-light", "desk-en-dark"],
)
def test_every_step_is_accessible_and_fits(chromium, live_server, handset, size, language, dark):
    look = {"officer": handset.officer, "language": language, "size": size, "dark": dark}
    found = {}

    def look_at(page, step: str) -> None:
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[step] = (violations(page), max(wider, 0))
        if SHOTS:
            shot = Path(SHOTS) / f"my-whatsapp-{step}-{language}.png"
            page.screenshot(path=shot, full_page=True)

    with open_page(chromium, f"{live_server.url}/me/whatsapp/", **look) as page:
        look_at(page, "1-begin")
        page.locator("form.form button.btn-primary").click()
        page.locator(".code-to-send").wait_for()
        look_at(page, "2-code")
        claim = registration.claim_of(handset.officer, timezone.now())
        handset.says(f"DUTY {code_of(claim)}", after=1)
        page.locator("button[value=confirm]").wait_for(timeout=15_000)  # without a reload
        look_at(page, "3-confirm")
        page.locator("button[value=confirm]").click()
        page.locator("button[value=remove]").wait_for()
        look_at(page, "4-registered")

    assert {step: answer for step, answer in found.items() if answer != ([], 0)} == {}
