"""Who gives no name is not betrayed by the network, nor by what they typed before."""

import pytest
from django.test import Client

from hearings import particulars
from hearings.models import HearingRequest, Particulars, Signal
from tests.hearings.test_room import CANDIDATE, Scene, at

pytestmark = pytest.mark.django_db


def test_an_anonymous_callers_address_is_never_told():
    scene = Scene(is_anonymous=True)
    _mine, theirs = scene.both_sit()
    bodies = [{"candidate": CANDIDATE.format("198.51.100.9", kind)} for kind in ("host", "srflx")]
    relayed = {"candidate": CANDIDATE.format("192.0.2.1", "relay")}
    sdp = "v=0\r\nc=IN IP4 198.51.100.9\r\na=candidate:1 1 udp 1 198.51.100.9 9 typ host\r\n"
    offer = {"to": theirs, "kind": "description", "body": {"type": "offer", "sdp": sdp}}
    signals = [{"to": theirs, "kind": "candidate", "body": b} for b in [*bodies, relayed]]

    assert scene.tells(*signals, offer).json() == {"kept": 2}
    kept = " ".join(str(signal.body) for signal in Signal.objects.all())
    assert "192.0.2.1" in kept
    assert "198.51.100.9" not in kept and "203.0.113.7" not in kept


def test_both_pages_of_an_anonymous_call_are_told_to_use_the_relay_alone():
    for is_anonymous, policy in [(True, "relay"), (False, "all")]:
        scene = Scene(is_anonymous=is_anonymous)
        scene.comes_in()
        key = scene.calls().pk
        answers = [
            scene.citizen.post(scene.room("join"), secure=True),
            scene.citizen.get(scene.room("ice"), secure=True),
            scene.desk.post(at("call_join", key), secure=True),
            scene.desk.get(at("call_ice", key), secure=True),
        ]

        assert {answer.json()["iceTransportPolicy"] for answer in answers} == {policy}


def test_a_name_is_opened_by_the_key_of_hearings_and_by_no_other(settings):
    settings.HEARING_KEYS = ["old"]
    scene = Scene()
    told = particulars.Told("Sita", "+91 55500 00001")
    particulars.keep(scene.request, told)

    settings.HEARING_KEYS = ["new", "old"]
    assert particulars.read(scene.request) == told
    settings.HEARING_KEYS = ["new"]
    assert particulars.read(scene.request) == ("", "")
    settings.HEARING_KEYS = []
    assert particulars.read(scene.request) == ("", "")


def test_without_a_key_nobody_is_asked_for_a_name(settings):
    settings.HEARING_KEYS = []
    scene = Scene()
    page = Client().get(at("book", scene.line.code), secure=True).content.decode()
    form = {"words": "बात", "name": "Sita"}

    Client().post(at("book", scene.line.code), form, secure=True)

    assert 'name="name"' not in page and 'name="words"' in page
    assert not Particulars.objects.exists()


def test_who_stays_anonymous_leaves_neither_name_nor_number():
    scene = Scene()
    form = {"words": "बात", "name": "Sita", "phone": "+91 55500 00001", "is_anonymous": "on"}
    Client().post(at("book", scene.line.code), form, secure=True)
    booked = HearingRequest.objects.latest("pk")

    assert booked.is_anonymous
    assert particulars.read(booked) == ("", "")
