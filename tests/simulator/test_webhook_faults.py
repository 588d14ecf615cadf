"""Every way in which webhooks can go wrong, switched on and seen to go wrong."""

import hashlib
import hmac
import json
import threading

import pytest

from messaging.simulator.faults import SWITCHES, UnknownFault
from messaging.simulator.testing import running_simulator
from tests.simulator.desk import SECRETS


def digest_of(body, hash=hashlib.sha256):
    return hmac.new(SECRETS["WHATSAPP_APP_SECRET"].encode(), body, hash).hexdigest()


def test_the_same_body_comes_twice(sim, desk, asha):
    sim.deliver()
    sim.faults.set("duplicate_post", times=1)
    asha.types("एक बार")
    sim.deliver()

    assert len(desk.bodies) == 3
    assert desk.bodies[1] == desk.bodies[2]


def test_the_same_message_comes_in_another_body(sim, desk, asha):
    sim.deliver()
    sim.faults.set("same_message_again", times=1)
    asha.types("एक बार")
    sim.deliver()

    assert desk.bodies[1] != desk.bodies[2]
    assert desk.messages[1]["id"] == desk.messages[2]["id"]


def test_a_message_stands_twice_in_one_body(sim, desk, asha):
    sim.deliver()
    sim.faults.set("twice_in_one_body", times=1)
    asha.types("एक बार")
    sim.deliver()

    assert len(desk.bodies) == 2
    assert desk.messages[1]["id"] == desk.messages[2]["id"]


def test_a_batch_has_two_entries_of_two_changes_of_two_and_two(sim, desk, api, asha):
    sim.deliver()
    sim.faults.set("batch", size=16, times=1)
    for number in range(4):
        asha.types(f"{number}a")
        asha.types(f"{number}b")
        api.send("+915550020001")  # sent and delivered
    sim.deliver()

    payload = desk.payloads[1]
    shape = [
        [
            (len(change["value"]["messages"]), len(change["value"]["statuses"]))
            for change in entry["changes"]
        ]
        for entry in payload["entry"]
    ]
    assert shape == [[(2, 2), (2, 2)], [(2, 2), (2, 2)]]


def test_an_unfinished_batch_can_be_let_go(sim, desk, asha):
    sim.deliver()
    sim.faults.set("batch", size=10)
    asha.types("एक")
    asha.types("दो")
    assert sim.deliver() == 0

    sim.sim.webhooks.release()
    sim.deliver()
    assert [one["text"]["body"] for one in desk.messages[1:]] == ["एक", "दो"]


def test_a_reply_comes_before_what_it_quotes(sim, desk, asha):
    sim.deliver()
    sim.faults.set("reverse", times=1)
    first = asha.types("एक")
    asha.quotes(first, "दो")
    sim.deliver()

    assert [one["text"]["body"] for one in desk.messages[1:]] == ["दो", "एक"]
    assert desk.messages[1]["context"]["id"] == desk.messages[2]["id"]


def test_an_albums_photos_arrive_at_the_same_time():
    together = threading.Barrier(2)

    def desk(body, headers):
        together.wait(timeout=30)
        return 200

    with running_simulator(desk) as sim:
        asha = sim.citizen("Asha")
        sim.faults.set("parallel")
        for _ in range(4):
            asha.sends_photo()
        sim.settle()
        assert [bubble.status for bubble in asha.chat] == ["delivered"] * 4


def test_a_thousand_updates_come_in_one_body(sim, desk, asha):
    sim.deliver()
    sim.faults.set("many_updates", times=1)
    asha.types("बाढ़")
    sim.deliver()

    assert len(desk.bodies) == 2
    assert len({one["id"] for one in desk.messages[1:]}) == 1000


def test_a_body_has_nearly_three_megabytes_and_a_good_signature(sim, desk, asha):
    sim.deliver()
    sim.faults.set("big_body", times=1)
    asha.types("भारी")
    sim.deliver()

    assert 2_899_990 <= len(desk.bodies[1]) <= 2_900_010
    assert desk.headers[1]["X-Hub-Signature-256"] == f"sha256={digest_of(desk.bodies[1])}"


