"""What WhatsApp refuses to carry: a table of messages, each just within and just over a limit."""

import pytest

from messaging.simulator import limits
from messaging.simulator.errors import GraphError


def text(body):
    return {"type": "text", "text": {"body": body}}


def buttons(count=1, title="ok", id="b", body="?", **more):
    made = [
        {"type": "reply", "reply": {"id": f"{id}{n}" if n else id, "title": f"{title}{n or ''}"}}
        for n in range(count)
    ]
    inside = {"type": "button", "body": {"text": body}, "action": {"buttons": made}, **more}
    return {"type": "interactive", "interactive": inside}


def rows(count=1, title="ok", id="r", body="?", button="Choose", description="", sections=1):
    made = [
        {"id": f"{id}{n or ''}", "title": title, "description": description} for n in range(count)
    ]
    parts = [{"rows": made[n::sections]} for n in range(sections)]
    action = {"button": button, "sections": parts}
    inside = {"type": "list", "body": {"text": body}, "action": action}
    return {"type": "interactive", "interactive": inside}


WITHIN = {
    "text": text("क" * 4096),
    "three buttons": buttons(3),
    "button title": buttons(title="क" * 20),
    "button id": buttons(id="x" * 256),
    "button body": buttons(body="x" * 1024),
    "footer": buttons(footer={"text": "x" * 60}),
    "ten rows": rows(10, sections=3),
    "list body": rows(body="x" * 4096),
    "row title": rows(title="क" * 24),
    "row description": rows(description="x" * 72),
    "row id": rows(id="x" * 200),
    "list button": rows(button="x" * 20),
    "reference": {**text("x"), "biz_opaque_callback_data": "x" * 512},
}
OVER = {
    "text": (text("क" * 4097), 100),
    "empty text": (text(""), 131008),
    "four buttons": (buttons(4), 100),
    "button title": (buttons(title="क" * 21), 100),
    "button id": (buttons(id="x" * 257), 100),
    "button body": (buttons(body="x" * 1025), 100),
    "header": (buttons(header={"type": "text", "text": "x" * 61}), 100),
    "footer": (buttons(footer={"text": "x" * 61}), 100),
    "eleven rows": (rows(11, sections=3), 100),
    "list body": (rows(body="x" * 4097), 100),
    "row title": (rows(title="क" * 25), 100),
    "row description": (rows(description="x" * 73), 100),
    "row id": (rows(id="x" * 201), 100),
    "list button": (rows(button="x" * 21), 100),
    "reference": ({**text("x"), "biz_opaque_callback_data": "x" * 513}, 100),
    "no body": ({"type": "text"}, 131008),
    "unknown type": ({"type": "hologram"}, 131051),
    "unknown interactive": ({"type": "interactive", "interactive": {"type": "dance"}}, 131009),
    "no coordinates": ({"type": "location", "location": {"name": "x"}}, 131008),
    "number as text": (text(5), 100),
}


@pytest.mark.parametrize("name", WITHIN)
def test_within_the_limit(name):
    assert limits.check(WITHIN[name]) is None


@pytest.mark.parametrize("name", OVER)
def test_over_the_limit(name):
    message, code = OVER[name]
    with pytest.raises(GraphError) as refusal:
        limits.check(message)
    assert refusal.value.code == code


def test_equal_titles_are_refused():
    pair = buttons(2)
    pair["interactive"]["action"]["buttons"][1]["reply"]["title"] = "ok"
    with pytest.raises(GraphError, match="must differ"):
        limits.check(pair)


def test_the_limit_is_answered_over_http(api, asha):
    answer = api.send("+915550020001", **buttons(4))

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 100
    assert "at most 3" in answer.json()["error"]["error_data"]["details"]
