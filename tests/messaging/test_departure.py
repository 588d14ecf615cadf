"""The ring test: an officer who writes beside a suspect must not hear the suspect's phone."""

from datetime import datetime, timedelta
from statistics import mean

import pytest

from districts.models import Role
from districts.timing import INDIA
from messaging import announcements, departure, outbox
from messaging.models import OutboundMessage
from tests.factories import make_officer
from tests.messaging.turning import Sender, a_line, tap
from tickets import events
from tickets.models import Ticket
from tickets.services import dialogue

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=INDIA)
QUICK = {"delay_minutes": [10, 60]}


class Scene:
    """A ticket of one citizen, and a desk that asks at `now`."""

    def __init__(self, now=MORNING, **timing):
        self.now = now
        self.sender = Sender(a_line(timing={**QUICK, **timing}), now=now - timedelta(minutes=30))
        self.ticket = self.sender.tells()
        OutboundMessage.objects.update(state=OutboundMessage.State.SENT)
        self.desk = make_officer(Role.DESK, self.sender.line.unit)

    def asks(self, text="कितने बजे?"):
        dialogue.ask(ticket_id=self.ticket.pk, by=self.desk, at=self.now, text=text)
        [key] = announcements.announce(now=self.now)
        return OutboundMessage.objects.get(pk=key)

    def moment(self):
        line, talk = self.sender.line, self.sender.talk
        event = self.ticket.events.latest("number")
        return departure.moment(event, line=line, conversation=talk, now=self.now)


def test_no_phone_rings_within_the_shortest_wait():
    message = Scene().asks()

    assert message.not_before >= MORNING + 10 * MINUTE
    assert message.pk not in outbox.recover(now=MORNING + 9 * MINUTE)
    outbox.send(message_ids=[message.pk], clock=lambda: MORNING + 9 * MINUTE)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (OutboundMessage.State.QUEUED, 0)


def test_the_wait_cannot_be_foreseen():
    scene = Scene()
    waits = sorted((scene.moment() - MORNING) / MINUTE for _ in range(1000))

    assert waits[0] >= 10 and waits[-1] <= 60
    assert len(set(waits)) == 1000
    tenths = [sum(10 + 5 * n <= wait < 15 + 5 * n for wait in waits) for n in range(10)]
    assert min(tenths) > 60, "each tenth of the span holds about a hundred of a thousand waits"
    assert 33 < mean(waits) < 37


def test_it_is_decided_once_and_survives_a_restart():
    scene = Scene()
    message = scene.asks()

    assert announcements.announce(now=scene.now + 5 * MINUTE) == []
    again = OutboundMessage.objects.get(event__kind=events.ASKED)
    assert (again.pk, again.not_before) == (message.pk, message.not_before)


def test_what_the_bot_answers_is_instant():
    scene = Scene()

    scene.sender.says(tap("status"))

    assert all(answer.not_before == scene.sender.now for answer in scene.sender.answers)


def test_an_emergency_does_not_wait():
    scene = Scene(now=MORNING.replace(hour=23))
    Ticket.objects.update(priority=Ticket.Priority.EMERGENCY)

    assert scene.asks().not_before == scene.now


@pytest.mark.parametrize(("hour", "day"), [(20, 3), (23, 3), (3, 2)])
def test_at_night_it_waits_for_the_morning_and_not_all_at_its_first_minute(hour, day):
    scene = Scene(now=MORNING.replace(hour=hour, minute=50))
    moments = {scene.moment().astimezone(INDIA) for _ in range(50)}
    at_night = {moment for moment in moments if moment.day == day or hour != 20}

    assert at_night
    assert all(8 <= moment.hour < 21 for moment in moments)
    assert all(moment.day == day for moment in at_night)
    assert len({moment.minute for moment in at_night}) > 5


def test_an_officers_words_arrive_in_the_order_written():
    scene = Scene()
    first = scene.asks("कहाँ?")
    OutboundMessage.objects.filter(pk=first.pk).update(not_before=MORNING + 59 * MINUTE)

    assert all(scene.moment() >= MORNING + 59 * MINUTE for _ in range(20))


def test_what_is_late_rings_nobody_at_night():
    night = datetime(2026, 11, 2, 23, 0, tzinfo=INDIA)
    scene = Scene()
    message = scene.asks()

    outbox.send(message_ids=[message.pk], clock=lambda: night)

    message.refresh_from_db()
    assert message.state == OutboundMessage.State.QUEUED
    assert message.not_before.astimezone(INDIA).hour >= 8
    assert message.attempts == 0


def test_what_is_said_before_a_question_has_left_is_no_answer_to_it():
    scene = Scene()
    message = scene.asks()

    scene.sender.says(f"{scene.ticket.code} एक और बात")
    assert scene.ticket.events.last().kind == events.ADDED

    OutboundMessage.objects.filter(pk=message.pk).update(state=OutboundMessage.State.SENT)
    scene.sender.says("रात नौ बजे")
    assert scene.ticket.events.last().kind == events.ANSWERED


def test_hours_the_citizen_chose_go_before_ours():
    scene = Scene()
    scene.sender.talk.safe_from, scene.sender.talk.safe_until = 22, 23
    scene.sender.talk.save()

    assert {scene.moment().astimezone(INDIA).hour for _ in range(20)} == {22}

    scene.sender.talk.is_silent = True
    assert scene.moment() is None
