"""Who is abroad reads the time on their own clock too: on the page, and in the chat."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import translation

from districts.timing import INDIA
from hearings import booking, zones
from hearings.models import HearingRequest
from messaging import hearing_news
from tests.factories import NOON, make_line, make_ticket, make_tree
from tests.hearings.day import make_window
from tests.hearings.test_room import Scene, at
from tickets import events
from tickets.models import Ticket


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("America/New_York", "America/New_York"),
        ("Asia/Kolkata", ""),
        ("Asia/Calcutta", ""),
        ("", ""),
        ("Mars/Olympus", ""),
        ("../../etc/passwd", ""),
        ("\0", ""),
    ],
)
def test_a_zone_is_kept_when_it_is_one_and_not_indias(said, kept):
    assert zones.named(said) == kept


@pytest.mark.parametrize(
    ("zone", "clock"),
    [("", ""), ("Asia/Dubai", "10:30"), ("America/Los_Angeles", "1 Nov 2026, 22:30")],
)
def test_the_day_is_told_where_it_is_another_there(zone, clock):
    with translation.override("en"):
        assert zones.clock(NOON, zone) == clock


@pytest.mark.django_db
def test_the_page_tells_both_times_without_any_program():
    scene = Scene()
    scene.citizen.post(scene.room(), {"zone": "Asia/Dubai"}, secure=True)
    request = HearingRequest.objects.get(pk=scene.request.pk)

    page = scene.citizen.get(scene.room(), secure=True).content.decode()

    assert request.zone == "Asia/Dubai"
    assert f'data-part="here">{zones.clock(page_time(page), "Asia/Dubai")}</strong>' in page


def page_time(page: str) -> datetime:
    stamp = page.split('data-part="expected" datetime="')[1].split('"')[0]
    return datetime.fromisoformat(stamp)


@pytest.mark.django_db
def test_the_chat_tells_both_times():
    window = make_window(make_line(make_tree().district))
    ticket = make_ticket(window.line, kind=Ticket.Kind.HEARING)

    booking.book(ticket_id=ticket.pk, at=NOON, zone="Asia/Dubai")

    event = ticket.events.get(kind=events.HEARING_ASKED)
    assert datetime.fromisoformat(event.data["there"]) == NOON.astimezone(INDIA)
    said = hearing_news.tell(event)
    assert "hearing_there" in said.keys
    assert said.values["there"] == "10:30"


@pytest.mark.django_db
def test_a_made_up_zone_breaks_no_booking():
    scene = Scene()
    browser = Client()

    form = {"words": "बात", "zone": "../../x"}
    browser.post(at("book", scene.line.code), form, secure=True)

    assert HearingRequest.objects.latest("pk").zone == ""
