"""What the Graph API refuses by rule, and what it can be made to refuse."""

import time

import pytest
import requests

from messaging.simulator.errors import ERRORS
from messaging.simulator.testing import running_simulator
from tests.local.conftest import comes_true
from tests.simulator.desk import Api, Desk

TO = "+915550020001"


def code_of(answer):
    return answer.json()["error"]["code"]


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_error_can_be_answered(sim, api, asha, code):
    sim.faults.set("send_error", code=code, times=1)
    answer = api.send(TO)

    assert (code_of(answer), answer.status_code) == (code, ERRORS[code][0])
    assert answer.json()["error"]["fbtrace_id"]
    assert asha.heard == []
    assert api.send(TO).status_code == 200


def test_a_page_of_html_instead_of_json(sim, api, asha):
    sim.faults.set("error_page", times=1)
    answer = api.send(TO)

    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/html")


def test_too_many_requests_without_json(sim, api, asha):
    sim.faults.set("too_many_requests", times=1, retry_after=7)
    answer = api.send(TO)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


@pytest.mark.parametrize(("fault", "taken"), [("before", False), ("after", True)])
def test_no_answer_comes(sim, desk, api, asha, fault, taken):
    sim.faults.set(f"timeout_{fault}_accept", times=1)
    with pytest.raises(requests.ReadTimeout):
        api.call(
            "POST",
            "100000000000001/messages",
            timeout=0.3,
            json={
                "messaging_product": "whatsapp",
                "to": TO,
                "type": "text",
                "text": {"body": "धन्यवाद"},
                "biz_opaque_callback_data": "outbox:7",
            },
        )
    assert comes_true(lambda: not sim.faults.active())  # it may take longer than we waited
    sim.deliver()

    assert asha.heard == (["धन्यवाद"] if taken else [])
    assert [one["biz_opaque_callback_data"] for one in desk.statuses] == ["outbox:7"] * 2 * taken


def test_a_revoked_token_works_again_when_restored(sim, api, asha):
    sim.faults.set("token_revoked")
    assert [code_of(api.send(TO)) for _ in range(3)] == [190] * 3
    assert api.call("GET", "100000000000001").status_code == 401

    sim.faults.clear("token_revoked")
    assert api.send(TO).status_code == 200


@pytest.mark.parametrize("token", ["", "guessed"])
def test_a_wrong_token_opens_nothing(sim, asha, token):
    stranger = Api(sim, token=token)

    assert code_of(stranger.send(TO)) == 190
    assert stranger.call("GET", "100000000000900/message_templates").status_code == 401
    assert stranger.call("GET", "100000000000001").status_code == 401


@pytest.mark.parametrize(
    ("seconds", "status"), [(23 * 3600 + 3590, 200), (24 * 3600, 400), (24 * 3600 + 10, 400)]
)
def test_the_window_closes_after_24_hours(sim, api, asha, seconds, status):
    sim.travel(seconds=seconds)
    answer = api.send(TO)

    assert answer.status_code == status
    if status == 400:
        assert code_of(answer) == 131047


def test_the_window_opens_again_with_a_word(sim, api, asha):
    sim.travel(hours=25)
    assert code_of(api.send(TO)) == 131047

    asha.types("हाँ")
    assert api.send(TO).status_code == 200


def test_the_window_can_be_said_to_be_closed_although_it_is_open(sim, api, asha):
    sim.faults.set("false_window_closed", times=1)

    assert code_of(api.send(TO)) == 131047
    assert api.send(TO).status_code == 200


def test_strangers_and_ids_in_the_wrong_place_are_refused(sim, api, asha):
    assert code_of(api.send("+915550099999")) == 131026
    assert code_of(api.send("IN.SYNTH9001")) == 100
    assert code_of(api.send(recipient="IN.SYNTH9999")) == 131026
    assert code_of(Api(sim, "100000000000009").send(TO)) == 33


def test_an_id_of_another_portfolio_is_refused(sim, asha):
    other = sim.line("100000000000002", portfolio="other")
    theirs = asha.at(other)
    theirs.types("नमस्ते")
    there = Api(sim, "100000000000002")

    assert code_of(there.send(recipient="IN.SYNTH9001")) == 131026
    assert there.send(recipient=asha.person.id_in("other")).status_code == 200


def test_too_many_to_one_person_are_refused_until_time_has_passed(sim, api, asha):
    codes = [api.send(TO).status_code for _ in range(46)]
    assert codes == [200] * 45 + [400]
    assert code_of(api.send(TO)) == 131056

    sim.travel(seconds=13)
    assert [api.send(TO).status_code for _ in range(3)] == [200, 200, 400]


def test_too_many_in_a_second_are_refused(monkeypatch):
    with running_simulator(Desk(), by_hand=True, messages_per_second=3) as sim:
        asha = sim.citizen("Asha", phone="915550020001")
        asha.types("नमस्ते")
        moment = time.time()
        monkeypatch.setattr(sim.world.clock, "wall", lambda: moment)
        answers = [Api(sim).send(TO) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 400]
    assert code_of(answers[3]) == 130429


def test_a_number_that_is_not_registered_sends_nothing(api, asha):
    api.call("POST", "100000000000001/deregister")
    assert code_of(api.send(TO)) == 133010
    assert code_of(api.call("POST", "100000000000001/register", json={"pin": "12"})) == 133005

    pin = {"messaging_product": "whatsapp", "pin": "123456", "data_localization_region": "IN"}
    assert api.call("POST", "100000000000001/register", json=pin).json() == {"success": True}
    assert api.send(TO).status_code == 200
