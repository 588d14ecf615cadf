"""Who lost the post, is accused meanwhile, or sends nonsense gets nothing out of a hearing."""

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts import postings
from hearings import sweep
from hearings.models import HearingRequest, Signal
from hearings.views import limits
from sataark.logs import JsonLines, MaskIdentifiers
from tests.factories import LONG_AGO, make_line, make_ticket
from tests.hearings.day import make_window
from tests.hearings.test_room import Scene, at, words
from tickets import events
from tickets.lifecycle import CloseReason, Status
from tickets.models import Event, Ticket
from tickets.services import restriction
from tickets.services.restriction import Accused

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def leaves_service(scene):
    # the database's own clock is what ends a post: not noon's, to which this one is set
    postings.end(posting=scene.officer.postings.get(), at=LONG_AGO + timedelta(days=1))
    # which ends the session too; whoever signs in anew sees as little
    scene.desk.force_login(scene.officer)


def is_accused(scene):
    told = Accused(officers=(scene.officer,))
    ticket = Ticket.objects.get(pk=scene.request.ticket_id)
    restriction.lift_out_of_reach(ticket, by=None, at=timezone.now(), accused=told)


@pytest.mark.parametrize("befalls", [leaves_service, is_accused])
def test_whoever_may_no_longer_hear_sees_nothing_more_of_the_call(scene, befalls):
    call = scene.calls()
    seat = scene.desk.post(at("call_join", call.pk), secure=True).json()["seat"]
    befalls(scene)

    page = scene.desk.get(at("call", call.pk), secure=True, follow=True)
    assert scene.request.ticket.code not in page.content.decode()
    assert scene.request.ticket.text not in page.content.decode()
    for name in ("call_join", "call_tell"):
        assert scene.desk.post(at(name, call.pk), secure=True).status_code == 403
    assert scene.desk.get(at("call_ice", call.pk), secure=True).status_code == 403
    looked = scene.desk.get(f"{at('call_look', call.pk)}?seat={seat}", secure=True)
    assert looked.status_code == 403


@pytest.mark.parametrize("befalls", [leaves_service, is_accused])
def test_a_caller_whose_officer_may_no_longer_hear_is_not_kept_waiting(scene, befalls):
    scene.calls()
    befalls(scene)

    sweep.run(now=timezone.now())

    assert HearingRequest.objects.get().state == HearingRequest.State.WAITING


def test_the_queue_is_shown_to_nobody_whose_post_has_ended(scene):
    assert "queue" in scene.desk.get(at("desk"), secure=True).content.decode()
    leaves_service(scene)

    page = scene.desk.get(at("desk"), secure=True)

    assert page.context.get("waiting") is None
    assert 'id="queue"' not in page.content.decode()


HOSTILE = [
    {"kind": "words", "body": {"text": "हाँ"}, "to": []},
    {"kind": "candidate", "body": {"candidate": "a\0b", "sdpMid": "\0"}, "to": "theirs"},
    {"kind": "description", "body": {"type": "offer", "sdp": "\ud800"}, "to": "theirs"},
]


@pytest.mark.parametrize("signal", HOSTILE, ids=["unhashable", "nul", "surrogate"])
def test_no_signal_breaks_the_room(scene, signal):
    _mine, theirs = scene.both_sit()
    told = {**signal, "to": theirs} if signal["to"] == "theirs" else signal

    assert scene.tells(told, words("फिर भी")).status_code == 200
    assert Signal.objects.filter(kind="words", body__text="फिर भी").exists()


def test_a_body_nested_without_end_breaks_nothing(scene):
    scene.both_sit()
    body = '{"signals":' + "[" * 40_000 + "]" * 40_000 + "}"

    answer = scene.citizen.post(scene.room("tell"), body, "application/json", secure=True)

    assert answer.status_code == 400


def test_a_wish_after_the_ticket_was_closed_is_answered(scene):
    scene.comes_in()
    Ticket.objects.update(
        status=Status.CLOSED, closed_at=timezone.now(), close_reason=CloseReason.DONE
    )

    answer = scene.citizen.post(scene.room("wish"), {"wish": "cancel"}, secure=True)

    assert answer.status_code in {302, 410}


def test_one_room_wishes_only_so_often(scene):
    scene.comes_in()
    room = scene.room()

    for _ in range(30):  # each leads to a new door
        room = scene.citizen.post(f"{room}wish/", {"wish": "unwell"}, secure=True).url

    assert Event.objects.filter(kind=events.HEARING_WISHED).count() <= 20


def test_whoever_loads_the_booking_page_without_end_reads_that_it_is_busy(scene, monkeypatch):
    monkeypatch.setattr(limits, "BOOKING_PAGES", "2/minute")
    browser = Client()
    browser.cookies["language"] = "en"
    pages = [browser.get(at("book", scene.line.code), secure=True) for _ in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 429]
    busy = pages[-1].content.decode()
    assert "Please try again in a minute." in busy and 'href="tel:112"' in busy


def test_where_no_day_has_room_the_booking_page_says_so_and_keeps_the_words(scene, monkeypatch):
    monkeypatch.setattr("hearings.booking.queue.is_full", lambda *_any: True)
    before = Ticket.objects.count()
    browser = Client()
    browser.cookies["language"] = "en"

    page = browser.post(at("book", scene.line.code), {"words": "ज़मीन"}, secure=True)

    assert page.status_code == 409
    assert "All days are full. Please try again tomorrow." in page.content.decode()
    assert "ज़मीन" in page.content.decode()
    assert Ticket.objects.count() == before


def test_one_caller_for_whom_no_day_has_room_holds_up_nobody_else(scene, monkeypatch):
    other = make_window(make_line(scene.tree.other_district))
    monkeypatch.setattr(
        "hearings.booking.queue.is_full", lambda window, *_rest: window.pk == scene.window.pk
    )
    now = timezone.now()
    make_ticket(scene.line, kind=Ticket.Kind.HEARING, at=now)
    late = make_ticket(other.line, kind=Ticket.Kind.HEARING, at=now)

    sweep.run(now=now)

    assert HearingRequest.objects.filter(ticket=late).exists()


def test_a_hearing_that_is_not_there_cannot_be_opened(scene):
    for key in (0, 10**30):
        answer = scene.desk.post(reverse("hearings:open", args=[key]), secure=True)
        assert answer.status_code in {302, 404}


def test_no_log_line_leads_into_a_room(scene):
    door = scene.room("look")
    record = logging.LogRecord("django.request", 30, "", 0, "Forbidden: %s", (door,), None)
    record.request = f"<WSGIRequest: GET '{door}?seat=2'>"

    MaskIdentifiers().filter(record)

    line = JsonLines().format(record)
    assert scene.token not in line
    assert "/hearings/•••/look/" in line
