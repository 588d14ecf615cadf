"""What a webhook tells of a citizen, and the ways in which that changes."""

import pytest

PHONE, BSUID, PARENT = "915550030001", "IN.SYNTH7001", "IN.ENT.SYNTH7001"


@pytest.mark.parametrize(
    ("about", "contact", "sender"),
    [
        ({"shows": "phone"}, {"wa_id": PHONE}, {"from": PHONE}),
        ({}, {"wa_id": PHONE, "user_id": BSUID}, {"from": PHONE, "from_user_id": BSUID}),
        ({"shows": "bsuid"}, {"user_id": BSUID}, {"from_user_id": BSUID}),
        (
            {"shows": "bsuid", "parent_bsuid": PARENT},
            {"user_id": BSUID, "parent_user_id": PARENT},
            {"from_user_id": BSUID, "from_parent_user_id": PARENT},
        ),
    ],
)
def test_only_what_is_known_is_told(sim, desk, about, contact, sender):
    person = sim.citizen("Ravi", phone=PHONE, bsuid=BSUID, **about)
    person.types("नमस्ते")
    sim.deliver()

    told = dict(desk.values[0]["contacts"][0])
    assert told.pop("profile") == {"name": "Ravi"}
    assert told == contact
    ids = {"from", "from_user_id", "from_parent_user_id"}
    assert {key: desk.messages[0][key] for key in ids & set(desk.messages[0])} == sender


def test_a_username_stands_in_the_profile(sim, desk):
    person = sim.citizen("Ravi", phone=PHONE, bsuid=BSUID, username="ravi.k", shows="bsuid")
    person.types("नमस्ते")
    sim.deliver()

    assert desk.values[0]["contacts"][0]["profile"] == {"name": "Ravi", "username": "ravi.k"}


def test_statuses_of_a_hidden_number_carry_no_phone(sim, desk, api):
    person = sim.citizen("Ravi", phone=PHONE, bsuid=BSUID, shows="bsuid")
    person.types("नमस्ते")
    api.send(recipient=BSUID)
    sim.deliver()

    assert "recipient_id" not in desk.statuses[0]
    assert desk.statuses[0]["recipient_user_id"] == BSUID
    assert PHONE not in "".join(body.decode() for body in desk.bodies)


@pytest.mark.parametrize(
    ("shows", "kind"), [("both", "user_changed_number"), ("bsuid", "user_changed_user_id")]
)
def test_a_new_number_brings_a_new_id(sim, desk, api, shows, kind):
    person = sim.citizen("Ravi", phone=PHONE, bsuid=BSUID, shows=shows)
    person.types("नमस्ते")
    person.changes_number("915550030002")
    person.types("नया नंबर")
    sim.deliver()

    system = desk.messages[1]["system"]
    assert (system["type"], system["previous_user_id"]) == (kind, BSUID)
    assert (system.get("wa_id") == "915550030002") is (shows == "both")
    assert desk.messages[2]["from_user_id"] == system["user_id"] != BSUID
    assert api.send(recipient=system["user_id"]).status_code == 200
    assert api.send(recipient=BSUID).json()["error"]["code"] == 131026


def test_an_id_can_change_alone(sim, desk):
    person = sim.citizen("Ravi", phone=PHONE, bsuid=BSUID)
    person.changes_id()
    sim.deliver()

    assert desk.messages[0]["system"]["type"] == "user_changed_user_id"
    assert person.person.phone == PHONE


def test_two_portfolios_know_one_person_by_two_ids(sim, desk):
    person = sim.citizen("Ravi", phone=PHONE, bsuid=BSUID)
    other = sim.line("100000000000002", portfolio="other")
    person.types("नमस्ते")
    person.at(other).types("नमस्ते")
    sim.deliver()

    ids = {one["from_user_id"] for one in desk.messages}
    assert len(ids) == 2


def test_a_person_leaves_the_contact_book(sim, desk, api):
    person = sim.citizen("Ravi", phone=PHONE, bsuid=BSUID, username="ravi.k")
    gone = {"messaging_product": "whatsapp", "bsuid": BSUID}
    assert api.call("DELETE", "100000000000001/contact_book", params=gone).status_code == 200

    person.types("नमस्ते")
    sim.deliver()
    assert "from" not in desk.messages[0]


def test_the_blocked_are_not_heard(sim, desk, api):
    person = sim.citizen("Ravi", phone=PHONE, bsuid=BSUID)
    asked = {"messaging_product": "whatsapp", "block_users": [{"user_id": BSUID}]}
    blocked = "100000000000001/block_users"
    early = api.call("POST", blocked, json=asked).json()["block_users"]
    assert early["failed_users"]

    person.types("नमस्ते")
    assert api.call("POST", blocked, json=asked).json()["block_users"]["added_users"]
    person.types("सुनिए")
    assert len(api.call("GET", blocked).json()["data"]) == 1
    assert api.call("DELETE", blocked, json=asked).status_code == 200
    person.types("अब?")
    sim.deliver()

    assert [one["text"]["body"] for one in desk.messages] == ["नमस्ते", "अब?"]
