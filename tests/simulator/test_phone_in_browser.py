"""The phone page in a real browser, against a stand-in with a scripted desk."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from messaging.simulator import samples
from messaging.simulator.testing import running_simulator
from tests.factories import make_line, make_unit
from tests.portal.browser import DESK, PHONE, open_page, violations
from tests.simulator.desk import Api, Desk
from tests.simulator.test_talk import BUTTONS, LIST, PLACE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SIMULATOR_SHOTS")  # a folder: keep pictures there for looking at
NUMBER, TO = "100000000000777", "+915550010001"


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def sim(desk, settings, live_server):
    line = make_line(make_unit(), phone_number_id=NUMBER, name_hi="बरेली पुलिस शिकायत सेवा")
    assert line.is_active
    with running_simulator(desk) as stage:
        settings.SATAARK_SIMULATOR = True
        settings.SATAARK_SIMULATOR_URL = stage.url
        yield stage


@pytest.fixture
def told(sim, desk):
    """What the desk has been told so far; the page shows a message before it arrives there."""

    def told() -> list[dict]:
        sim.settle()
        return desk.messages

    return told


@pytest.fixture
def api(sim):
    return Api(sim, NUMBER)


@pytest.fixture
def phone(chromium, live_server, sim):
    """The page as a telephone shows it, once it knows its number."""
    with open_page(chromium, f"{live_server.url}/simulator/", size=PHONE) as page:
        expect(page.locator("#line")).to_have_value(NUMBER)
        yield page


def shoot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def write(page, text):
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")


def test_a_word_is_written_and_its_ticks_turn_blue(phone, told, api):
    write(phone, "नमस्ते <b>जी</b>")
    bubble = phone.locator(".row.mine")
    expect(bubble).to_contain_text("नमस्ते <b>जी</b>")
    expect(bubble.locator(".ticks")).to_have_class("ticks delivered")

    read = {"messaging_product": "whatsapp", "status": "read", "message_id": told()[0]["id"]}
    api.call("POST", f"{NUMBER}/messages", json=read)
    expect(bubble.locator(".ticks")).to_have_class("ticks read")


def test_a_first_message_is_one_touch(phone, desk):
    phone.locator("#suggestions button").first.click()

    expect(phone.locator(".row.mine")).to_contain_text("नमस्ते")
    expect(phone.locator("#suggestions")).to_be_hidden()


def test_buttons_and_rows_are_tapped(phone, told, api):
    write(phone, "नमस्ते")
    expect(phone.locator(".row.mine")).to_have_count(1)
    api.send(TO, **BUTTONS)
    phone.get_by_role("button", name="नहीं").click()
    expect(phone.locator(".row.mine")).to_have_count(2)
    assert told()[1]["interactive"]["button_reply"]["id"] == "danger"

    api.send(TO, **LIST)
    phone.get_by_role("button", name="Choose").click()
    phone.get_by_role("button", name="Drugs").click()
    expect(phone.locator(".row.mine")).to_have_count(3)
    assert told()[2]["interactive"]["list_reply"]["id"] == "c:drugs"


def test_a_wished_for_place_is_shared(phone, told, api):
    write(phone, "नमस्ते")
    expect(phone.locator(".row.mine")).to_have_count(1)
    api.send(TO, **PLACE)
    phone.locator(".tap").click()
    phone.locator("#sample-places button").first.click()

    expect(phone.locator(".row.mine .place")).to_be_visible()
    assert told()[1]["location"]["name"] == "कोतवाली, बरेली"


def test_a_photo_of_ones_own_and_a_voice_note_are_sent(phone, told, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(samples.find("photo").data)
    phone.locator("#attach").click()
    phone.locator("#picker").set_input_files(photo)
    picture = phone.locator(".row.mine img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 960

    phone.locator("#record").click()  # this browser has no microphone: the sample goes
    expect(phone.locator(".row.mine audio")).to_be_visible()
    assert [one["type"] for one in told()] == ["image", "audio"]


def test_a_message_is_quoted(phone, told, api):
    write(phone, "एक")
    row = phone.locator(".row.mine").first
    row.hover()
    row.locator(".reply").click()
    write(phone, "दो")

    expect(phone.locator(".quote")).to_have_text("एक")
    assert told()[1]["context"]["id"] == told()[0]["id"]


def test_somebody_else_holds_the_phone(phone, told, api):
    of_asha, of_imran = (re.compile(rf"/phone\?citizen={key}") for key in ("asha", "imran"))
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    write(phone, "मैं आशा")
    expect(phone.locator(".row")).to_have_count(1)
    phone.route(of_asha, hold)
    with phone.expect_request(of_asha):
        pass  # it looks every second
    phone.get_by_role("tab", name="Imran").click()
    expect(phone.locator(".row")).to_have_count(0)
    api.send(TO, type="text", text={"body": "आशा के लिए"})
    with phone.expect_response(of_asha):
        late[0].continue_()
    with phone.expect_response(of_imran):
        pass  # so the late answer has been read
    expect(phone.locator(".row")).to_have_count(0)
    write(phone, "मैं इमरान")

    expect(phone.locator(".row")).to_contain_text("मैं इमरान")
    assert "from" not in told()[1]


def test_the_clock_and_the_faults_are_moved(phone, sim, desk):
    write(phone, "नमस्ते")
    expect(phone.locator("#window")).to_have_text("जवाब इस चैट में सीधे पहुँचते हैं")
    phone.locator("#world-open").click()
    phone.locator("[data-travel='25']").click()
    phone.locator("#faults summary").click()
    phone.locator("[data-fault='duplicate_post']").check()
    expect(phone.locator("#fault-count")).to_have_text("1")
    phone.locator("#world-close").click()

    expect(phone.locator("#window")).to_contain_text("24 घंटे")
    assert sim.world.clock.ahead == 25 * 3600
    assert "duplicate_post" in sim.faults.active()


def test_a_refusal_is_told(chromium, live_server, sim):
    page = chromium.new_page()
    page.goto(f"{live_server.url}/simulator/")
    expect(page.locator("#line")).to_have_value(NUMBER)
    sim.world.lines.clear()
    write(page, "नमस्ते")

    expect(page.locator("#toast")).to_contain_text("This phone number id does not exist.")
    page.close()


def story(page, api):
    """Play enough of a talk to see every kind of bubble."""
    page.locator("#suggestions button").nth(2).click()
    expect(page.locator(".row.mine")).to_have_count(1)
    text = {
        "body": "नमस्ते, यह *बरेली पुलिस* की शिकायत सेवा है। आपकी बात हम तक पहुँच गई है। "
        "अधिकारी नहीं देख सकते कि आप कौन हैं।"
    }
    api.send(TO, type="text", text=text)
    api.send(TO, **BUTTONS)
    expect(page.get_by_role("button", name="हाँ")).to_be_visible()
    page.get_by_role("button", name="हाँ").click()
    expect(page.locator(".row.mine")).to_have_count(2)
    for number, sample in enumerate(("photo", "voice", "file"), start=3):
        page.locator("#attach").click()
        page.locator(f"[data-sample='{sample}']").click()
        expect(page.locator(".row.mine")).to_have_count(number)
    api.send(TO, **PLACE)
    expect(page.locator(".row.theirs")).to_have_count(3)
    page.locator(".tap").last.click()
    shoot(page, "places")
    page.locator("#sample-places button").first.click()
    expect(page.locator(".place")).to_be_visible()
    receipt = {"body": "धन्यवाद। आपकी पर्ची का नंबर *BR-7K2M-Q4* है। जवाब इसी चैट में आएगा।"}
    api.send(TO, type="text", text=receipt)
    expect(page.locator(".row").last).to_contain_text("BR-7K2M-Q4")


@pytest.mark.parametrize(
    ("name", "size", "language"), [("phone", PHONE, "hi"), ("desk", DESK, "en")]
)
def test_it_looks_right_and_everyone_can_use_it(
    chromium, live_server, sim, api, name, size, language
):
    url = f"{live_server.url}/simulator/"
    with open_page(chromium, url, size=size, language=language) as page:
        expect(page.locator("#suggestions button").first).to_be_visible()
        shoot(page, f"{name}-{language}-empty")
        story(page, api)
        shoot(page, f"{name}-{language}-chat")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert violations(page) == []
        page.locator(".chat").evaluate("chat => chat.scrollTo(0, 0)")
        shoot(page, f"{name}-{language}-chat-top")
        page.locator("#attach").click()
        shoot(page, f"{name}-{language}-attach")
        assert violations(page) == []


def test_a_text_is_paused_from_the_page_and_approved_again(phone, sim, api, desk):
    words = {"type": "BODY", "text": "नया जवाब है।"}
    account = next(iter(sim.world.lines.values())).business_account_id
    about = {"name": "answer_waiting_v1", "language": "hi", "category": "UTILITY"}
    api.call("POST", f"{account}/message_templates", json={**about, "components": [words]})
    if phone.locator("#world-open").is_visible():
        phone.locator("#world-open").click()
    phone.locator("#templates-shown summary").click()
    shown = phone.locator("#templates li").first
    expect(shown).to_contain_text("मंज़ूर")

    shown.get_by_role("button", name="रोकें").click()
    expect(shown).to_contain_text("रुका हुआ")
    shoot(phone, "a-text-paused")
    sim.settle()
    assert desk.values[-1]["event"] == "PAUSED"

    shown.get_by_role("button", name="मंज़ूर करें").click()
    expect(shown.get_by_role("button", name="रोकें")).to_be_visible()
