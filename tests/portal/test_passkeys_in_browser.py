"""A passkey from being made to what it opens, with Chromium's own virtual device."""

from datetime import timedelta

import pytest
from django.utils import timezone

from districts import confirmation
from districts.models import Passkey, Role
from tests.districts.authenticator import set_up
from tests.factories import PASSWORD, make_line, make_officer, make_ticket, make_tree
from tests.portal.browser import PHONE, faults, open_page
from tests.portal.test_account_pages_in_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in(page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def test_a_passkey_is_made_opens_the_door_and_confirms(
    live_server, chromium, settings, monkeypatch
):
    settings.PUBLIC_URL, tree = live_server.url, make_tree()
    officer = make_officer(
        Role.CHIEF, tree.district, password=PASSWORD, is_demo=False, name="रीना शर्मा"
    )
    ticket = make_ticket(make_line(tree.district), tree.station, status="with_station")
    set_up(officer, now=timezone.now())
    url = f"{live_server.url}/me/passkeys/add/"
    with open_page(chromium, url, officer=officer, size=PHONE, forgives=["403"]) as page:
        plug_in(page)
        found = faults(page, "add-passkey")
        page.fill("[name=name]", "मेरा फ़ोन")
        page.click("form[data-passkey] button")
        page.wait_for_url("**/me/")
        found += faults(page, "me-with-passkey")
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        page.goto(f"{live_server.url}/login/?next=/tickets/{ticket.code}/")
        sign_in(page, officer, PASSWORD)
        page.wait_for_selector("form[data-passkey]:not([hidden])")
        found += faults(page, "code-or-passkey")
        page.click("form[data-passkey] button")
        page.wait_for_url(f"**/tickets/{ticket.code}/")
        monkeypatch.setattr(confirmation, "FRESH", timedelta(0))  # signed in long ago
        page.click("#do-restrict summary")
        page.select_option("#f-restrict select", str(tree.station.pk))
        page.fill("#f-restrict textarea", "थाने के विरुद्ध")
        page.click("#f-restrict button")  # answered in place, by the question who is there
        page.wait_for_selector("form[data-passkey]:not([hidden])")
        found += faults(page, "confirm-by-passkey")
        with page.expect_navigation():
            page.click("form[data-passkey] button")

    assert found == []
    assert Passkey.objects.get(officer=officer).sign_count > 0
    ticket.refresh_from_db()
    assert ticket.is_restricted
