"""S4-8: the day's first word opens WhatsApp's window, and every notice is found and followed."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from districts import postings
from messaging import fates, templates
from messaging.duty import mornings
from messaging.models import OfficerPhone, OutboundMessage, Template
from messaging.purposes import DUTY_MORNING, DUTY_NOTICE
from tests.factories import NOON
from tests.messaging.on_duty import Duty
from tests.messaging.turning import tap

pytestmark = pytest.mark.django_db
NEXT_DAY = NOON + timedelta(days=2)


def at(hour: int, minute: int = 0, day: datetime = NEXT_DAY) -> datetime:
    return timezone.localtime(day).replace(hour=hour, minute=minute)


@pytest.fixture
def duty() -> Duty:
    return Duty.begins(duty_starts_at=time(9, 0))


class TestGreeting:
    def test_goes_out_once_a_day_when_duty_begins(self, duty):
        assert mornings.greet(now=at(8, 59)) == []
        assert len(mornings.greet(now=at(9))) == 1
        assert mornings.greet(now=at(9, 1)) == []
        assert len(mornings.greet(now=at(9, day=NEXT_DAY + timedelta(days=1)))) == 1

    def test_is_an_approved_text_with_one_button(self, duty):
        [key] = mornings.greet(now=at(9))

        message = OutboundMessage.objects.get(pk=key)
        assert message.template == DUTY_MORNING
        assert message.template_taps == ["duty:start"]

    def test_is_not_sent_late_in_the_day(self, duty):
        assert mornings.greet(now=at(12)) == []

    def test_spares_those_whose_window_is_open(self, duty):
        duty.head.now = at(8) - timedelta(minutes=1)
        duty.head.says("नमस्ते")

        assert mornings.greet(now=at(9)) == []

    def test_spares_those_without_a_post(self, duty):
        postings.end(posting=duty.head.officer.postings.get(), at=NOON)

        assert mornings.greet(now=at(9)) == []

    def test_is_left_out_where_no_hour_is_set(self):
        Duty.begins()

        assert mornings.greet(now=at(9)) == []

    def test_answered_tells_what_waits(self, duty):
        duty.forwards()

        duty.head.says(tap("duty:start"))

        assert "For the next 24 hours" in duty.head.read
        assert "Waiting for you: 1" in duty.head.read


class TestOutsideTheWindow:
    def test_a_notice_goes_as_an_approved_text_with_the_same_facts(self, duty):
        for language in ("hi", "en"):
            Template.objects.create(
                line=duty.line,
                purpose=DUTY_NOTICE,
                language=language,
                name="duty_notice_v1",
                status=Template.Status.APPROVED,
            )
        duty.head.now += timedelta(days=2)
        notice = duty.notice()
        shown = duty.head.shown(notice)

        body = templates.body_to_send(shown, duty.head.now)

        assert body["template"]["language"] == {"code": "en"}
        values, *buttons = body["template"]["components"]
        assert {one["parameter_name"] for one in values["parameters"]} == {
            "reference",
            "what",
            "category",
            "area",
            "left",
        }
        sent_back = [one["parameters"][0]["payload"].split(":")[1] for one in buttons]
        assert sent_back == ["acknowledge", "open", "not_mine"]


def test_when_a_notice_was_last_read_is_known(duty):
    message = OutboundMessage.objects.get(reason=duty.notice().reason)

    fates.advance(message, "read", None, duty.head.now)

    assert OfficerPhone.objects.get().last_read_at == duty.head.now
