"""Telling those who wait: a quarter of an hour before, and when they are next."""

from datetime import datetime, timedelta

from django.db import transaction

from hearings import doors, queue
from hearings.models import Desk, HearingRequest, Window
from tickets import events
from tickets.services import access

BEFORE = timedelta(minutes=15)


def remind(*, now: datetime) -> int:
    """Tell everybody whose time is near; return how many. Safe to repeat."""
    told = 0
    for window in Window.objects.exclude(weekdays=[]).select_related("line"):
        day = window.next_hours(now).day
        queued = queue.waiting(window, day)
        if not queued:
            continue
        expected = queue.outlook(window, day, now)
        desks = Desk.objects.open().filter(window=window).count()
        for ahead, request in enumerate(queued):
            if expected.moment(ahead) - now > BEFORE:
                break
            told += _tell(request.pk, is_next=ahead < desks, at=expected.moment(ahead), now=now)
    return told


@transaction.atomic
def _tell(request_id: int, *, is_next: bool, at: datetime, now: datetime) -> bool:
    """Tell one caller what they have not been told yet; being next makes the reminder needless."""
    waiting = HearingRequest.objects.in_queue().select_for_update(of=("self",))
    request = waiting.select_related("window").filter(pk=request_id).first()
    if request is None or request.next_told_at or (request.reminded_at and not is_next):
        return False
    request.reminded_at = now
    request.next_told_at = now if is_next else None
    request.save(update_fields=["reminded_at", "next_told_at"])
    kind = events.HEARING_NEXT if is_next else events.HEARING_REMINDED
    say(request, kind, now=now, expected=at)
    return True


def say(request: HearingRequest, kind: str, *, now: datetime, expected: datetime) -> None:
    """Write news with the way in; a door nobody has opened yet is the way in still."""
    ticket = access.take_for_citizen(ticket_id=request.ticket_id)
    told = {"expected": expected.isoformat(), "door": str(doors.current(request, at=now))}
    ticket.record(kind, by=None, at=now, data=told)
