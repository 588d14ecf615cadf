"""Telling those who wait: a quarter of an hour before, and when they are next."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from hearings import doors, queue, zones
from hearings.models import Desk, HearingRequest, Window
from hearings.one_by_one import each
from tickets import events
from tickets.services import access

BEFORE = timedelta(minutes=15)


def remind(*, now: datetime) -> int:
    """Tell everybody whose time is near; return how many. Safe to repeat."""
    windows = Window.objects.exclude(weekdays=[]).select_related("line")
    near = [one for window in windows for one in _near(window, now)]
    return each(near, lambda one: _tell(one, now))


class Near(NamedTuple):
    """A caller whose turn will come within a quarter of an hour."""

    request_id: int
    is_next: bool
    at: datetime


def _near(window: Window, now: datetime) -> Iterator[Near]:
    day = window.next_hours(now).day
    queued = queue.waiting(window, day)
    if not queued:
        return
    expected = queue.outlook(window, day, now)
    desks = Desk.objects.open().filter(window=window).count()
    for ahead, request in enumerate(queued):
        at, is_next = expected.moment(ahead), ahead < desks
        if at - now > BEFORE:
            return
        if not request.next_told_at and (is_next or not request.reminded_at):
            yield Near(request.pk, is_next, at)


@transaction.atomic
def _tell(near: Near, now: datetime) -> bool:
    """Tell one caller what they have not been told yet; being next makes the reminder needless."""
    waiting = HearingRequest.objects.in_queue().select_for_update(of=("self",))
    request = waiting.select_related("window").filter(pk=near.request_id).first()
    if request is None or request.next_told_at or (request.reminded_at and not near.is_next):
        return False
    request.reminded_at = now
    request.next_told_at = now if near.is_next else None
    request.save(update_fields=["reminded_at", "next_told_at"])
    kind = events.HEARING_NEXT if near.is_next else events.HEARING_REMINDED
    say(request, kind, now=now, expected=near.at)
    return True


def say(request: HearingRequest, kind: str, *, now: datetime, expected: datetime) -> None:
    """Write news with the way in; a door nobody has opened yet is the way in still."""
    ticket = access.take_for_citizen(ticket_id=request.ticket_id)
    door = str(doors.current(request, at=now))
    told = {"expected": expected.isoformat(), "door": door, **zones.there(expected, request.zone)}
    ticket.record(kind, by=None, at=now, data=told)
