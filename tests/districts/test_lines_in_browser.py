"""The pages of a line in a real browser: readable, accessible, and a change is put back."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from districts import blueprint
from districts.models import Line, Role
from tests.factories import make_officer, make_ticket
from tests.portal.browser import LOOKS, faults, open_page, visits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def line(transactional_db):
    blueprint.load("bareilly-pro", at=timezone.now())
    return Line.objects.get(code="bareilly-pro")


@pytest.mark.parametrize("look", LOOKS)
def test_pages_are_accessible_and_fit(chromium, live_server, line, look):
    chief = make_officer(Role.CHIEF, line.unit)
    make_ticket(line, at=timezone.now())
    code, category = line.code, line.categories.all()[0].code
    places = {
        "line": (chief, reverse("districts:line", args=[code])),
        "category": (chief, reverse("districts:line-category", args=[code, category])),
        "helplines": (chief, reverse("districts:line-helplines", args=[code])),
        "times": (chief, reverse("tickets:times", args=[code])),
    }
    found = {}
    for name, page in visits(chromium, live_server.url, places, **look):
        if name == "times":
            page.locator("[name=look]").click()
            expect(page.locator("[role=status]")).to_be_visible()
        found[name] = faults(page, f"line-{name}")

    assert found == dict.fromkeys(places, [])


def test_a_category_is_taken_from_the_list_and_put_back(chromium, live_server, line):
    desk = make_officer(Role.DESK, line.unit)
    first = line.categories.all()[0]
    address = live_server.url + reverse("districts:line-category", args=[line.code, first.code])
    with open_page(chromium, address, officer=desk, language="en", javascript=False) as page:
        page.get_by_label("Offered to citizens").uncheck()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("It holds from now on")).to_be_visible()
        first.refresh_from_db()
        assert not first.is_active

        page.get_by_role("button", name="Put back as it was").click()
        expect(page.get_by_text("It stands again as before")).to_be_visible()

    first.refresh_from_db()
    assert first.is_active
