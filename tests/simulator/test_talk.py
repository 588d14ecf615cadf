"""A talk between a citizen and a desk, over real HTTP."""

import hashlib
import hmac
import json

import pytest

from messaging.simulator.testing import SECRETS, running_simulator
from tests.simulator.desk import Api, Desk

BUTTONS = {
    "type": "interactive",
    "interactive": {
        "type": "button",
        "body": {"text": "क्या आप सुरक्षित हैं?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "safe", "title": "हाँ"}},
                {"type": "reply", "reply": {"id": "danger", "title": "नहीं"}},
            ]
        },
    },
}
LIST = {
    "type": "interactive",
    "interactive": {
        "type": "list",
        "body": {"text": "What is it about?"},
        "action": {
            "button": "Choose",
            "sections": [{"rows": [{"id": "c:drugs", "title": "Drugs", "description": "…"}]}],
        },
    },
}
PLACE = {
    "type": "interactive",
    "interactive": {
        "type": "location_request_message",
        "body": {"text": "Where?"},
        "action": {"name": "send_location"},
    },
}


def test_a_message_arrives_signed_over_its_escaped_bytes(sim, desk, asha):
    sim.deliver()

    body, headers = desk.bodies[0], desk.headers[0]
    digest = hmac.new(SECRETS["WHATSAPP_APP_SECRET"].encode(), body, hashlib.sha256)
    assert headers["X-Hub-Signature-256"] == f"sha256={digest.hexdigest()}"
    assert rb"\u0928\u092e\u0938\u094d\u0924\u0947" in body
    assert desk.messages[0]["text"] == {"body": "नमस्ते"}


def test_a_message_says_who_and_to_which_number(sim, desk, asha):
    sim.deliver()

    value = desk.values[0]
    assert value["metadata"] == {
        "display_phone_number": "915550000001",
        "phone_number_id": "100000000000001",
    }
    assert value["contacts"] == [
        {"profile": {"name": "Asha"}, "wa_id": "915550020001", "user_id": "IN.SYNTH9001"}
    ]
    message = value["messages"][0]
    assert (message["from"], message["from_user_id"]) == ("915550020001", "IN.SYNTH9001")
    assert message["timestamp"].isdigit()


def test_each_citizens_tick_follows_the_desk(sim, desk, api, asha):
    assert asha.chat[0].status == "sent"

    sim.deliver()
    assert asha.chat[0].status == "delivered"

    read = {"messaging_product": "whatsapp", "status": "read", "message_id": asha.chat[0].id}
    typing = {**read, "typing_indicator": {"type": "text"}}
    answer = api.call("POST", "100000000000001/messages", json=typing)
    assert answer.json() == {"success": True}
    assert asha.chat[0].status == "read"


@pytest.mark.parametrize(
    ("address", "contact"),
    [
        ({"to": "+915550020001"}, {"input": "+915550020001", "wa_id": "915550020001"}),
        ({"recipient": "IN.SYNTH9001"}, {"input": "IN.SYNTH9001", "user_id": "IN.SYNTH9001"}),
    ],
)
def test_the_answer_names_the_recipient_as_it_was_addressed(api, asha, address, contact):
    answer = api.send(**address).json()

    assert answer["contacts"] == [contact]
    assert answer["messages"][0]["id"].startswith("wamid.")
    assert asha.heard == ["धन्यवाद"]


def test_statuses_follow_a_message_to_its_end(sim, desk, api, asha):
    wamid = api.send("+915550020001").json()["messages"][0]["id"]
    asha.reads()
    sim.deliver()

    assert desk.words == ["sent", "delivered", "read"]
    first = desk.statuses[0]
    assert first["id"] == wamid
    assert (first["recipient_id"], first["recipient_user_id"]) == ("915550020001", "IN.SYNTH9001")
    assert first["biz_opaque_callback_data"] == "outbox:1"
    assert first["pricing"]["category"] == "service"
    assert "conversation" not in first
    assert "pricing" not in desk.statuses[2]


def test_a_citizen_may_hide_having_read(sim, desk, api, asha):
    asha.person.receipts = False
    api.send("+915550020001")
    asha.reads()
    sim.deliver()

    assert desk.words == ["sent", "delivered"]


def test_a_telephone_that_is_off_gets_its_messages_later(sim, desk, api, asha):
    asha.switches_off()
    api.send("+915550020001")
    assert asha.heard == []

    asha.switches_on()
    sim.deliver()
    assert asha.heard == ["धन्यवाद"]
    assert desk.words == ["sent", "delivered"]


