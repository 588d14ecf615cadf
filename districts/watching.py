"""Is somebody watching? The duty roster against the clock, and the alarm when it says no."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, DateTimeField, Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from districts.models import Line, Officer, Posting, Shift, Unit, Watch
from districts.prepared import Given, Prepared, take
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


@dataclass(frozen=True)
class Kept:
    """A watch and its roster, read together at one moment."""

    watch: Watch
    manned: list[Shift]  # for which somebody is down who holds a post that runs
    mine: list[Shift]  # of the officer for whom it was read

    def alarm(self, now: datetime) -> Alarm | None:
        """Return what is wrong with this watch now, if anything is."""
        hours, unseen = uncovered(self.manned), now - self.watch.looked_at
        is_late = unseen >= timedelta(minutes=self.watch.alarm_after_minutes)
        return Alarm(self.watch, hours, unseen if is_late else None) if hours or is_late else None


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
    """Return the watches that fail now, of the lines of these `units`."""
    watches = kept(now=now)
    where = units.filter(pk__in={each.watch.line.unit_id for each in watches})
    keys = set(where.values_list("pk", flat=True))
    found = (each.alarm(now) for each in watches if each.watch.line.unit_id in keys)
    return [alarm for alarm in found if alarm]


def kept(*, now: datetime, officer: Officer | None = None) -> list[Kept]:
    """Return the watches of lines in service, with their rosters. One query."""
    rows = WATCHES.rows(now=now, officer=officer and officer.pk)
    return [_read(iter(row)) for row in rows]


def _watches() -> QuerySet[Any, Any]:
    now, officer = Given("now", DateTimeField()), Given("officer", BigIntegerField())
    posted = Posting.objects.current_at(now).filter(officer__is_active=True).values("officer")
    down = Shift.officers.through.objects.filter(shift=OuterRef("pk"))
    row = JSONObject(
        starts="starts",
        ends="ends",
        weekdays="weekdays",
        manned=Exists(down.filter(officer__in=posted)),
        mine=Exists(down.filter(officer=officer)),
    )
    shifts = Shift.objects.filter(watch=OuterRef("pk")).order_by("starts")
    told = Watch.objects.filter(line__is_active=True).annotate(
        roster=ArraySubquery(shifts.values_list(row))
    )
    of_line = [f"line__{name}" for name in LINE]
    of_unit = [f"line__unit__{name}" for name in UNIT]
    return told.values_list(*WATCH, *of_line, *of_unit, "roster")


WATCH = ("id", "line_id", "alarm_after_minutes", "looked_at")
LINE = ("id", "unit_id", "code", "name_hi", "name_en")
UNIT = ("id", "path", "code", "kind", "name_hi", "name_en")
WATCHES = Prepared(_watches)


def looked(officer: Officer, *, now: datetime) -> None:
    """Note that `officer` looked at the queue, where that is the officer's watch just now."""
    note(kept(now=now, officer=officer), now=now)


def note(watches: Iterable[Kept], *, now: datetime) -> None:
    """Note that the officer for whom these were read looks at the queue now."""
    on_duty = [each.watch for each in watches if running(each.mine, now)]
    stale = [watch for watch in on_duty if watch.looked_at < now - NOTED_AGAIN]
    for watch in stale:
        watch.looked_at = now
    if stale:
        Watch.objects.filter(pk__in=[watch.pk for watch in stale], looked_at__lt=now).update(
            looked_at=now
        )


def _read(row: Iterator[Any]) -> Kept:
    watch = take(Watch, WATCH, row)
    watch.line = take(Line, LINE, row)
    watch.line.unit = take(Unit, UNIT, row)
    manned, mine = [], []
    for down in map(json.loads, next(row)):
        starts, ends = time.fromisoformat(down["starts"]), time.fromisoformat(down["ends"])
        shift = Shift(watch=watch, starts=starts, ends=ends, weekdays=down["weekdays"])
        if down["manned"]:
            manned.append(shift)
        if down["mine"]:
            mine.append(shift)
    return Kept(watch, manned, mine)


def _covers(shift: Shift, at: datetime) -> bool:
    day = Daily(shift.starts, shift.ends).day(at)
    return day is not None and day.weekday() in shift.weekdays
