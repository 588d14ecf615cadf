"""The room: one link, one browser, until the hearing is over; and nobody overhears."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from districts.models import Role
from hearings import (
    booking,
    calls,
    candidates,
    desks,
    doors,
    particulars,
    relay,
    signalling,
    taking_down,
)
from hearings.models import HearingRequest, Signal
from hearings.taking_down import Taken
from tests.factories import make_line, make_officer, make_ticket, make_tree
from tests.hearings.day import open_now
from tickets import invitations
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
CANDIDATE = "candidate:1 1 udp 2122 {} 5000 typ {} raddr 203.0.113.7 rport 5000"


class Scene:
    def __init__(self, **request) -> None:
        now = timezone.now()
        self.tree = make_tree()
        self.line = make_line(self.tree.district)
        self.window = open_now(self.line)
        self.officer = make_officer(Role.HEARING, self.tree.district)
        desks.open_desk(window_id=self.window.pk, by=self.officer, at=now)
        ticket = make_ticket(self.line, kind=Ticket.Kind.HEARING, at=now)
        self.request = booking.book(ticket_id=ticket.pk, at=now, **request)
        self.token = invitations.token(ticket.pk, 1)
        self.citizen, self.desk = Client(), Client()
        self.desk.force_login(self.officer)

    def comes_in(self) -> None:
        self.citizen.post(self.room(), secure=True)

    def calls(self):
        self.call = desks.call_next(by=self.officer, at=timezone.now())
        return self.call

    def both_sit(self) -> tuple[int, int]:
        self.comes_in()
        call = self.calls()
        mine = self.citizen.post(self.room("join"), secure=True).json()["seat"]
        theirs = self.desk.post(at("call_join", call.pk), secure=True).json()["seat"]
        return mine, theirs

    def room(self, name: str = "") -> str:
        return at(f"room_{name}" if name else "room", self.token)

    def tells(self, *signals, client=None):
        return (client or self.citizen).post(
            self.room("tell"), {"signals": signals}, "application/json", secure=True
        )


def at(name, *args) -> str:
    return reverse(f"hearings:{name}", args=args)


@pytest.fixture
def scene():
    return Scene()


def words(text):
    return {"kind": "words", "body": {"text": text}}


def test_a_preview_does_not_open_the_door_and_a_press_does(scene):
    looked = Client().get(scene.room(), secure=True)
    assert "Come in" in looked.content.decode() or "अंदर" in looked.content.decode()
    scene.comes_in()

    assert scene.citizen.get(scene.room(), secure=True).status_code == 200
    assert scene.citizen.get(scene.room("look"), secure=True).json()["state"] == "waiting"


def test_the_second_browser_finds_the_door_shut(scene):
    scene.comes_in()
    second = Client()

    assert second.get(scene.room(), secure=True).status_code == 410
    assert second.post(scene.room(), secure=True).status_code == 410
    assert second.get(scene.room("look"), secure=True).status_code == 403


def test_whoever_has_a_room_of_their_own_has_no_other(scene):
    scene.comes_in()
    other = Scene()
    other.comes_in()

    for name, refused in [("", 410), ("look", 403), ("ice", 403)]:
        assert other.citizen.get(scene.room(name), secure=True).status_code == refused


def test_of_two_browsers_at_one_moment_one_comes_in(scene):
    now = timezone.now()
    both_looked = [doors.find(scene.token, now=now) for _browser in range(2)]
    came = [doors.enter(door, f"browser {n}", now=now) for n, door in enumerate(both_looked)]

    assert came == [True, False]


def test_after_the_hearing_the_link_shows_nothing_to_anybody(scene):
    scene.both_sit()
    code = scene.request.ticket.code
    taken = Taken("सुना गया")
    taking_down.finish(call_id=scene.call.pk, by=scene.officer, at=timezone.now(), taken=taken)

    for client in (scene.citizen, Client()):
        answer = client.get(scene.room(), secure=True)
        assert answer.status_code == 410
        assert code not in answer.content.decode()
        for name in ("look", "ice"):
            assert client.get(scene.room(name), secure=True).status_code == 403


def test_a_door_expires_and_a_made_up_one_never_was(scene):
    answer = Client().get(at("room", "A" * 27), secure=True)
    shut = answer.content
    scene.request.doors.update(expires_at=timezone.now())

    late = Client().get(scene.room(), secure=True)
    assert (answer.status_code, late.status_code) == (410, 410)
    assert _without_token(shut) == _without_token(late.content)


def _without_token(page: bytes) -> str:
    import re

    return re.sub(r'value="[^"]*"', "", page.decode())


def test_the_pages_of_a_call_find_each_other_and_the_server_forgets(scene):
    mine, theirs = scene.both_sit()
    host = {"candidate": CANDIDATE.format("1.2.3.4", "host")}
    told = scene.tells(
        words("नमस्ते"),
        {
            "to": theirs,
            "kind": "candidate",
            "body": host,
        },
    )
    assert told.json() == {"kept": 2}

    Signal.objects.update(sent_at=timezone.now())
    scene.call.seats.update(seen_at=timezone.now() - timedelta(seconds=1))
    heard = scene.desk.get(at("call_look", scene.call.pk) + f"?seat={theirs}", secure=True).json()
    assert [one["kind"] for one in heard["signals"]] == ["words", "candidate"]
    assert {one["id"] for one in heard["seats"]} == {mine, theirs}

    calls.put_back(call_id=scene.call.pk, by=scene.officer, at=timezone.now())
    assert not Signal.objects.exists()


def test_only_those_in_the_call_hear_it(scene):
    scene.both_sit()
    stranger = Client()
    stranger.force_login(make_officer(Role.HEARING, scene.tree.district))
    chief = Client()
    chief.force_login(make_officer(Role.CHIEF, scene.tree.district))

    for client in (stranger, chief):
        assert client.get(at("call_look", scene.call.pk), secure=True).status_code == 403
        assert client.post(at("call_join", scene.call.pk), secure=True).status_code == 403
    assert scene.tells(words("?"), client=Client()).status_code == 403


def test_signals_are_for_seats_of_this_call_and_few_at_a_time(scene):
    other = Scene()
    _mine, theirs = other.both_sit()
    scene.both_sit()

    body = {"candidate": CANDIDATE.format("1.2.3.4", "host")}
    assert scene.tells({"to": theirs, "kind": "candidate", "body": body}).json() == {"kept": 0}
    assert scene.tells(*[words(str(n)) for n in range(41)]).status_code == 429
    for _ in range(3):
        assert scene.tells(*[words("x") for _n in range(40)]).status_code == 200
    assert scene.tells(*[words("x") for _n in range(40)]).status_code == 429


def test_a_page_that_asks_too_often_is_told_to_wait(scene, monkeypatch):
    monkeypatch.setattr(signalling, "AT_LEAST", timedelta(minutes=1))
    _mine, theirs = scene.both_sit()
    scene.call.seats.update(seen_at=timezone.now() - timedelta(minutes=1))
    address = at("call_look", scene.call.pk) + f"?seat={theirs}"

    assert scene.desk.get(address, secure=True).status_code == 200
    assert scene.desk.get(address, secure=True).status_code == 429


def test_misshapen_signals_are_dropped(scene):
    scene.both_sit()

    for wrong in (None, 7, [], {"kind": "words"}, {"kind": "?", "body": {}}, {"body": "x"}):
        assert scene.tells(wrong).json() == {"kept": 0}
    assert scene.citizen.post(
        scene.room("tell"), "not json", "application/json", secure=True
    ).json() == {"kept": 0}


def test_only_pages_of_a_hearing_may_use_the_camera(scene):
    scene.comes_in()
    room = scene.citizen.get(scene.room(), secure=True)
    other = scene.desk.get(at("desk"), secure=True)

    assert "camera=(self)" in room["Permissions-Policy"]
    assert "camera=()" in other["Permissions-Policy"]
    assert "no-store" in room["Cache-Control"]


def test_credentials_last_ten_minutes_and_name_nobody(settings):
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:example.org"], "secret"
    now = timezone.now()
    found = relay.ice(now=now, relay_only=True)
    [server] = found["iceServers"]

    assert found["iceTransportPolicy"] == "relay"
    assert int(server["username"].split(":")[0]) == int((now + relay.LASTS).timestamp())
    assert relay.ice(now=now, relay_only=False)["iceTransportPolicy"] == "all"


def test_whoever_books_on_the_page_is_in_the_room_and_told_the_officer_alone(scene):
    form = {"words": "ज़मीन का झगड़ा", "name": "Sita", "phone": "+91 55500 00001", "need": "senior"}
    browser = Client()
    answer = browser.post(at("book", scene.line.code), form, secure=True, follow=True)
    booked = HearingRequest.objects.latest("pk")

    assert answer.status_code == 200
    assert (booked.source, booked.need) == ("page", "senior")
    assert particulars.read(booked) == ("Sita", "+91 55500 00001")
    assert b"55500" not in bytes(booked.particulars.sealed)
    assert "Sita" not in booked.ticket.text + str(list(booked.ticket.events.values()))
    call = scene.calls()
    page = scene.desk.get(at("call", call.pk), secure=True).content.decode()
    assert "Sita" in page


def test_one_address_books_twenty_times_an_hour(scene):
    codes = [
        Client().post(at("book", scene.line.code), {"words": "बात"}, secure=True).status_code
        for _ in range(21)
    ]

    assert codes == [302] * 20 + [429]


def test_particulars_are_forgotten_a_week_after(scene):
    particulars.keep(scene.request, particulars.Told("Sita", ""))
    particulars.forget(now=scene.request.expected_at + particulars.KEPT)

    assert particulars.read(scene.request) == ("", "")


def test_the_figures_count_what_happened(scene):
    scene.both_sit()
    taken = Taken("सुना", station=scene.tree.station)
    taking_down.finish(call_id=scene.call.pk, by=scene.officer, at=timezone.now(), taken=taken)
    chief = Client()
    chief.force_login(make_officer(Role.CHIEF, scene.tree.district))
    far = Client()
    far.force_login(make_officer(Role.CHIEF, scene.tree.other_district))

    found = chief.get(at("figures"), secure=True).context["shown"][0][1]
    assert (found["heard"], found["missed"], found["booked"]) == (1, 0, 1)
    assert found["outcomes"] == [{"status": "with_station", "count": 1}]
    assert far.get(at("figures"), secure=True).context["shown"] == []


@given(st.text(max_size=300), st.booleans())
def test_no_text_makes_a_relay_only_candidate_of_another_kind(text, relay_only):
    told = candidates.candidate(text, relay_only=relay_only)

    assert told is None or not relay_only or " typ relay" in told
    assert not relay_only or "typ host" not in candidates.description(
        f"v=0\r\na=candidate:{text!r} typ host\r\n", relay_only=True
    )
