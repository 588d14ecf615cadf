"""Reading the queue of a day: who stands where, and when their turn will come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from hearings import estimate
from hearings.models import Call, Desk, HearingRequest, Window

LONGEST_TURN = timedelta(minutes=30)  # a longer span between two calls was a pause


@dataclass(frozen=True)
class Outlook:
    """How a day looks from now: when the first can be heard, and how fast it goes on."""

    start: datetime
    free_in: tuple[timedelta, ...]  # by desk
    pace: timedelta

    def moment(self, ahead: int) -> datetime:
        """Return when a caller with `ahead` before them will be heard."""
        return self.start + estimate.turns(ahead, self.free_in, self.pace)


def outlook(window: Window, day: date, now: datetime) -> Outlook:
    """Read the day's desks and calls; a day without open desks goes by the plan."""
    start = window.hours_of(day).start(now)
    calls = list(Call.objects.of_day(window, day).order_by("desk_id", "called_at"))
    pace = estimate.pace(_turns(calls), window.planned_pace)
    busy = {call.desk_id: call for call in calls if call.ended_at is None}
    desks = Desk.objects.open().filter(window=window).values_list("pk", flat=True)
    free_in = tuple(
        estimate.left_of(now - busy[desk].called_at, pace) if desk in busy else timedelta()
        for desk in desks
    )
    if start > now or not free_in:
        return Outlook(start, (timedelta(),) * window.planned_desks, pace)
    return Outlook(start, free_in, pace)


def waiting(window: Window, day: date) -> list[HearingRequest]:
    """Return who waits on this day, first who is heard next."""
    return list(window.requests.in_queue().filter(day=day).in_order())


def is_full(window: Window, day: date, now: datetime) -> bool:
    """Say whether one more caller could no longer be heard before the closing."""
    queued = window.requests.active().filter(day=day).count()
    expected = outlook(window, day, now)
    return expected.moment(queued) + expected.pace > window.hours_of(day).closes


def position(request: HearingRequest, now: datetime) -> tuple[int, datetime]:
    """Return how many are before a waiting caller, and when their turn will come."""
    queued = waiting(request.window, request.day)
    ahead = next((n for n, other in enumerate(queued) if other.pk == request.pk), len(queued))
    return ahead, outlook(request.window, request.day, now).moment(ahead)


def _turns(calls: list[Call]) -> list[timedelta]:
    """Return the spans from one call of a desk to its next, oldest first."""
    ended = []
    for before, after in pairwise(calls):
        length = after.called_at - before.called_at
        if before.desk_id == after.desk_id and length <= LONGEST_TURN:
            ended.append((after.called_at, length))
    return [length for _at, length in sorted(ended)]
