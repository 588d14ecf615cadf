"""A passkey from being made to signing in with it, with Chromium's own virtual device."""

import pytest
from django.utils import timezone

from districts.models import Passkey
from tests.districts.authenticator import set_up
from tests.factories import PASSWORD, make_officer
from tests.portal.browser import PHONE, open_page
from tests.portal.test_account_pages_in_browser import look, sign_in

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


def test_a_passkey_is_made_and_opens_the_door(live_server, chromium, settings):
    settings.PUBLIC_URL = live_server.url
    officer = make_officer(password=PASSWORD, is_demo=False, name="रीना शर्मा")
    set_up(officer, now=timezone.now())
    url = f"{live_server.url}/me/passkeys/add/"
    with open_page(chromium, url, officer=officer, size=PHONE) as page:
        plug_in(page)
        found = look(page, "add-passkey")
        page.fill("[name=name]", "मेरा फ़ोन")
        page.click("form[data-passkey] button")
        page.wait_for_url("**/me/")
        found += look(page, "me-with-passkey")
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        page.goto(f"{live_server.url}/login/?next=/me/")
        sign_in(page, officer, PASSWORD)
        page.wait_for_selector("form[data-passkey]:not([hidden])")
        found += look(page, "code-or-passkey")
        page.click("form[data-passkey] button")
        page.wait_for_url("**/me/")

    assert found == []
    assert Passkey.objects.get(officer=officer).sign_count > 0
