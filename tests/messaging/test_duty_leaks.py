"""An officer's number is searched for in everything we keep, say and hand on; so are tips."""

import pytest
from celery import current_app

from messaging import tasks
from messaging.duty import registration
from messaging.models import OutboundMessage
from tests.messaging.on_duty import Duty
from tests.messaging.test_leaks import disguises, everything_in_the_database, logs
from tests.messaging.turning import photo, quoting
from tickets.services import forwarding

__all__ = ["logs"]

pytestmark = pytest.mark.django_db
SECRET = "Raju sells ganja behind the culvert at night"


def found(marks: list[str], haystack: bytes) -> set[str]:
    return {mark for mark in marks for one in disguises(mark) if len(one) >= 8 and one in haystack}


def a_day_of_duty() -> Duty:
    duty = Duty.begins()
    notice = duty.notice()
    duty.head.taps(notice)
    duty.head.says(quoting("मौक़े पर पहुँचे", duty.head.quoted(notice)))
    duty.head.says({**photo(), "context": {"id": duty.head.quoted(notice)}})
    duty.head.says("कुछ और")
    return duty


def test_an_officers_number_is_nowhere(logs):
    duty = a_day_of_duty()
    registration.remove(officer=duty.head.officer, now=duty.head.now)
    marks = [duty.head.phone, duty.head.phone[2:], duty.head.bsuid]

    assert found(marks, everything_in_the_database()) == set()
    assert found(marks, logs.getvalue().encode()) == set()


def test_the_search_would_find_it(logs):
    duty = a_day_of_duty()
    OutboundMessage.objects.update(body={"said": f"call {duty.head.phone}"})

    assert found([duty.head.phone], everything_in_the_database())


def test_the_broker_is_handed_ids_alone(monkeypatch):
    duty = Duty.begins()
    handed: list[str] = []
    monkeypatch.setattr(
        current_app._get_current_object(),
        "send_task",
        lambda *given, **more: handed.append(repr((given, more))),
    )
    monkeypatch.setattr(tasks.send_messages, "delay", lambda **given: handed.append(repr(given)))
    monkeypatch.setattr("messaging.tasks.timezone.now", lambda: duty.head.now)

    ticket = duty.ticket(text=SECRET)
    forwarding.forward(ticket_id=ticket.pk, by=duty.desk, at=duty.head.now, station=duty.station)
    tasks.sweep_notices()
    tasks.sweep_duty()

    assert handed
    assert found([duty.head.phone, *SECRET.split()[:1]], "".join(handed).encode()) == set()


def test_no_notice_holds_a_word_of_the_tip():
    duty = Duty.begins()
    duty.forwards(duty.ticket(text=SECRET, place="the culvert"))

    message = duty.head.shown(duty.head.told()[0])

    said = repr([message.body, message.template_values, message.template_taps])
    assert not any(word in said for word in SECRET.split() if len(word) > 3)
