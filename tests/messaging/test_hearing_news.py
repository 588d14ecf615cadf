"""What a citizen reads of a hearing: the token and the link; what an officer reads: no link."""

import pytest

from districts.timing import INDIA
from hearings import sweep
from hearings.models import HearingRequest
from messaging import announcements, templates
from messaging.models import OutboundMessage, ThreadEntry
from tests.factories import make_category
from tests.hearings.day import make_window
from tests.messaging.turning import Sender, a_line, tap, words_of
from tickets import events, invitations
from tickets.models import Ticket
from tickets.wishes import OFFERED

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender() -> Sender:
    line = a_line()
    make_category(line, code="hearing", kind=Ticket.Kind.HEARING, keywords=["सुनवाई"])
    make_window(line)
    return Sender(line)


def booked(sender: Sender) -> HearingRequest:
    sender.tells("मुझे वीडियो सुनवाई चाहिए, ज़मीन का झगड़ा है")
    sweep.run(now=sender.now)
    return HearingRequest.objects.get()


def announced(sender: Sender) -> OutboundMessage:
    [key] = announcements.announce(now=sender.now)
    return OutboundMessage.objects.get(pk=key)


def as_sent(message: OutboundMessage) -> str:
    return str(templates.body_to_send(message, message.created_at))


def test_whoever_asks_for_a_hearing_in_the_chat_reads_token_time_and_link(sender):
    request = booked(sender)
    message = announced(sender)

    link = invitations.url(request.ticket_id, 1)
    assert request.ticket.kind == Ticket.Kind.HEARING
    assert "टोकन 1" in words_of(message)
    assert f"{request.expected_at.astimezone(INDIA):%H:%M}" in words_of(message)
    assert link in as_sent(message)


def test_the_link_stands_nowhere_but_in_what_is_sent(sender):
    request = booked(sender)
    message = announced(sender)
    token = invitations.token(request.ticket_id, 1)

    seen = [entry.text for entry in ThreadEntry.objects.all()]
    assert invitations.MARK in seen[-1]
    assert all(token not in text for text in seen)
    assert token not in str(message.body)


@pytest.mark.parametrize("wish", OFFERED)
def test_every_wish_is_a_row_of_the_list_and_reaches_the_history(sender, wish):
    request = booked(sender)
    message = announced(sender)
    rows = message.body["interactive"]["action"]["sections"][0]["rows"]
    [row] = [row["id"] for row in rows if row["id"].endswith(f":{wish}")]

    sender.says(tap(row))

    wishes = request.ticket.events.filter(kind=events.HEARING_WISHED)
    assert [event.data["wish"] for event in wishes] == [wish]


def test_nobody_wishes_for_somebody_elses_hearing(sender):
    request = booked(sender)
    event = request.ticket.events.get(kind=events.HEARING_ASKED)
    stranger = Sender(sender.line, number=2)
    stranger.says("नमस्ते")

    stranger.says(tap(f"hearing:{event.pk}:cancel"))

    assert not request.ticket.events.filter(kind=events.HEARING_WISHED).exists()


def test_after_another_day_the_new_link_is_told(sender):
    request = booked(sender)
    announced(sender)
    sender.says(tap(f"hearing:{request.ticket.events.last().pk}:another_day"))
    sweep.run(now=sender.now)

    assert invitations.url(request.ticket_id, 2) in as_sent(announced(sender))
