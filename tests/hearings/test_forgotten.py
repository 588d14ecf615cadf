"""Whoever is forgotten before being heard: nobody owes them a call that nobody can make."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hearings import calls, desks, sweep
from hearings.models import Door, HearingRequest
from messaging.models import Thread
from tests.factories import NOON, make_category
from tests.hearings.day import make_window
from tests.hearings.noon import call_next, caller, opened, state
from tests.messaging.turning import Sender, a_line, tap
from tickets import events
from tickets.models import Ticket
from tickets.refusals import DoesNotFollow
from tickets.services import hearing

State = HearingRequest.State


def forgotten(request: HearingRequest) -> None:
    hearing.lose_touch(ticket_ids=[request.ticket_id], at=NOON)


def test_a_call_that_is_owed_ends_and_the_ticket_stays_open(window, desk, officer):
    request = caller(window)
    request.state = State.CALLBACK
    request.save()
    forgotten(request)

    sweep.run(now=NOON)

    assert state(request) == State.UNREACHED
    ticket = Ticket.objects.get(pk=request.ticket_id)
    assert ticket.closed_at is None and ticket.clocks.filter(name="triage").exists()
    with pytest.raises(DoesNotFollow):
        desks.call_this(request_id=request.pk, by=officer, at=NOON)
    assert not Door.objects.filter(request=request, closed_at=None).exists()


def test_who_waits_may_still_come_by_the_link_and_is_given_up_when_the_day_is_over(window, officer):
    request = caller(window)
    forgotten(request)
    sweep.run(now=NOON)
    assert state(request) == State.WAITING

    sweep.run(now=NOON + timedelta(days=1))

    assert state(request) == State.UNREACHED
    assert request.ticket.events.filter(kind=events.HEARING_CALLBACK).count() == 0


def test_a_line_lost_again_and_again_owes_no_call(window, desk, officer):
    request = caller(window)
    forgotten(request)
    for _time in range(3):
        call = desks.call_this(request_id=request.pk, by=officer, at=NOON)
        calls.sit_down(call, officer=None, at=NOON)
        calls.put_back(call_id=call.pk, by=officer, at=NOON)

    assert state(request) == State.UNREACHED


def test_who_was_heard_or_says_it_twice_leaves_no_further_mark(window, desk, officer):
    heard, twice = caller(window), caller(window)
    call_next(officer)
    hearing.take_down(ticket_id=heard.ticket_id, by=officer, at=NOON, words="सुना")

    for request in (heard, twice, twice):
        forgotten(request)

    marks = [
        one.ticket.events.filter(kind=events.HEARING_UNREACHED).count() for one in (heard, twice)
    ]
    assert marks == [0, 1]


def test_the_desk_reads_that_they_cannot_be_reached_and_is_offered_no_call(client, window, officer):
    opened(window, officer)
    request = caller(window)
    HearingRequest.objects.update(state=State.CALLBACK)
    client.force_login(officer)
    client.cookies["language"] = "en"
    owed, page = reverse("hearings:call_this", args=[request.pk]), reverse("hearings:desk")
    assert owed in client.get(page, secure=True).content.decode()
    forgotten(request)
    HearingRequest.objects.update(asked_at=timezone.now())
    sweep.run(now=NOON)

    shown = client.get(page, secure=True).content.decode()

    assert owed not in shown and "Cannot be reached any more" in shown


class TestInTheChat:
    @pytest.fixture
    def sender(self, db):
        line = a_line()
        make_window(line)
        make_category(line, code="hearing", kind="hearing", keywords=["सुनवाई"])
        return Sender(line)

    def asks(self, sender):
        sender.says("मेरी सुनवाई हो"), sender.says(tap("language:hi")), sender.says("पता नहीं")
        sender.says(tap("nameless"))

    def test_forget_me_is_told_to_the_hearing(self, sender):
        self.asks(sender)
        sender.says(tap("send"))
        sender.says("भूल जाओ"), sender.says(tap("forget:yes"))

        assert Thread.objects.get().conversation is None
        assert Ticket.objects.get().events.filter(kind=events.HEARING_UNREACHED).exists()

    def test_send_and_forget_gives_no_token_that_nobody_would_hear_of(self, sender):
        self.asks(sender)
        sender.says("भूल जाओ"), sender.says(tap("forget:send"))

        sweep.run(now=sender.now)

        ticket = Ticket.objects.get()
        assert not HearingRequest.objects.exists()
        assert ticket.clocks.filter(name="triage").exists()
