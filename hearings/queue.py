"""Reading the queue of a day: who stands where, and when their turn will come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from hearings import estimate
from hearings.models import Call, Desk, HearingRequest, Window
from hearings.models.request import HearingRequestQuerySet
from hearings.order import Place

LONGEST_TURN = timedelta(minutes=30)  # a longer span between two calls was a pause
SETTLES = timedelta(minutes=15)  # the first minutes say little about who will come
Ending = Call.Ending


@dataclass(frozen=True)
class Outlook:
    """How a day looks from now: when the first can be heard, and how fast it goes on."""

    start: datetime
    left: tuple[timedelta, ...]  # by desk, until it is free
    pace: timedelta
    back: float = 0.0  # part of the calls whose line is lost
    sooner: float = 0.0  # part of the desks' time that newcomers with a reason take

    def moment(self, ahead: int, *, is_first: bool = False) -> datetime:
        """Return when a caller with `ahead` before them will be heard."""
        overtaken = estimate.overtaken(self.back, 0.0 if is_first else self.sooner)
        return self.start + estimate.turns(ahead, self.left, self.pace, overtaken)

    def room(self, closes: datetime) -> int:
        """Return how many callers can be heard until `closes`."""
        return int(len(self.left) * max(closes - self.start, timedelta()) / self.pace)


def outlook(window: Window, day: date, now: datetime) -> Outlook:
    """Read the day's desks and calls; a day without open desks goes by the plan."""
    hours = window.hours_of(day)
    start = hours.start(now)
    calls = list(Call.objects.of_day(window, day).order_by("desk_id", "called_at"))
    pace = estimate.pace(*_worked(calls, now), window.planned_pace)
    desks = list(Desk.objects.open().filter(window=window).values_list("pk", flat=True))
    if start > now or not desks:
        return Outlook(start, (timedelta(),) * window.planned_desks, pace)
    busy = {call.desk_id: call for call in calls if call.ended_at is None}
    left = tuple(
        estimate.left_of(now - busy[desk].called_at, pace) if desk in busy else timedelta()
        for desk in desks
    )
    lost = sum(call.ending == Ending.DROPPED for call in calls)
    back = lost / (len(calls) + estimate.USUAL)
    came = window.requests.filter(day=day, is_first=True, asked_at__gt=hours.opens).count()
    sooner = came * pace / (now - hours.opens + SETTLES) / len(desks)
    return Outlook(start, left, pace, back, sooner)


def waiting(window: Window, day: date) -> list[HearingRequest]:
    """Return who waits on this day, first who is heard next."""
    return list(_queued(window, day))


def places(window: Window, day: date) -> list[Place]:
    """Return where those stand who wait on this day."""
    rows = _queued(window, day).values_list(
        "dropped", "carried", "is_first", "absences", "token", named=False
    )
    return [Place(*row) for row in rows]


def _queued(window: Window, day: date) -> HearingRequestQuerySet:
    return window.requests.in_queue().filter(day=day).in_order()


def is_full(window: Window, day: date, now: datetime) -> bool:
    """Say whether one more caller could no longer be heard before the closing."""
    queued = window.requests.active().filter(day=day).count()
    return queued >= outlook(window, day, now).room(window.hours_of(day).closes)


class Position(NamedTuple):
    """Where a waiting caller stands. Whoever is next is told that, for a time says less."""

    ahead: int
    expected: datetime
    is_next: bool  # an open desk takes nobody before them


def position(request: HearingRequest, now: datetime) -> Position:
    """Return how many are before a waiting caller, and when their turn will come."""
    queued = list(_queued(request.window, request.day).values_list("pk", flat=True))
    ahead = queued.index(request.pk) if request.pk in queued else len(queued)
    seen = outlook(request.window, request.day, now)
    expected = seen.moment(ahead, is_first=bool(request.need))
    return Position(ahead, expected, seen.start <= now and ahead < len(seen.left))


def _worked(calls: list[Call], now: datetime) -> tuple[timedelta, int]:
    """Return how long desks worked, and for how many turns: from one call to the desk's next."""
    worked, turns = timedelta(), 0
    for before, after in pairwise(calls):
        length = after.called_at - before.called_at
        if before.desk_id == after.desk_id and length <= LONGEST_TURN:
            worked, turns = worked + length, turns + 1
    under_way = [now - call.called_at for call in calls if call.ended_at is None]
    return worked + sum((min(one, LONGEST_TURN) for one in under_way), timedelta()), turns
