"""The page that shows the telephone, and the way from it to the stand-in."""

import json

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from messaging.simulator import checks
from messaging.simulator.faults import SWITCHES
from messaging.simulator.words import FAULTS
from tests.factories import make_line, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(settings, sim):
    settings.SATAARK_SIMULATOR = True
    settings.SATAARK_SIMULATOR_URL = sim.url


def post_json(client, place, value):
    return client.post(f"/simulator/api/{place}", json.dumps(value), "application/json")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("place", ["", "lines/", "api/phone", "api/faults"])
def test_nothing_is_there_when_it_is_off(client, settings, sim, method, place):
    settings.SATAARK_SIMULATOR = False
    settings.SATAARK_SIMULATOR_URL = sim.url

    answer = getattr(client, method)(f"/simulator/{place}")
    assert answer.status_code in {404, 405}
    sure = {"": "get", "lines/": "post"}.get(place, method)
    assert getattr(client, sure)(f"/simulator/{place}").status_code == 404


def test_the_page_needs_no_login_and_no_inline_code(client, on):
    answer = client.get(reverse("messaging:simulator"))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "microphone=(self)" in answer["Permissions-Policy"]
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    scripts = page.count("<script")
    assert scripts == page.count('type="application/json"') + page.count('type="module"')


@pytest.mark.parametrize(("language", "words"), [("hi", "नकली फ़ोन"), ("en", "Simulated phone")])
def test_the_page_speaks_both_languages(client, on, language, words):
    client.cookies["language"] = language

    assert words in client.get("/simulator/").content.decode()


def test_the_stand_in_learns_the_numbers(client, on, sim):
    line = make_line(make_unit(), phone_number_id="100000000000777", business_account_id="55")
    assert client.post("/simulator/lines/").status_code == 200

    known = sim.world.line("100000000000777")
    assert (known.code, known.business_account_id) == (line.code, "55")
    assert known.app_secret_variable == "WHATSAPP_APP_SECRET"


def test_words_go_through_the_relay_to_the_desk(client, on, sim, desk):
    text = {"line": "100000000000001", "kind": "text", "text": "नमस्ते"}
    assert post_json(client, "citizens/asha/messages", text).status_code == 200
    sim.deliver()
    assert desk.messages[0]["text"]["body"] == "नमस्ते"

    query = {"citizen": "asha", "line": "100000000000001"}
    seen = client.get("/simulator/api/phone", query).json()
    assert [one["text"] for one in seen["chat"]] == ["नमस्ते"]
    again = client.get("/simulator/api/phone", {**query, "since": seen["version"]}).json()
    assert "chat" not in again


@pytest.mark.parametrize("sample", ["photo", "voice", "video", "file"])
def test_samples_go_through_the_relay(client, on, sim, desk, sample):
    form = {"line": "100000000000001", "kind": sample, "sample": sample}
    assert client.post("/simulator/api/citizens/asha/files", form).status_code == 200
    sim.deliver()

    kind = desk.messages[0]["type"]
    file = client.get(f"/simulator/api/media/{desk.messages[0][kind]['id']}")
    assert file.status_code == 200
    is_letter = sample == "file"
    assert (file["Content-Type"] == "application/octet-stream") is is_letter
    assert file["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_ones_own_keeps_its_bytes(client, on, sim, tmp_path):
    data = bytes(range(256)) * 20
    (tmp_path / "मेरी.html").write_bytes(data)
    with (tmp_path / "मेरी.html").open("rb") as file:
        form = {"line": "100000000000001", "kind": "file", "file": file}
        answer = client.post("/simulator/api/citizens/asha/files", form)
    assert answer.status_code == 200

    kept = next(iter(sim.sim.shelf.files.values()))
    assert (sim.sim.shelf.read(kept), kept.name) == (data, "मेरी.html")
    shown = client.get(f"/simulator/api/media/{kept.id}")
    assert shown["Content-Disposition"] == "attachment"


def test_posting_needs_the_token(settings, on):
    strict = Client(enforce_csrf_checks=True)
    assert post_json(strict, "travel", {"hours": 25}).status_code == 403
    assert strict.post("/simulator/lines/").status_code == 403

    strict.get("/simulator/")
    token = strict.cookies[settings.CSRF_COOKIE_NAME].value
    headers = {"HTTP_X_CSRFTOKEN": token}
    answer = strict.post("/simulator/api/travel", '{"hours": 1}', "application/json", **headers)
    assert answer.status_code == 200


def test_what_the_stand_in_refuses_is_passed_on(client, on):
    answer = post_json(client, "citizens/nobody/messages", {"line": "1", "kind": "text"})

    assert answer.status_code == 400
    assert answer.json()["error"]["error_data"]["details"] == "There is no such citizen."


@pytest.mark.parametrize("place", ["../v25.0/1", "%2e%2e/x", "a/b/c/d", "a//b", "a?b=c/../d", "A"])
def test_the_relay_goes_nowhere_else(client, on, place):
    assert client.get(f"/simulator/api/{place}").status_code in {400, 404}


def test_a_stand_in_that_is_not_running_is_said_so(client, settings):
    settings.SATAARK_SIMULATOR = True
    settings.SATAARK_SIMULATOR_URL = "http://127.0.0.1:9"

    assert client.get("/simulator/api/phone").status_code == 502


def test_the_page_offers_switches_that_exist():
    for name, _label, how in FAULTS:
        assert set(how) - {"times"} <= set(SWITCHES[name].params)


@pytest.mark.parametrize(
    ("simulator", "debug", "url", "refused"),
    [
        (True, False, "https://graph.facebook.com", True),
        (True, False, "http://127.0.0.1.example.org", True),
        (True, False, "http://127.0.0.1:8001", False),
        (True, False, "http://localhost:8001", False),
        (True, True, "https://graph.facebook.com", False),
        (False, False, "https://graph.facebook.com", False),
    ],
)
def test_a_pretend_whatsapp_never_stands_beside_the_real_one(
    settings, simulator, debug, url, refused
):
    settings.SATAARK_SIMULATOR, settings.DEBUG = simulator, debug
    settings.WHATSAPP_API_URL = url

    found = [error for error in run_checks() if error.id == "messaging.E001"]
    assert bool(found) is refused
    if refused:
        with pytest.raises(ImproperlyConfigured, match="Set SATAARK_SIMULATOR=0"):
            checks.require_unreal()
    else:
        checks.require_unreal()
