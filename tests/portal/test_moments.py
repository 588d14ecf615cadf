"""Times and spans in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from tests.factories import NOON
from tickets import moments

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "hindi", "english"),
    [
        (NOON, "आज 12:00", "Today 12:00"),
        (NOON - 12 * HOUR, "आज 00:00", "Today 00:00"),
        (NOON - 12 * HOUR - MINUTE, "कल 23:59", "Yesterday 23:59"),
        (NOON - 2 * DAY, "31 अक्टू॰ 2026, 12:00", "31 Oct 2026, 12:00"),
        (datetime(2026, 11, 2, 0, 5, tzinfo=UTC), "आज 05:35", "Today 05:35"),
    ],
)
def test_moments_are_said_in_indian_time(at, hindi, english):
    with translation.override("hi"):
        assert moments.moment(at, now=NOON) == hindi
    with translation.override("en"):
        assert moments.moment(at, now=NOON) == english


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (MINUTE, "1 min"),
        (HOUR - timedelta(seconds=1), "59 min"),
        (HOUR, "1 h"),
        (3 * HOUR + 20 * MINUTE, "3 h 20 min"),
        (DAY, "1 day"),
        (DAY + 4 * HOUR + 59 * MINUTE, "1 day 4 h"),
        (3 * DAY + 4 * HOUR, "3 days"),
    ],
)
def test_spans_have_two_units_at_most(length, words):
    with translation.override("en"):
        assert moments.span(length) == words


@pytest.mark.parametrize(
    ("due_at", "words"),
    [
        (NOON + 20 * MINUTE, "20 min left"),
        (NOON + timedelta(seconds=1), "1 min left"),
        (NOON, "1 min late"),  # the deadline itself is late
        (NOON - 2 * HOUR, "2 h late"),
    ],
)
def test_what_is_left_or_late(due_at, words):
    with translation.override("en"):
        assert moments.left(due_at, now=NOON) == words


def test_the_first_minute_is_just_now():
    with translation.override("hi"):
        assert moments.age(NOON - timedelta(seconds=59), now=NOON) == "अभी-अभी"
        assert moments.age(NOON - MINUTE, now=NOON) == "1 मिनट पहले"
