"""When a citizen may be written to unasked."""

from datetime import UTC, timedelta

import pytest

from messaging import quiet
from messaging.models import Conversation
from tests.factories import NOON


@pytest.mark.parametrize(
    ("hours", "now", "then"),
    [
        ((0, 0), 3, 3),
        ((10, 14), 12, 12),
        ((10, 14), 9, 10),
        ((10, 14), 14, 34),
        ((10, 14), 23, 34),
        ((22, 2), 23, 23),
        ((22, 2), 1, 1),
        ((22, 2), 2, 22),
        ((0, 24), 5, 5),
        ((23, 24), 0, 23),
    ],
)
def test_news_wait_for_the_hours_the_citizen_chose(hours, now, then):
    talk = Conversation(safe_from=hours[0], safe_until=hours[1])
    midnight = NOON.replace(hour=0)

    moment = quiet.moment(talk, midnight + timedelta(hours=now))

    assert moment == midnight + timedelta(hours=then)


def test_whoever_asked_for_silence_is_not_written_to():
    assert quiet.moment(Conversation(is_silent=True, safe_until=24), NOON) is None


def test_hours_are_those_of_india_whatever_clock_asks():
    talk = Conversation(safe_from=12, safe_until=13)
    utc = NOON.astimezone(UTC)

    assert quiet.moment(talk, utc) == NOON
