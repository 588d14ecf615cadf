"""Each step of registering a telephone in a real Chromium; it moves on by itself."""

import pytest
from django.utils import timezone

from messaging.duty import registration
from messaging.duty.codes import code_of
from tests.messaging.on_duty import Handset
from tests.portal.browser import LOOKS, faults, open_page
from tests.portal.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def handset(transactional_db) -> Handset:
    world = make_world(timezone.now())
    world.line.display_number = "+915550000001"
    world.line.save()
    return Handset(world.line, world.head, now=timezone.now())


@pytest.mark.parametrize("look", LOOKS)
def test_every_step_is_accessible_and_fits(chromium, live_server, handset, look):
    found, url = [], f"{live_server.url}/me/whatsapp/"
    with open_page(chromium, url, officer=handset.officer, **look) as page:
        found += faults(page, "my-whatsapp-1-begin")
        page.locator("form.form button.btn-primary").click()
        page.locator(".code-to-send").wait_for()
        found += faults(page, "my-whatsapp-2-code")
        claim = registration.claim_of(handset.officer, timezone.now())
        handset.says(f"DUTY {code_of(claim)}", after=1)
        page.locator("button[value=confirm]").wait_for()  # without a reload
        found += faults(page, "my-whatsapp-3-confirm")
        page.locator("button[value=confirm]").click()
        page.locator("button[value=remove]").wait_for()
        found += faults(page, "my-whatsapp-4-registered")

    assert found == []
