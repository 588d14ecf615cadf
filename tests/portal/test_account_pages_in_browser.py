"""The pages of signing in, of the own account and of the officers, as a real browser shows them."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from districts import accounts
from tests.districts.authenticator import Authenticator, set_up
from tests.factories import PASSWORD, make_officer
from tests.portal.browser import DESK, PHONE, open_page, violations
from tests.portal.test_muster import NEW, xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("ACCOUNT_SHOTS")  # a folder: keep pictures there for looking at
LOOKS = [("hi", PHONE, False), ("en", DESK, True)]


def look(page, name: str) -> list[str]:
    """Return what axe finds, and whether the page is wider than its window."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return violations(page) + ([f"{name} is {width} px too wide"] if width > 0 else [])


def press(page, button="main button.btn-primary"):
    """Press what leads to another page, and be there."""
    with page.expect_navigation():
        page.click(button)


def sign_in(page, officer, password):
    page.fill("[name=username]", officer.service_number)
    page.fill("[name=password]", password)
    press(page)


@pytest.mark.parametrize(("language", "size", "dark"), LOOKS)
def test_the_first_sign_in_from_the_slip_to_the_codes(live_server, chromium, language, size, dark):
    officer = make_officer(is_demo=False, name="रीना शर्मा")
    slip = accounts.reset(officer=officer, by=None, at=timezone.now())
    chosen, found = "चार नीले घोड़े नदी", []
    options = {"language": language, "size": size, "dark": dark}
    with open_page(chromium, f"{live_server.url}/queue/", **options) as page:
        sign_in(page, officer, slip)
        found += look(page, f"password-{language}")
        page.fill("[name=new_password1]", chosen)
        page.fill("[name=new_password2]", chosen)
        press(page)
        found += look(page, f"app-{language}")
        page.click("summary")
        telephone = Authenticator.typed(page.inner_text(".code-to-send"))
        page.fill("[name=code]", telephone.code(timezone.now()))
        press(page)
        assert page.locator(".recovery-codes li").count() == 10
        found += look(page, f"codes-{language}")
        press(page, "main a.btn-primary")
        assert page.url.endswith("/queue/")

    assert found == []


@pytest.mark.parametrize(("language", "size", "dark"), LOOKS)
def test_signing_in_with_the_code(live_server, chromium, language, size, dark):
    officer = make_officer(is_demo=False, password=PASSWORD)
    telephone, _codes = set_up(officer, now=timezone.now())
    options = {"language": language, "size": size, "dark": dark, "forgives": ("422",)}
    with open_page(chromium, f"{live_server.url}/login/", **options) as page:
        sign_in(page, officer, PASSWORD)
        page.fill("[name=code]", "000000")
        press(page)
        found = look(page, f"code-{language}")
        asked = page.url
        page.click("main .form-text a")
        found += look(page, f"recovery-{language}")
        page.goto(asked)
        page.fill("[name=code]", telephone.code(timezone.now()))
        press(page)
        page.wait_for_url("**/")

    assert found == []


@pytest.mark.parametrize(("language", "size", "dark"), LOOKS)
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("me", "/me/"),
        ("my-password", "/me/password/"),
        ("my-app", "/me/app/"),
        ("officers", "/officers/"),
        ("add", "/officers/add/"),
        ("officer", "/officers/{head}/"),
        ("import", "/officers/import/"),
    ],
)
def test_each_page_looks_well(live_server, chromium, world, name, path, language, size, dark):
    set_up(world.desk, now=timezone.now())
    url = live_server.url + path.format(head=world.head.pk)
    with open_page(
        chromium, url, officer=world.desk, language=language, size=size, dark=dark
    ) as page:
        if page.locator("details.keep-apart").count():
            page.click("details.keep-apart summary")

        assert look(page, f"{name}-{language}") == []


@pytest.mark.parametrize(("language", "size", "dark"), LOOKS)
def test_a_sheet_is_checked_and_saved(live_server, chromium, world, tmp_path, language, size, dark):
    bad, good = tmp_path / "bad.xlsx", tmp_path / "good.xlsx"
    bad.write_bytes(xlsx(NEW, ["up 2", "", "nowhere", "captain"]))
    good.write_bytes(xlsx(NEW))
    url, officer = f"{live_server.url}/officers/import/", world.desk
    options = {"language": language, "size": size, "dark": dark, "forgives": ("422",)}
    with open_page(chromium, url, officer=officer, **options) as page:
        page.set_input_files("#sheet", bad)
        press(page)
        found = look(page, f"sheet-bad-{language}")
        page.set_input_files("#sheet", good)
        press(page)
        found += look(page, f"sheet-good-{language}")
        press(page)
        page.wait_for_url("**/officers/")
        found += look(page, f"saved-{language}")

    assert found == []
