"""The pages of signing in, of the own account and of the officers, as a real browser shows them."""

import pytest
from django.utils import timezone

from districts import accounts
from tests.districts.authenticator import Authenticator, set_up
from tests.factories import PASSWORD, make_officer
from tests.portal.browser import LOOKS, faults, open_page, visits
from tests.portal.test_muster import NEW, xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page, button="main button.btn-primary"):
    """Press what leads to another page, and be there."""
    with page.expect_navigation():
        page.click(button)


def sign_in(page, officer, password):
    page.fill("[name=username]", officer.service_number)
    page.fill("[name=password]", password)
    press(page)


@pytest.mark.parametrize("look", LOOKS)
def test_the_first_sign_in_from_the_slip_to_the_codes(live_server, chromium, look):
    officer = make_officer(is_demo=False, name="रीना शर्मा")
    slip = accounts.reset(officer=officer, by=None, at=timezone.now())
    chosen, found = "चार नीले घोड़े नदी", []
    with open_page(chromium, f"{live_server.url}/queue/", **look) as page:
        sign_in(page, officer, slip)
        found += faults(page, "password")
        page.fill("[name=new_password1]", chosen)
        page.fill("[name=new_password2]", chosen)
        press(page)
        found += faults(page, "app")
        page.click("summary")
        telephone = Authenticator.typed(page.inner_text(".code-to-send"))
        page.fill("[name=code]", telephone.code(timezone.now()))
        press(page)
        assert page.locator(".recovery-codes li").count() == 10
        found += faults(page, "codes")
        press(page, "main a.btn-primary")
        assert page.url.endswith("/queue/")

    assert found == []


@pytest.mark.parametrize("look", LOOKS)
def test_signing_in_with_the_code(live_server, chromium, look):
    officer = make_officer(is_demo=False, password=PASSWORD)
    telephone, _codes = set_up(officer, now=timezone.now())
    with open_page(chromium, f"{live_server.url}/login/", forgives=["422"], **look) as page:
        sign_in(page, officer, PASSWORD)
        page.fill("[name=code]", "000000")
        press(page)
        found = faults(page, "code")
        asked = page.url
        press(page, "main .form-text a")
        found += faults(page, "recovery")
        page.goto(asked)
        page.fill("[name=code]", telephone.code(timezone.now()))
        press(page)
        page.wait_for_url("**/")

    assert found == []


@pytest.mark.parametrize("look", LOOKS)
def test_each_page_looks_well(live_server, chromium, world, look):
    set_up(world.desk, now=timezone.now())
    found, places = (
        {},
        {
            "me": (world.desk, "/me/"),
            "my-password": (world.desk, "/me/password/"),
            "my-app": (world.desk, "/me/app/"),
            "officers": (world.desk, "/officers/"),
            "add": (world.desk, "/officers/add/"),
            "officer": (world.desk, f"/officers/{world.head.pk}/"),
            "import": (world.desk, "/officers/import/"),
        },
    )
    for name, page in visits(chromium, live_server.url, places, **look):
        if page.locator("details.keep-apart").count():
            page.click("details.keep-apart summary")
        found[name] = faults(page, name)

    assert found == dict.fromkeys(places, [])


@pytest.mark.parametrize("look", LOOKS)
def test_a_sheet_is_checked_and_saved(live_server, chromium, world, tmp_path, look):
    bad, good = tmp_path / "bad.xlsx", tmp_path / "good.xlsx"
    bad.write_bytes(xlsx(NEW, ["up 2", "", "nowhere", "captain"]))
    good.write_bytes(xlsx(NEW))
    url, officer = f"{live_server.url}/officers/import/", world.desk
    with open_page(chromium, url, officer=officer, forgives=["422"], **look) as page:
        page.set_input_files("#sheet", bad)
        press(page)
        found = faults(page, "sheet-bad")
        page.set_input_files("#sheet", good)
        press(page)
        found += faults(page, "sheet-good")
        press(page)
        page.wait_for_url("**/officers/")
        found += faults(page, "saved")

    assert found == []
