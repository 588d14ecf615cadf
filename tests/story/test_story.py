"""The whole story in two windows of a real browser, over every process of the system."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.portal.browser import PHONE
from tests.story.people import PATIENCE, Portal, Telephone, window

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

DESK, HEAD, CIRCLE, CHIEF = (
    f"demo-bareilly-{post}" for post in ("desk", "sho-izzatnagar", "co-city-3", "chief")
)
TIP = "इज्जतनगर में रेलवे फाटक के पास रात को अवैध शराब बिक रही है"


@pytest.fixture(scope="module", autouse=True)
def untouched(system, chromium) -> str:
    """Forward a ticket before all else: it becomes late while the other stories are told."""
    with window(chromium) as phone, window(chromium) as desk:
        ramesh, officer = Telephone(phone, system), Portal(desk, system, DESK)
        ramesh.belongs_to("Ramesh")
        ramesh.writes("बारादरी में चोरी की मोटरसाइकिल बिकती है")
        code = _tell_the_rest(ramesh)
        officer.opens(code)
        officer.does("forward", station="बारादरी")
    return code


def test_a_tip_reaches_the_right_station_and_its_outcome_returns(system, chromium):
    with window(chromium) as phone, window(chromium) as desk, window(chromium, size=PHONE) as head:
        asha, desk_officer = Telephone(phone, system), Portal(desk, system, DESK)

        began = time.monotonic()
        asha.writes(TIP)
        asha.hears("112")
        answered_after = time.monotonic() - began
        asha.sends_sample("photo")
        asha.sends_sample("voice")
        code = _tell_the_rest(asha)
        system.shoot(phone, "1-phone-receipt")

        desk_officer.sees_by_itself("अवैध शराब")
        system.shoot(desk, "2-desk-queue")
        desk_officer.opens(code)
        desk.locator("[data-uncover]").first.click(timeout=PATIENCE)
        expect(desk.locator("img[src*='/evidence/']").first).to_be_visible(timeout=PATIENCE)
        system.shoot(desk, "3-desk-ticket")
        desk_officer.does("forward", station="इज़्ज़तनगर", note="तुरंत देखें")
        desk_officer.reads("इज़्ज़तनगर")

        station = Portal(head, system, HEAD)
        station.reads("अवैध शराब")
        system.shoot(head, "4-station-phone")
        head.locator(f"#a-{code.replace('-', '')}").click()
        station.opens(code)
        station.does("act", kind="spot_visit", note="दो पेटी शराब मिली")
        station.does("outcome", outcome="done", text="आपकी सूचना पर कार्रवाई हुई। धन्यवाद।")
        system.shoot(head, "5-station-ticket-phone")

        asha.hears("आपकी सूचना पर कार्रवाई हुई")
        system.shoot(phone, "6-phone-outcome")
        for page in (desk, head):
            assert not re.search(r"9155500\d{5}|IN\.SYNTH|आशा", page.content())
        assert answered_after < PATIENCE / 1000


def test_after_a_day_only_a_neutral_notice_goes_and_the_tap_brings_the_answer(system, chromium):
    with window(chromium) as phone, window(chromium) as desk:
        asha, officer = Telephone(phone, system), Portal(desk, system, DESK)
        asha.belongs_to("सुनीता")
        asha.writes("सुभाषनगर में रोज़ जुआ होता है")
        code = _tell_the_rest(asha)
        asha.travels("+25 घंटे", 25)

        officer.opens(code)
        officer.does("outcome", outcome="nothing_found", text="हम गए थे, वहाँ कुछ नहीं मिला।")

        # half a minute later, because WhatsApp's first refusal is not believed at once
        notice = asha.hears(code, "ख़बर", patience=3 * PATIENCE)
        assert "कुछ नहीं मिला" not in notice
        asha.taps("पढ़ें")
        asha.hears("हम गए थे, वहाँ कुछ नहीं मिला।")
        asha.travels("अभी पर लौटें", 0)


def test_a_station_head_acknowledges_on_whatsapp(system, chromium):
    with (
        window(chromium) as phone,
        window(chromium) as desk,
        window(chromium, size=PHONE) as head,
        window(chromium) as handset,
    ):
        station, sho = Portal(head, system, HEAD), Telephone(handset, system)
        sho.belongs_to("थाना प्रभारी")
        head.goto(f"{system.url}/me/whatsapp/")
        head.get_by_role("button", name="कोड लें").click()
        system.shoot(head, "10-my-whatsapp-code")
        sho.writes(head.locator(".code-to-send").inner_text())
        sho.hears("पोर्टल पर लौटकर")
        head.get_by_role("button", name="हाँ, दर्ज करें").click(timeout=PATIENCE)
        station.reads("आपका फ़ोन दर्ज है")
        system.shoot(head, "11-my-whatsapp-registered")
        sho.hears("यह फ़ोन अब ड्यूटी के लिए दर्ज है")

        kavita, officer = Telephone(phone, system), Portal(desk, system, DESK)
        kavita.belongs_to("Kavita")
        kavita.writes("इज्जतनगर में स्कूल के पास गांजा बिकता है")
        code = _tell_the_rest(kavita, "इज्जतनगर")
        officer.opens(code)
        officer.does("forward", station="इज़्ज़तनगर", note="")

        notice = sho.hears(code, "आपके थाने को भेजा गया")
        assert "गांजा" not in notice and "स्कूल" not in notice
        system.shoot(handset, "12-duty-notice")
        sho.taps("देख लिया")
        sho.hears(code, "स्वीकार हो गया")
        station.opens(code)
        station.reads("स्वीकार किया")

        sho.taps("देख लिया")
        sho.hears("इसे आप पहले ही स्वीकार कर चुके हैं")
        sho.taps("खोलें")
        sho.hears(code, "पढ़ने के लिए पोर्टल में साइन इन करें")
        expect(handset.get_by_role("link", name="पोर्टल में खोलें")).to_be_visible()
        system.shoot(handset, "13-duty-stale-tap")


def test_a_ticket_nobody_touched_climbs_to_circle_and_chief_by_itself(system, chromium, untouched):
    with window(chromium) as desk, window(chromium, size=PHONE) as late:
        chief = Portal(late, system, CHIEF)
        chief.opens(untouched)
        _reload_until(late, "नगर तृतीय")  # the circle, a minute later
        _reload_until(late, "ज़िला प्रमुख")  # and the chief, another minute later
        system.shoot(late, "7-climbed-phone")
        late.goto(f"{system.url}/late/")
        chief.reads("चोरी की मोटरसाइकिल")
        system.shoot(late, "8-late-phone")
        circle = Portal(desk, system, CIRCLE)
        desk.goto(f"{system.url}/late/")
        circle.reads("चोरी की मोटरसाइकिल")
        system.shoot(desk, "9-circle-late")


def _tell_the_rest(citizen: Telephone, place: str = "") -> str:
    """Say in which language and where, that this is all, and return the receipt code.

    The place that the tip names is asked back; without another one, that is where it is.
    """
    citizen.taps("हिंदी")
    citizen.hears("क्या यह", "की बात है")
    if place:
        citizen.taps("कहीं और")
        citizen.hears("कहाँ की बात है")
        citizen.writes(place)
    else:
        citizen.taps("हाँ, वहीं")
    citizen.taps("भेज दें")
    return citizen.receives_a_code()


def _reload_until(page, words: str) -> None:
    deadline = time.monotonic() + 150
    while words not in page.inner_text("main"):
        assert time.monotonic() < deadline, f"“{words}” did not appear"
        page.wait_for_timeout(3000)
        page.reload()
