"""Which moments count: hours of a week, holidays, and pauses. Pure arithmetic in India's time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from districts.timing import INDIA

FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
LEAST_WEEK = 60  # minutes: with fewer, a deadline would lie beyond all planning


class Why(StrEnum):
    """Why a stretch of time counts, or does not."""

    COUNTS = "counts"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    PAUSED = "paused"


@dataclass(frozen=True)
class Stretch:
    """Time from `start` up to, and without, `end`."""

    start: datetime
    end: datetime
    why: Why
    reason: str = ""  # of a pause, or of a lull

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True)
class Pause:
    """A clock stands still from `start` up to, and without, `end`."""

    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True)
class Lull:
    """The ticket counted as done from `start` up to `end`; that was taken back: time ran on."""

    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True)
class Calendar:
    """Hours of seven days from Monday, as minutes after midnight; no days: round the clock."""

    week: tuple[tuple[tuple[int, int], ...], ...] = ()
    holidays: frozenset[date] = frozenset()

    @classmethod
    def told(cls, data: Mapping[str, Any]) -> "Calendar":
        """Read the calendar in an event: week [[[600, 810], …], …] and holidays in ISO 8601."""
        week = tuple(
            tuple((int(opens), int(closes)) for opens, closes in day) for day in data["week"]
        )
        return cls(week, frozenset(map(date.fromisoformat, data.get("holidays", ()))))

    def stretches(self, start: datetime) -> Iterator[Stretch]:
        """Yield all time from `start` on, piece by piece, each with why it counts or not."""
        if not self.week:
            yield Stretch(start, FOREVER, Why.COUNTS)
            return
        day = start.astimezone(INDIA).date()
        while True:
            for stretch in self._day(day):
                if stretch.end > start:
                    yield replace(stretch, start=max(stretch.start, start))
            day += DAY

    def _day(self, day: date) -> Iterator[Stretch]:
        midnight = datetime.combine(day, time(), INDIA).astimezone(UTC)
        if day in self.holidays:
            yield Stretch(midnight, midnight + DAY, Why.HOLIDAY)
            return
        latest = midnight
        for opens, closes in self.week[day.weekday()]:
            opening = midnight + timedelta(minutes=opens)
            closing = midnight + timedelta(minutes=closes)
            if opening > latest:
                yield Stretch(latest, opening, Why.CLOSED)
            yield Stretch(opening, closing, Why.COUNTS)
            latest = closing
        if latest < midnight + DAY:
            yield Stretch(latest, midnight + DAY, Why.CLOSED)


ROUND_THE_CLOCK = Calendar()


def stretches(start: datetime, calendar: Calendar, pauses: Sequence[Pause]) -> Iterator[Stretch]:
    """Yield all time from `start` on; of the pauses, in order and apart, none counts."""
    for stretch in calendar.stretches(start):
        yield from _with_pauses(stretch, pauses)


def _with_pauses(stretch: Stretch, pauses: Sequence[Pause]) -> Iterator[Stretch]:
    at = stretch.start
    for pause in pauses:
        begins, ends = max(pause.start, at), min(pause.end, stretch.end)
        if ends <= begins:
            continue
        if begins > at:
            yield replace(stretch, start=at, end=begins)
        yield Stretch(begins, ends, Why.PAUSED, pause.reason)
        at = ends
    if at < stretch.end:
        yield replace(stretch, start=at)


def deadline(
    start: datetime, length: timedelta, calendar: Calendar, pauses: Sequence[Pause]
) -> datetime:
    """Return the first moment at which `length` has been counted since `start`."""
    left = length
    for stretch in stretches(start, calendar, pauses):
        if stretch.why != Why.COUNTS:
            continue
        if stretch.length >= left:
            return (stretch.start + left).astimezone(UTC)
        left -= stretch.length
    return FOREVER


def account(
    start: datetime, end: datetime, calendar: Calendar, pauses: Sequence[Pause]
) -> list[Stretch]:
    """Return the time from `start` up to `end` in as few stretches as tell it."""
    told: list[Stretch] = []
    for stretch in stretches(start, calendar, pauses):
        if stretch.start >= end:
            break
        piece = replace(stretch, end=min(stretch.end, end))
        if told and (told[-1].why, told[-1].reason) == (piece.why, piece.reason):
            piece = replace(piece, start=told.pop().start)
        told.append(piece)
    return told


def marked(told: Iterable[Stretch], lulls: Sequence[Lull]) -> list[Stretch]:
    """Return the same stretches, cut at lulls, in which what counts carries the lull's reason."""
    for lull in lulls:
        told = [piece for stretch in told for piece in _with_lull(stretch, lull)]
    return list(told)


def _with_lull(stretch: Stretch, lull: Lull) -> Iterator[Stretch]:
    begins, ends = max(lull.start, stretch.start), min(lull.end, stretch.end)
    if stretch.why != Why.COUNTS or ends <= begins:
        yield stretch
        return
    if begins > stretch.start:
        yield replace(stretch, end=begins)
    yield replace(stretch, start=begins, end=ends, reason=lull.reason)
    if ends < stretch.end:
        yield replace(stretch, start=ends)


def counted(account_: Iterable[Stretch]) -> timedelta:
    return sum((s.length for s in account_ if s.why == Why.COUNTS), timedelta())
