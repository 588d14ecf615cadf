"""What each rank looks at, on a phone and on a screen: no violation, and nothing runs sideways."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from tests.factories import make_officer
from tests.portal.browser import LOOKS, SHOTS, faults, open_page, visits
from tickets import counting
from tickets.services import restriction

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# pages that no other file looks at, and those that differ by rank
PLACES = {
    "chief": [
        "/queue/?show=all",
        "/closed/",
        "/explanations/",
        "/away/",
        "/roster/",
        "/closed/today/",
        "/away/unread/",
    ],
    "zone": ["/morning/police/"],
    "range": ["/morning/", "/figures/"],
    "deputy": ["/morning/"],
    "circle": ["/morning/", "/late/", "/closed/"],
    "head": ["/station/", "/late/", "/explanations/"],
    "auditor": ["/"],
}


def ranks(world) -> dict:
    about = {"by": world.chief, "at": timezone.now(), "reason": "थाने के विरुद्ध"}
    restriction.restrict(ticket_id=world.new.pk, unit=world.baradari, **about)
    counting.sweep(now=timezone.now())
    return {
        "chief": world.chief,
        "zone": make_officer(Role.ZONE, world.line.unit, name="एस. के. मिश्रा"),
        "deputy": make_officer(Role.DEPUTY, world.line.unit, name="कविता सिंह"),
        "range": make_officer(Role.RANGE, world.line.unit, name="राजेश वर्मा"),
        "circle": make_officer(Role.CIRCLE, world.kotwali.parent, name="फ़रहा नाज़"),
        "head": world.head,
        "auditor": make_officer(Role.AUDITOR, world.line.unit, name="मोहन लाल"),
    }


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_each_rank(chromium, live_server, world, look):
    officers = ranks(world)
    places = {
        f"{rank} {address}".replace("/", "-").replace("?", ""): (officers[rank], address)
        for rank, addresses in PLACES.items()
        for address in addresses
    }
    seen = visits(chromium, live_server.url, places, **look)

    assert {name: faults(page, name) for name, page in seen} == dict.fromkeys(places, [])


@pytest.mark.parametrize("page_of", ["ticket", "figures"])
def test_paper_has_no_buttons(chromium, live_server, world, page_of):
    address = (
        reverse("tickets:detail", args=[world.told.code]) if page_of == "ticket" else "/figures/"
    )
    with open_page(chromium, live_server.url + address, officer=world.chief) as page:
        assert page.locator("main .only-print:visible").count() == 0
        page.emulate_media(media="print")
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"print-{page_of}.png", full_page=True)
        said = page.locator("main .only-print:visible").inner_text()  # what "today" means on it
        assert re.search(r"\d\d\.\d\d\.\d{4}", said)
        seen = page.locator("main button:visible, header.bar:visible, main form:visible").count()

    assert seen == 0
