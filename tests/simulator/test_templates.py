"""Templates: proposed, judged, sent outside the window, answered."""

import pytest

from messaging.simulator import templates
from messaging.simulator.errors import GraphError

ACCOUNT, TO = "100000000000900/message_templates", "+915550020001"


def proposal(**about):
    return {
        "name": "answer_waiting_v1",
        "language": "hi",
        "category": "UTILITY",
        "parameter_format": "named",
        "components": [
            {"type": "BODY", "text": "आपके संदेश {{code}} पर नया जवाब है।"},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "पढ़ें"}]},
        ],
        **about,
    }


def sending(language="hi", name="answer_waiting_v1", **values):
    parameters = [
        {"type": "text", "parameter_name": key, "text": value} for key, value in values.items()
    ]
    payload = {"type": "payload", "payload": "read:42"}
    button = {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [payload]}
    components = [{"type": "body", "parameters": parameters}, button]
    template = {"name": name, "language": {"code": language}, "components": components}
    return {"type": "template", "template": template}


def test_a_template_is_approved_and_the_desk_is_told(sim, desk, api):
    answer = api.call("POST", ACCOUNT, json=proposal()).json()
    sim.deliver()

    assert answer["status"] == "PENDING"
    told = desk.payloads[0]["entry"][0]["changes"][0]
    assert told["field"] == "message_template_status_update"
    assert told["value"]["event"] == "APPROVED"
    rows = api.call("GET", ACCOUNT).json()["data"]
    assert [(row["name"], row["language"], row["status"]) for row in rows] == [
        ("answer_waiting_v1", "hi", "APPROVED")
    ]


def test_a_rejected_template_cannot_be_sent(sim, desk, api, asha):
    sim.faults.set("template_rejected", times=1)
    api.call("POST", ACCOUNT, json=proposal())
    sim.deliver()

    assert desk.values[-1]["event"] == "REJECTED"
    assert api.send(TO, **sending(code="K7")).json()["error"]["code"] == 132001


def test_a_template_passes_the_closed_window_and_its_button_answers(sim, desk, api, asha):
    api.call("POST", ACCOUNT, json=proposal())
    sim.travel(hours=25)
    answer = api.send(TO, **sending(code="K7")).json()
    assert answer["messages"][0]["message_status"] == "accepted"
    assert asha.chat[-1].text == "आपके संदेश K7 पर नया जवाब है।"

    asha.taps("पढ़ें")
    sim.deliver()
    assert desk.messages[-1]["button"] == {"payload": "read:42", "text": "पढ़ें"}
    assert desk.statuses[0]["pricing"]["category"] == "utility"
    assert api.send(TO).status_code == 200


def test_a_template_can_be_held(sim, api, asha):
    api.call("POST", ACCOUNT, json=proposal())
    sim.faults.set("held_for_quality", times=1)
    answer = api.send(TO, **sending(code="K7")).json()

    assert answer["messages"][0]["message_status"] == "held_for_quality_assessment"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (sending(code="K7", language="en"), 132001),
        (sending(code="K7", name="other"), 132001),
        (sending(), 132000),
        (sending(code="K7", more="x"), 132000),
        (sending(kode="K7"), 132000),
    ],
)
def test_what_does_not_fit_the_template_is_refused(api, asha, sent, code):
    api.call("POST", ACCOUNT, json=proposal())

    assert api.send(TO, **sent).json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"name": "Answer"}, 100),
        ({"category": "NEWS"}, 100),
        ({"language": ""}, 131008),
        ({"components": [{"type": "BODY", "text": "{{code}} है"}]}, 2388299),
        ({"components": [{"type": "BODY", "text": "x" * 1025}]}, 100),
        (
            {
                "components": [
                    {"type": "BODY", "text": "x"},
                    {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "क" * 26}]},
                ]
            },
            100,
        ),
    ],
)
def test_bad_proposals_are_refused(api, about, code):
    answer = api.call("POST", ACCOUNT, json=proposal(**about))

    assert answer.json()["error"]["code"] == code


def test_templates_are_listed_a_page_at_a_time_and_deleted(api):
    for number in range(3):
        api.call("POST", ACCOUNT, json=proposal(name=f"t{number}"))
    assert api.call("POST", ACCOUNT, json=proposal(name="t0")).status_code == 400

    first = api.call("GET", ACCOUNT, params={"limit": 2}).json()
    second = api.call("GET", first["paging"]["next"]).json()
    assert [row["name"] for row in first["data"] + second["data"]] == ["t0", "t1", "t2"]
    assert "next" not in second["paging"]

    assert api.call("DELETE", ACCOUNT, params={"name": "t1"}).status_code == 200
    assert len(api.call("GET", ACCOUNT).json()["data"]) == 2


def test_a_number_tells_about_itself(api):
    fields = {"fields": "status,quality_rating,health_status"}
    about = api.call("GET", "100000000000001", params=fields).json()

    assert (about["id"], about["status"]) == ("100000000000001", "CONNECTED")
    assert about["health_status"]["can_send_message"] == "AVAILABLE"


def test_settings_are_kept(api):
    kept = {"calling": {"status": "DISABLED"}}
    api.call("POST", "100000000000001/settings", json=kept)

    assert api.call("GET", "100000000000001/settings").json() == kept


def test_nothing_flows_without_a_subscription(sim, desk, api, asha):
    apps = "100000000000900/subscribed_apps"
    api.call("DELETE", apps)
    assert api.call("GET", apps).json() == {"data": []}
    asha.types("सुनिए")
    sim.deliver()
    assert [one["text"]["body"] for one in desk.messages] == ["नमस्ते"]

    api.call("POST", apps)
    asha.types("अब?")
    sim.deliver()
    assert desk.messages[-1]["text"]["body"] == "अब?"


@pytest.mark.parametrize(("verdict", "code"), [("PAUSED", 132015), ("REJECTED", 132001)])
def test_a_text_can_be_taken_out_of_use_and_back_and_the_desk_is_told(
    sim, desk, api, asha, verdict, code
):
    api.call("POST", ACCOUNT, json=proposal())
    sim.deliver()
    line = next(iter(sim.world.lines.values()))
    named = (line, "answer_waiting_v1", "hi")

    templates.judge(sim.sim, *named, verdict)
    sim.deliver()
    assert desk.values[-1]["event"] == verdict
    assert api.send(TO, **sending(code="K7")).json()["error"]["code"] == code

    templates.judge(sim.sim, *named, "APPROVED")
    sim.deliver()
    assert desk.values[-1]["event"] == "APPROVED"
    assert "error" not in api.send(TO, **sending(code="K7")).json()


def test_a_verdict_on_what_is_not_there_is_refused(sim):
    line = next(iter(sim.world.lines.values()))
    for named in (("nothing", "hi", "PAUSED"), ("answer_waiting_v1", "hi", "LOVED")):
        with pytest.raises(GraphError):
            templates.judge(sim.sim, line, *named)