def test_tapping_a_button_answers_with_its_id_and_quotes_the_question(sim, desk, api, asha):
    question = api.send("+915550020001", **BUTTONS).json()["messages"][0]["id"]
    assert asha.chat[-1].buttons == ["हाँ", "नहीं"]

    asha.taps("नहीं")
    sim.deliver()

    answer = desk.messages[-1]
    reply = {"type": "button_reply", "button_reply": {"id": "danger", "title": "नहीं"}}
    assert answer["interactive"] == reply
    assert answer["context"]["id"] == question


def test_picking_a_row_answers_with_its_id(sim, desk, api, asha):
    api.send("+915550020001", **LIST)

    asha.picks("Drugs")
    sim.deliver()

    assert desk.messages[-1]["interactive"]["list_reply"]["id"] == "c:drugs"


def test_a_wish_for_a_place_is_answered_with_one(sim, desk, api, asha):
    api.send("+915550020001", **PLACE)
    assert asha.chat[-1].wants_place

    asha.shares_place(28.3670, 79.4304, "Kotwali")
    sim.deliver()

    place = {"latitude": 28.3670, "longitude": 79.4304, "name": "Kotwali"}
    assert desk.messages[-1]["location"] == place


def test_quoting_forwarding_and_reacting(sim, desk, asha):
    first = asha.chat[0]
    asha.quotes(first, "और यह भी")
    asha.types("देखिए", forwarded=True)
    asha.reacts(first, "👍")
    asha.sends_unsupported()
    sim.deliver()

    quoted, forwarded, reaction, unsupported = desk.messages[1:]
    assert quoted["context"] == {"id": first.id}
    assert forwarded["context"] == {"forwarded": True}
    assert reaction["reaction"] == {"message_id": first.id, "emoji": "👍"}
    assert unsupported["errors"][0]["code"] == 131051


def test_two_apps_have_their_own_secret_and_token(desk, monkeypatch):
    monkeypatch.setenv("WHATSAPP_APP_SECRET_OTHER", "another_secret")
    monkeypatch.setenv("WHATSAPP_ACCESS_TOKEN_OTHER", "another_token")
    with running_simulator(desk, by_hand=True) as sim:
        names = {
            "app_secret_variable": "WHATSAPP_APP_SECRET_OTHER",
            "access_token_variable": "WHATSAPP_ACCESS_TOKEN_OTHER",
        }
        line = sim.line("100000000000002", **names)
        person = sim.citizen("Asha", line=line)
        person.types("hello")
        sim.deliver()
        to = f"+{person.person.phone}"

        digest = hmac.new(b"another_secret", desk.bodies[0], hashlib.sha256).hexdigest()
        assert desk.headers[0]["X-Hub-Signature-256"] == f"sha256={digest}"
        assert Api(sim, "100000000000002").send(to).status_code == 401
        assert Api(sim, "100000000000002", "another_token").send(to).status_code == 200


def test_the_handshake_is_held_with_the_verify_token(sim, desk, http_desk):
    assert sim.sim.handshake(http_desk.url)

    assert http_desk.queries[0]["hub.mode"] == "subscribe"
    assert http_desk.queries[0]["hub.verify_token"] == SECRETS["WHATSAPP_VERIFY_TOKEN"]


def test_webhooks_really_travel_over_http(http_desk):
    with running_simulator(http_desk.url) as sim:
        sim.line()
        asha = sim.citizen("Asha")
        asha.types("hello")
        sim.settle()

        assert asha.chat[0].status == "delivered"
    assert json.loads(http_desk.bodies[0])["object"] == "whatsapp_business_account"


def test_chats_survive_a_restart(tmp_path, desk):
    with running_simulator(Desk(answers=[500]), state=tmp_path, by_hand=True) as sim:
        sim.line()
        asha = sim.citizen("Asha", phone="915550020001")
        asha.types("नमस्ते")
        asha.sends_photo()
        sim.travel(hours=3)

    with running_simulator(desk, state=tmp_path, by_hand=True) as sim:
        assert sim.world.clock.ahead == 3 * 3600
        chat = sim.world.chat(asha.person.key, "100000000000001")
        assert [message.kind for message in chat] == ["text", "image"]
        photo = sim.sim.shelf.get(chat[1].content["image"]["id"])
        assert sim.sim.shelf.read(photo)[:2] == b"\xff\xd8"
        sim.deliver()
    assert [message["type"] for message in desk.messages] == ["text", "image"]
