"""The control address, for pages and programs in other processes."""

import os
import subprocess
import sys
import time

import pytest
import requests

from messaging.simulator import recordings, samples
from messaging.simulator.server import Upload
from tests.simulator.desk import SECRETS

LINE = "100000000000001"


@pytest.fixture
def control(sim):
    def call(method, place, **arguments):
        url = f"{sim.url}/_sim/{place}"
        return requests.request(method, url, timeout=10, **arguments)

    return call


def test_a_person_is_invited_and_changed(sim, control):
    person = {"key": "lata", "name": "Lata", "phone": "915550040001", "bsuid": "IN.SYNTH4001"}
    assert control("POST", "citizens", json=person).status_code == 200
    assert control("POST", "citizens", json={"key": "lata", "shows": "bsuid"}).status_code == 200
    assert sim.world.citizens["lata"].shows == "bsuid"

    assert control("POST", "citizens", json={"key": "x"}).status_code == 400
    assert control("POST", "citizens", json={**person, "caste": "?"}).status_code == 400


def test_faults_are_set_and_cleared(sim, control):
    asked = {"name": "send_error", "code": 131056, "times": 2}
    active = control("POST", "faults", json=asked).json()["active"]
    assert active == {"send_error": {"code": 131056, "times": 2}}
    assert "send_error" in control("GET", "faults").json()["known"]
    assert control("POST", "faults", json={"name": "rain"}).status_code == 400

    control("POST", "faults", json={"clear": True})
    assert sim.faults.active() == {}


def test_the_clock_is_moved_and_brought_back(sim, control, asha):
    look = {"citizen": asha.person.key, "line": LINE}
    assert control("GET", "phone", params=look).json()["window_open"]

    control("POST", "travel", json={"hours": 25})
    seen = control("GET", "phone", params=look).json()
    assert (seen["window_open"], seen["ahead"]) == (False, 25 * 3600)

    control("POST", "travel", json={"back": True})
    assert control("GET", "phone", params=look).json()["window_open"]


def test_opening_the_chat_reads_it(sim, control, desk, api, asha):
    api.send("+915550020001")
    look = {"citizen": asha.person.key, "line": LINE}
    before = control("GET", "phone", params=look).json()
    me = next(one for one in before["citizens"] if one["key"] == asha.person.key)
    assert me["unread"] == 1

    control("GET", "phone", params={**look, "open": "1"})
    sim.deliver()
    assert desk.words == ["sent", "delivered", "read"]


@pytest.mark.parametrize(
    ("asked", "content"),
    [
        (
            {"kind": "location", "latitude": 28.4, "longitude": 79.4, "name": "Kotwali"},
            {"location": {"latitude": 28.4, "longitude": 79.4, "name": "Kotwali"}},
        ),
        ({"kind": "reaction", "message": "m"}, {"reaction": {"message_id": "m"}}),
        ({"kind": "raw", "content": {"type": "order", "order": {}}}, {"order": {}}),
    ],
)
def test_other_things_are_said(sim, control, desk, asked, content):
    answer = control("POST", "citizens/asha/messages", json={"line": LINE, **asked})
    assert answer.status_code == 200
    sim.deliver()

    for key, value in content.items():
        assert desk.messages[0][key] == value


@pytest.mark.parametrize(
    "asked",
    [{}, {"kind": "text"}, {"kind": "text", "text": "  "}, {"kind": "location", "latitude": "x"}],
)
def test_nothing_is_not_said(control, asked):
    answer = control("POST", "citizens/asha/messages", json={"line": LINE, **asked})

    assert answer.status_code == 400


def test_deliveries_can_be_looked_at(sim, control, desk, asha):
    desk.answers = [500]
    sim.deliver()

    kept = control("GET", "deliveries").json()["deliveries"]
    assert (kept[0]["attempts"], kept[0]["state"]) == ([500], "waiting")


@pytest.mark.parametrize("place", ["v25.0/1/unknown", "_sim/nothing", "", "v25.0/abc"])
def test_an_unknown_address_is_said_so(sim, place):
    answer = requests.get(f"{sim.url}/{place}", timeout=30)

    assert answer.status_code in {401, 404}
    assert "error" in answer.json()


@pytest.mark.media
def test_a_browsers_recording_becomes_a_voice_note(tmp_path):
    ogg = samples.find("voice").data
    orders = "-loglevel error -i pipe:0 -c:a copy -f webm pipe:1"
    program = recordings._ffmpeg()
    webm = subprocess.run([program, *orders.split()], input=ogg, capture_output=True).stdout

    note = recordings.as_whatsapp_sends_it(Upload("voice-note", "audio/webm", webm))
    assert note.mime == "audio/ogg; codecs=opus"
    assert note.data[:4] == b"OggS"


def test_it_runs_as_a_process_of_its_own_without_the_projects_settings(tmp_path, http_desk):
    bare = {"PATH": os.environ["PATH"], **SECRETS}
    command = [sys.executable, "-m", "messaging.simulator", "--port", "0"]
    command += ["--state", str(tmp_path), "--webhook", http_desk.url]
    with subprocess.Popen(command, env=bare, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().split(" is at ")[1].split()[0]
        requests.post(
            f"{url}/_sim/lines", json={"lines": [{"phone_number_id": LINE}]}, timeout=30
        ).raise_for_status()
        said = {"line": LINE, "kind": "text", "text": "नमस्ते"}
        requests.post(f"{url}/_sim/citizens/asha/messages", json=said, timeout=30)
        deadline = time.monotonic() + 30
        while not http_desk.bodies and time.monotonic() < deadline:
            time.sleep(0.02)
        process.terminate()
        assert process.wait(10) == 0

    assert http_desk.bodies
    assert "नमस्ते" in (tmp_path / "world.json").read_text(encoding="utf-8")


def test_it_says_which_secrets_are_missing():
    command = [sys.executable, "-m", "messaging.simulator"]
    done = subprocess.run(command, env={"PATH": "/bin"}, capture_output=True, text=True)

    assert done.returncode == 1
    assert "Set WHATSAPP_APP_SECRET" in done.stderr
