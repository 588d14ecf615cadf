"""Doing things through the API: the story of a ticket, and every kind of refusal."""

import pytest

from districts.models import Role
from tests.factories import make_category, make_officer
from tickets.models import DeskEntry, Membership, Ticket


@pytest.fixture
def desk(district):
    return district.caller("desk")


@pytest.fixture
def head(district):
    return district.caller("station_head", district.tree.station)


def test_the_story_of_a_ticket(district, desk, head):
    ticket = district.ticket()
    path = f"tickets/{ticket.code}"

    forwarded = desk.post(f"{path}/forward/", station=district.tree.station.code, note="देखें")
    acknowledged = head.post(f"{path}/acknowledge/")
    acted = head.post(
        f"{path}/actions/", kind="fir", note="मौके पर", fir_number="0123/2026", sections=["BNS 303"]
    )
    told = head.post(f"{path}/outcome/", outcome="done", text="कार्रवाई हुई। धन्यवाद।")
    closed = desk.post(f"{path}/close/", reason="done")

    answers = [forwarded, acknowledged, acted, told, closed]
    assert [answer.json()["status"] for answer in answers] == [
        "with_station",
        "acknowledged",
        "action_taken",
        "outcome_given",
        "closed",
    ]


def test_the_desk_writes_down_a_phone_call(district, desk):
    made = desk.post("tickets/", line="the-line", text="जुआ चल रहा है", place="पुल के नीचे")

    assert made.status_code == 201
    assert (made.json()["kind"], made.json()["status"]) == ("call", "new")
    assert Ticket.objects.get(code=made.json()["code"]).unit == district.tree.district


def test_a_call_is_taken_once_and_its_number_comes_back_to_nobody(district, desk):
    body = {"line": "the-line", "text": "जुआ चल रहा है", "caller": "91555 00012"}
    nonce = "7d0d6c2e-9a38-4a4e-8f2b-0f1f5f3f7a11"
    first, again = (desk.post("tickets/", nonce=nonce, **body) for _time in range(2))
    wrong = desk.post("tickets/", **{**body, "caller": "12345"})

    assert first.status_code == again.status_code == 201
    assert first.json()["code"] == again.json()["code"]
    assert "00012" not in first.content.decode()
    assert DeskEntry.objects.get().caller
    assert "caller" in wrong.json() and "12345" not in wrong.content.decode()


def test_a_call_about_police_is_kept_and_answered_with_its_code_alone(district, desk):
    make_category(district.line, code="police", about_police=True)

    made = desk.post("tickets/", line="the-line", text="दरोगा ने रिश्वत माँगी", category="police")

    assert made.status_code == 201
    assert set(made.json()) == {"code", "spoken_code"}
    assert Ticket.objects.get(code=made.json()["code"]).is_restricted


def test_what_may_be_done_now_is_listed(district, head):
    ticket = district.ticket(district.tree.station, status="with_station")

    may = head.get(f"tickets/{ticket.code}/").json()["may"]

    assert may == ["acknowledge", "act", "ask", "assign", "note", "pause", "resume", "return"]


def test_a_head_assigns_by_service_number_and_a_constable_proposes(district, head):
    ticket = district.ticket(district.tree.station, status="action_taken")
    constable = make_officer(Role.STATION_OFFICER, district.tree.station)
    path = f"tickets/{ticket.code}"

    assert head.post(f"{path}/assign/", officer=constable.service_number).status_code == 200
    stranger = make_officer(Role.STATION_OFFICER, district.tree.sister)
    for elsewhere in ("nobody", stranger.service_number):
        assert head.post(f"{path}/assign/", officer=elsewhere).status_code == 422
    told = {"outcome": "done", "text": "गश्त बढ़ाई गई"}
    assert head.post(f"{path}/proposal/", **told).status_code == 403
    ticket.refresh_from_db()
    assert ticket.assigned_to == constable


def test_a_desk_clears_its_queue(district, desk, head):
    ticket, other = district.ticket(), district.ticket()
    path = f"tickets/{ticket.code}"

    assert desk.post(f"{path}/shelve/", minutes=30, note="शाम को").status_code == 200
    assert desk.post(f"{path}/priority/", priority=2).json()["priority"] == 2
    ticket.refresh_from_db()
    assert ticket.shelved_until is None
    assert desk.post(f"{path}/shelve/", minutes=30).status_code == 409
    assert desk.post(f"tickets/{other.code}/shelve/", minutes=45).status_code == 400
    assert desk.post(f"{path}/link/", other_code=other.code).status_code == 200
    assert Membership.objects.count() == 2
    assert "other_code" in desk.post(f"{path}/link/", other_code="7Q4K2M9XWB3").json()
    assert desk.post(f"{path}/unlink/").status_code == 200
    assert Membership.objects.count() == 1
    assert head.post(f"{path}/priority/", priority=1).status_code == 404