@pytest.mark.parametrize("kind", ["wrong", "missing", "sha1", "uppercase", "reserialised", "utf8"])
def test_signatures_are_broken_in_each_known_way(sim, desk, asha, kind):
    sim.deliver()
    sim.faults.set("signature", kind=kind, times=1)
    asha.types("नमस्ते")
    sim.deliver()

    body, headers = desk.bodies[1], desk.headers[1]
    genuine = f"sha256={digest_of(body)}"
    carried = headers.get("X-Hub-Signature-256")
    assert (carried == genuine) is (kind == "utf8")
    assert (carried is None) is (kind in {"missing", "sha1"})
    assert ("नमस्ते".encode() in body) is (kind in {"utf8", "reserialised"})
    if kind == "uppercase":
        assert carried == f"sha256={digest_of(body).upper()}"
    if kind == "sha1":
        assert headers["X-Hub-Signature"] == f"sha1={digest_of(body, hashlib.sha1)}"


def test_unknown_keys_stand_everywhere(sim, desk, asha):
    sim.deliver()
    sim.faults.set("unknown_keys", times=1)
    asha.types("नमस्ते")
    sim.deliver()

    payload = desk.payloads[1]
    assert "unheard_of" in payload
    assert "unheard_of" in payload["entry"][0]["changes"][0]["value"]["messages"][0]["text"]


@pytest.mark.parametrize(
    ("fault", "field", "key"),
    [("unknown_field", "weather_report", "rain"), ("account_error", "messages", "errors")],
)
def test_something_else_comes_along(sim, desk, asha, fault, field, key):
    sim.deliver()
    sim.faults.set(fault, times=1)
    asha.types("नमस्ते")
    sim.deliver()

    changes = [payload["entry"][0]["changes"][0] for payload in desk.payloads[1:]]
    assert "messages" in changes[0]["value"]
    assert changes[1]["field"] == field
    assert key in changes[1]["value"]
    assert "messages" not in changes[1]["value"]


def test_an_unknown_type_stands_beside_a_known_one(sim, desk, asha):
    sim.deliver()
    sim.faults.set("unknown_type", times=1)
    asha.types("नमस्ते")
    sim.deliver()

    assert [one["type"] for one in desk.messages[1:]] == ["text", "hologram"]


def test_timestamps_are_numbers(sim, desk, asha):
    sim.deliver()
    sim.faults.set("timestamp_as_number", times=1)
    asha.types("नमस्ते")
    sim.deliver()

    assert isinstance(desk.messages[0]["timestamp"], str)
    assert isinstance(desk.messages[1]["timestamp"], int)


def test_the_status_arrives_before_the_answer(sim, desk, api, asha):
    sim.deliver()
    sim.faults.set("status_before_answer", times=1)
    wamid = api.send("+915550020001").json()["messages"][0]["id"]

    assert [(one["id"], one["status"]) for one in desk.statuses] == [(wamid, "sent")]


@pytest.mark.parametrize(
    ("fault", "params", "words"),
    [
        ("read_before_sent", {}, ["read", "delivered", "sent"]),
        ("skip_delivered", {}, ["sent", "read"]),
        ("unknown_status_word", {}, ["sent", "shimmered", "delivered"]),
        ("no_status", {}, []),
        ("fail_later", {"code": 131047}, ["sent", "failed"]),
    ],
)
def test_statuses_come_as_the_switch_says(sim, desk, api, asha, fault, params, words):
    sim.faults.set(fault, times=1, **params)
    assert api.send("+915550020001").status_code == 200
    sim.deliver()

    assert desk.words == words


def test_a_failed_status_has_no_contacts_and_no_id_it_was_not_sent_to(sim, desk, api, asha):
    sim.faults.set("fail_later", times=2)
    api.send("+915550020001")
    api.send(recipient="IN.SYNTH9001")
    sim.deliver()

    failed = [value for value in desk.values if "failed" in json.dumps(value)]
    assert all("contacts" not in value for value in failed)
    by_phone, by_id = (value["statuses"][0] for value in failed)
    assert "recipient_user_id" not in by_phone
    assert by_id["recipient_user_id"] == "IN.SYNTH9001"
    assert by_id["errors"][0]["error_data"]["details"]


def test_errors_can_be_bare(sim, desk, api, asha):
    sim.faults.set("fail_later", times=1)
    sim.faults.set("bare_errors", times=1)
    api.send("+915550020001")
    sim.deliver()

    assert set(desk.statuses[-1]["errors"][0]) == {"code", "title"}


def test_a_switch_that_does_not_exist_is_refused(sim):
    with pytest.raises(UnknownFault, match="no fault named rain"):
        sim.faults.set("rain")
    with pytest.raises(UnknownFault, match="takes no colour"):
        sim.faults.set("batch", colour="red")


def test_switches_turn_off(sim):
    for name in SWITCHES:
        sim.faults.set(name)
    sim.faults.clear("batch")
    assert "batch" not in sim.faults.active()

    sim.faults.clear()
    assert sim.faults.active() == {}
