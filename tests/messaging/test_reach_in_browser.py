"""The pages by which citizens come, and the desk's form, in a real Chromium."""

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from tests.factories import make_line, make_officer, make_ticket, make_tree
from tests.portal.browser import LOOKS, PHONE, faults, open_page, visits
from tickets.models import DeskEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db):
    tree = make_tree()
    helpline = {"number": "1930", "name_hi": "साइबर ठगी", "name_en": "Cyber fraud", "for": "cyber"}
    line = make_line(tree.district, display_number="+917839860411", helplines=[helpline])
    line.posters.create(unit=tree.station, place="बस अड्डा", made_at=timezone.now(), chats=40)
    make_ticket(line, at=timezone.now())
    return make_officer(Role.DESK, tree.district)


@pytest.mark.parametrize("look", LOOKS)
def test_pages_are_accessible_and_fit(chromium, live_server, desk, look):
    code = desk.postings.get().unit.code
    english = "en/" if look["language"] == "en" else ""
    places = {
        "district": (None, f"/d/{code}/{english}"),
        "districts": (None, f"/d/{english}"),
        "posters": (desk, reverse("messaging:posters")),
        "call": (desk, reverse("tickets:call")),
        "warnings": (desk, reverse("messaging:warnings")),
    }
    seen = visits(chromium, live_server.url, places, **look)

    assert {name: faults(page, name) for name, page in seen} == dict.fromkeys(places, [])


def test_a_call_is_written_down_on_a_phone_without_javascript(chromium, live_server, desk):
    look = {"officer": desk, "size": PHONE, "javascript": False}
    with open_page(chromium, live_server.url + "/calls/", **look) as page:
        page.fill("#id_call_text", "नदी के किनारे शराब बन रही है")
        page.fill("#id_call_caller", "91555 00012")
        page.click(".call button.btn-primary")
        shown = page.inner_text(".receipt-code")

    entry = DeskEntry.objects.get()
    assert entry.ticket and entry.caller
    assert shown.replace("-", "") == entry.ticket.code


def test_the_public_page_lives_without_javascript_and_cookies(chromium, live_server, desk):
    url = f"{live_server.url}/d/{desk.postings.get().unit.code}/"
    with open_page(chromium, url, javascript=False, size=PHONE) as page:
        before = {cookie["name"] for cookie in page.context.cookies()}
        page.click("a.other")
        assert page.get_attribute("html", "lang") == "en"
        assert {cookie["name"] for cookie in page.context.cookies()} == before == {"language"}
        assert page.locator("svg.qr").bounding_box()["width"] > 150