class TestRefusals:
    def test_a_ticket_that_is_not_theirs_does_not_exist_for_them(self, district, head):
        ticket = district.ticket(district.tree.sister, status="with_station")

        assert head.post(f"tickets/{ticket.code}/acknowledge/").status_code == 404

    def test_a_deed_of_another_post_is_forbidden_in_words(self, district, head):
        ticket = district.ticket(district.tree.station, status="with_station")

        refused = head.post(f"tickets/{ticket.code}/forward/", station=district.tree.sister.code)

        assert refused.status_code == 403
        assert refused.json()["detail"]

    def test_a_deed_that_does_not_follow_is_a_conflict_in_words(self, district, head):
        ticket = district.ticket(district.tree.station, status="with_station")
        head.post(f"tickets/{ticket.code}/acknowledge/")

        again = head.post(f"tickets/{ticket.code}/acknowledge/")

        assert again.status_code == 409
        assert again.json()["detail"]

    def test_a_value_that_makes_no_sense_names_its_field(self, district, desk):
        ticket = district.ticket()

        refused = desk.post(f"tickets/{ticket.code}/forward/", station="no-such-station")

        assert refused.status_code == 422
        assert list(refused.json()) == ["station"]

    def test_an_unknown_field_is_not_silently_lost(self, district, desk):
        ticket = district.ticket()

        refused = desk.post(
            f"tickets/{ticket.code}/forward/", station=district.tree.station.code, nota="तुरंत"
        )

        assert refused.status_code == 400
        assert list(refused.json()) == ["nota"]

    @pytest.mark.parametrize(
        "body",
        [
            {"kind": "fir"},
            {"kind": "spot_visit", "arrests": -1},
            {"kind": "spot_visit", "arrests": 10**9},
            {"kind": "spot_visit", "arrests": "many"},
            {"kind": "spot_visit", "sections": "BNS 303"},
            {"kind": "spot_visit", "sections": [{"a": 1}]},
            {"kind": "spot_visit", "note": "x" * 100_000},
            {"kind": "spot_visit", "note": "a\0b"},
            {"kind": "spot_visit", "note": {"a": "b"}},
            {"kind": "spot_visit", "happened_at": "yesterday"},
            {"kind": "spot_visit", "happened_at": "2099-01-01T00:00:00+05:30"},
            {"kind": "dance"},
            {},
        ],
    )
    def test_bad_input_is_refused_and_changes_nothing(self, district, head, body):
        ticket = district.ticket(district.tree.station, status="acknowledged")

        refused = head.post(f"tickets/{ticket.code}/actions/", **body)

        assert refused.status_code in {400, 422}
        assert not ticket.actions.exists()
        assert ticket.events.count() == 1

    @pytest.mark.parametrize(
        "raw", [b"{", b"[1]", b'"text"', b"null", b"\xff\xfe", b'{"text": "\\ud800"}', b"[" * 900]
    )
    def test_a_malformed_body_is_a_bad_request(self, district, desk, raw):
        ticket = district.ticket()

        refused = desk.client.post(
            f"/api/v1/tickets/{ticket.code}/notes/", raw, content_type="application/json"
        )

        assert refused.status_code == 400

    def test_emoji_and_long_hindi_are_welcome(self, district, desk):
        ticket = district.ticket()

        desk.post(f"tickets/{ticket.code}/notes/", text="🚨 ज़रूरी\u202e है")

        assert ticket.events.last().note == "🚨 ज़रूरी है"

    def test_every_other_method_is_refused(self, district, desk):
        ticket = district.ticket()

        for method in ("put", "patch", "delete"):
            refused = getattr(desk.client, method)(f"/api/v1/tickets/{ticket.code}/")
            assert refused.status_code == 405


class TestRestricting:
    def test_whom_it_is_about_never_sees_it_again(self, district, desk, head):
        ticket = district.ticket(district.tree.station, status="with_station")

        answer = desk.post(
            f"tickets/{ticket.code}/restrict/",
            unit=district.tree.station.code,
            reason="थाने की शिकायत",
        )

        assert answer.status_code == 204  # the desk itself may no longer see it
        assert head.get(f"tickets/{ticket.code}/").status_code == 404
        assert head.get("tickets/").json()["results"] == []
        chief = district.caller("chief")
        assert chief.get(f"tickets/{ticket.code}/").json()["is_restricted"] is True

    def test_it_needs_one_unit_or_one_officer(self, district, desk):
        ticket = district.ticket()

        assert desk.post(f"tickets/{ticket.code}/restrict/", reason="?").status_code == 422


def test_response_times_count_only_what_one_may_see(district, desk, head):
    ticket = district.ticket()
    desk.post(f"tickets/{ticket.code}/forward/", station=district.tree.station.code)
    head.post(f"tickets/{ticket.code}/acknowledge/")

    def rows(caller, **query):
        return caller.get("stats/response-times/", **query).json()

    query = {"from": "2026-10-01", "to": "2026-12-31"}
    by_clock = {row["clock"]: row for row in rows(desk, **query)}
    assert by_clock["acknowledge"]["count"] == 1
    assert by_clock["acknowledge"]["unit"] == district.tree.station.code
    stranger = district.caller("station_head", district.tree.sister)
    assert rows(stranger, **query) == []
    hidden = stranger.get("stats/response-times/", unit=district.tree.station.code)
    assert hidden.status_code == 404


def test_a_desk_hands_over_to_another_district_and_loses_sight(district, desk):
    other = district.tree.other_district
    there = district.caller("desk", other)
    ticket = district.ticket()
    path = f"tickets/{ticket.code}/handover/"

    assert desk.post(path, office=district.tree.other_station.code, reason="x").status_code == 422
    assert desk.post(path, office=other.code, reason="नदी के उस पार").status_code == 204

    assert desk.get(f"tickets/{ticket.code}/").status_code == 404
    assert there.get(f"tickets/{ticket.code}/").json()["status"] == "new"
