"""Somebody watches at every hour, or it is said so."""

from datetime import datetime, time, timedelta

import pytest

from districts import postings, watching
from districts.models import Role, Shift, Unit, Watch
from districts.timing import INDIA
from tests.factories import make_line, make_officer, make_unit

EVERY_DAY = list(range(7))
TUESDAY = datetime(2026, 11, 3, tzinfo=INDIA)
MINUTE = timedelta(minutes=1)


def shift(starts, ends, weekdays=EVERY_DAY):
    return Shift(
        starts=time.fromisoformat(starts), ends=time.fromisoformat(ends), weekdays=weekdays
    )


THREE = [shift("06:00", "14:00"), shift("14:00", "22:00"), shift("22:00", "06:00")]


@pytest.mark.parametrize(
    ("shifts", "hours"),
    [
        (THREE, 0),
        ([shift("00:00", "00:00")], 0),
        (THREE[:2], 8 * 7),
        ([*THREE[:2], shift("22:00", "05:30")], 7),
        ([*THREE[:2], shift("22:00", "06:00", weekdays=[0, 1, 2, 3, 4, 5])], 8),
        ([], 168),
    ],
)
def test_hours_for_which_nobody_is_down_are_counted(shifts, hours):
    assert watching.uncovered(shifts) == hours


@pytest.mark.parametrize(
    ("clock", "runs"),
    [
        ("05:59", [2]),
        ("06:00", [0]),
        ("13:59", [0]),
        ("14:00", [1]),
        ("22:00", [2]),
        ("00:00", [2]),
    ],
)
def test_a_shift_ends_where_the_next_begins(clock, runs):
    at = datetime.combine(TUESDAY.date(), time.fromisoformat(clock), INDIA)

    assert [THREE.index(one) for one in watching.running(THREE, at)] == runs


@pytest.fixture
def district(db):
    return make_unit(Unit.Kind.DISTRICT)


@pytest.fixture
def guard(district):
    return make_officer(Role.WATCH, district)


@pytest.fixture
def watch(district, guard):
    line = make_line(district)
    watch = Watch.objects.create(line=line, alarm_after_minutes=10, looked_at=TUESDAY)
    row = watch.shifts.create(
        code="all", starts=time(6), ends=time(6), weekdays=EVERY_DAY, name_hi="सब", name_en="All"
    )
    row.officers.add(guard)
    return watch


def alarms(now):
    return watching.alarms(Unit.objects.all(), now=now)


def test_nobody_looks_and_the_alarm_rings_until_somebody_does(watch, guard, district):
    assert alarms(TUESDAY + 10 * MINUTE - timedelta(seconds=1)) == []

    [alarm] = alarms(TUESDAY + 10 * MINUTE)
    assert (alarm.unseen_minutes, alarm.uncovered_hours) == (10, 0)

    watching.looked(make_officer(Role.DESK, district), now=TUESDAY + 11 * MINUTE)
    assert alarms(TUESDAY + 11 * MINUTE) != []
    watching.looked(guard, now=TUESDAY + 11 * MINUTE)
    assert alarms(TUESDAY + 11 * MINUTE) == []


def test_an_officer_whose_shift_does_not_run_is_not_the_watch(watch, guard):
    watch.shifts.update(starts=time(12), ends=time(20))

    watching.looked(guard, now=TUESDAY + 11 * MINUTE)

    [alarm] = alarms(TUESDAY + 11 * MINUTE)
    assert alarm.unseen_minutes == 11


def test_a_shift_whose_officer_was_posted_away_leaves_its_hours_uncovered(watch, guard):
    for posting in guard.postings.all():
        postings.end(posting=posting, at=TUESDAY)

    [alarm] = alarms(TUESDAY + MINUTE)

    assert alarm.uncovered_hours == 168


def test_the_desk_and_the_health_page_say_so(watch, district, client):
    client.force_login(make_officer(Role.DESK, district))
    client.cookies["language"] = "en"

    page = client.get("/queue/").content.decode()

    assert "nobody of the watch has looked at the queue" in page
    told = client.get("/readyz").json()
    assert told["unwatched"] == [watch.line.code]
    assert "watch" not in told["failing"]


def test_whoever_is_on_watch_keeps_the_alarm_quiet_by_looking_at_the_queue(watch, guard, client):
    client.force_login(guard)

    client.get("/queue/")

    assert client.get("/readyz").json()["unwatched"] == []
