"""Is somebody watching? The duty roster against the clock, and the alarm when it says no."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from districts.models import Officer, Posting, Shift, Unit, Watch
from districts.timing import INDIA, Daily

WEEK = range(7 * 24)  # hours
MONDAY = date(2026, 1, 5)  # any
NOTED_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Alarm:
    """Why a line counts as unwatched: hours nobody is down for, or nobody who looks."""

    watch: Watch
    uncovered_hours: int  # of the 168 of a week
    unseen: timedelta | None  # since the queue was last looked at; None while that is fine

    @property
    def unseen_minutes(self) -> int | None:
        return None if self.unseen is None else int(self.unseen.total_seconds() // 60)


def running(shifts: Iterable[Shift], at: datetime) -> list[Shift]:
    """Return the shifts that run at a moment; a night shift belongs to the day it starts."""
    return [shift for shift in shifts if _covers(shift, at)]


def uncovered(shifts: Iterable[Shift]) -> int:
    """Return how many of a week's 168 hours have a minute for which no shift is down."""
    kept = list(shifts)
    edges = {one.minute for shift in kept for one in (shift.starts, shift.ends)} | {0}
    monday = datetime.combine(MONDAY, time(), INDIA)
    return sum(
        not all(running(kept, monday + timedelta(hours=hour, minutes=minute)) for minute in edges)
        for hour in WEEK
    )


def alarms(units: QuerySet[Unit], *, now: datetime) -> list[Alarm]:
    """Return the watches that fail now, of the lines of these `units`.

    A shift counts for as long as somebody on its roster holds a post that runs.
    """
    watches = Watch.objects.filter(line__is_active=True, line__unit__in=units)
    watches = watches.select_related("line")
    found = (_judge(watch, now) for watch in watches)
    return [alarm for alarm in found if alarm.uncovered_hours or alarm.unseen is not None]


def is_kept() -> bool:
    """Say whether any line is watched at all; where none is, nobody need ask whose."""
    return Watch.objects.filter(line__is_active=True).exists()


def looked(officer: Officer, *, now: datetime) -> None:
    """Note that `officer` looked at the queue, where that is the officer's watch just now."""
    mine = Watch.objects.filter(shifts__officers=officer).distinct().prefetch_related("shifts")
    on_duty = [watch.pk for watch in mine if running(watch.shifts.filter(officers=officer), now)]
    if on_duty:
        stale = Watch.objects.filter(pk__in=on_duty, looked_at__lt=now - NOTED_AGAIN)
        stale.update(looked_at=now)


def _judge(watch: Watch, now: datetime) -> Alarm:
    posted = Posting.objects.current_at(now).filter(officer__is_active=True)
    manned = watch.shifts.filter(officers__in=posted.values("officer")).distinct()
    unseen = now - watch.looked_at
    late = unseen >= timedelta(minutes=watch.alarm_after_minutes)
    return Alarm(watch, uncovered(manned), unseen if late else None)


def _covers(shift: Shift, at: datetime) -> bool:
    day = Daily(shift.starts, shift.ends).day(at)
    return day is not None and day.weekday() in shift.weekdays
