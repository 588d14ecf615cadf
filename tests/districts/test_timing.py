"""Blocks of hours, decent hours and buckets: the pure rules behind a line's manners."""

from datetime import datetime, time, timedelta

import pytest

from districts.shaping import Shaping
from districts.timing import INDIA, Daily, Timing
from tests.factories import NOON

USUAL = Timing.of({})


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 21, hour, minute, tzinfo=INDIA)


def test_a_line_that_says_nothing_has_sane_manners():
    assert USUAL.arrival_block_hours == 6
    assert timedelta(minutes=30) <= USUAL.delay[0] < USUAL.delay[1]
    assert (USUAL.opens, USUAL.closes) == (time(8), time(21))


@pytest.mark.parametrize(
    ("moment", "is_decent"),
    [(at(7, 59), False), (at(8), True), (at(20, 59), True), (at(21), False), (at(3), False)],
)
def test_decent_hours_are_those_of_india(moment, is_decent):
    assert USUAL.is_decent(moment) is is_decent


@pytest.mark.parametrize(("moment", "days"), [(at(3), 0), (at(8), 1), (at(22), 1)])
def test_the_next_opening_is_this_morning_or_the_next(moment, days):
    assert USUAL.next_opening(moment) == at(8) + timedelta(days=days)


def test_the_whole_day_may_be_decent():
    always = Timing.of({"decent_hours": ["00:00", "24:00"]})

    assert all(always.is_decent(at(hour, 59)) for hour in range(24))


def test_a_bucket_fills_up_to_its_brim_and_no_further():
    limits = Shaping.of({"burst": 10, "per_hour": 60})

    assert limits.refilled(0, None, NOON) == 10
    assert limits.refilled(0, NOON, NOON + timedelta(minutes=3)) == pytest.approx(3)
    assert limits.refilled(9, NOON, NOON + timedelta(days=1)) == 10
    assert limits.refilled(4, NOON, NOON - timedelta(hours=1)) == 4
    assert limits.wait_for(0.5) == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("begins", "ends", "hour", "began", "ended"),
    [
        (8, 20, 7, None, None),
        (8, 20, 8, 21, 21),
        (8, 20, 20, None, None),
        (22, 6, 21, None, None),
        (22, 6, 22, 21, 22),
        (22, 6, 5, 20, 21),  # of the night before
        (22, 6, 6, None, None),
        (22, 0, 23, 21, 22),  # midnight ends a day
        (22, 0, 0, None, None),
        (9, 9, 8, 20, 21),  # all day, from nine to nine
        (9, 9, 9, 21, 22),
    ],
)
def test_hours_of_each_day_may_run_over_midnight(begins, ends, hour, began, ended):
    hours = Daily(time(begins), time(ends))

    day = hours.day(at(hour))

    assert (day.day if day else None) == began
    assert day is None or hours.end(day) == datetime(2026, 11, ended, ends, tzinfo=INDIA)


@pytest.mark.parametrize(("hour", "day"), [(21, 21), (22, 22), (23, 22), (3, 21)])
def test_they_begin_again_today_or_tomorrow(hour, day):
    beginning = Daily(time(22), time(6)).next_beginning(at(hour))

    assert beginning == datetime(2026, 11, day, 22, tzinfo=INDIA)
