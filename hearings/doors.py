"""The links by which a citizen comes into the room: made, opened once by one browser, closed."""

import hashlib
from datetime import datetime, timedelta

from django.db.models import Max

from hearings.models import Call, Door, HearingRequest
from tickets import invitations

STAYS_OPEN = timedelta(hours=3)  # after the day's closing, because a hearing may run late


def make(request: HearingRequest, *, at: datetime) -> int:
    """Make a door for the request's day and return its number; those before it are closed."""
    close(request, at=at)
    last = request.doors.aggregate(last=Max("number", default=0))["last"]
    token = invitations.token(request.ticket_id, last + 1)
    closes = request.window.hours_of(request.day).closes
    request.doors.create(
        number=last + 1,
        digest=invitations.digest(token),
        made_at=at,
        expires_at=max(closes, at) + STAYS_OPEN,
    )
    return int(last) + 1


def current(request: HearingRequest, *, at: datetime) -> int:
    """Return the number of the door that is open now; a citizen who has entered by it may again."""
    door = request.doors.filter(closed_at=None, expires_at__gt=at).order_by("number").last()
    return door.number if door else make(request, at=at)


def close(request: HearingRequest, *, at: datetime) -> None:
    request.doors.filter(closed_at=None).update(closed_at=at)


def find(token: str, *, now: datetime) -> Door | None:
    """Return the door behind a link, or None once it leads nowhere: after the hearing, after its
    time, after another was made."""
    doors = Door.objects.select_related("request__window__line", "request__ticket")
    door = doors.filter(
        digest=invitations.digest(token), closed_at=None, expires_at__gt=now
    ).first()
    return door if door and _leads_somewhere(door.request) else None


def enter(door: Door, browser: str, *, now: datetime) -> bool:
    """Open the door for this browser, or say whether this browser opened it. One wins."""
    mine = hashlib.sha256(browser.encode()).digest()
    untouched = Door.objects.filter(pk=door.pk, opened_at=None, closed_at=None)
    if untouched.update(opened_at=max(now, door.made_at), browser=mine):
        return True
    return Door.objects.filter(pk=door.pk, closed_at=None, browser=mine).exists()


def is_opened_by(door: Door, browser: str) -> bool:
    if door.browser is None or not browser:
        return False
    return bytes(door.browser) == hashlib.sha256(browser.encode()).digest()


def remember_zone(door: Door, zone: str) -> None:
    """Keep where the caller's clock stands, if it is not in India and was not known."""
    if zone:
        HearingRequest.objects.filter(pk=door.request_id, zone="").update(zone=zone)


def _leads_somewhere(request: HearingRequest) -> bool:
    if request.state in HearingRequest.ACTIVE:
        return True
    return Call.objects.live().filter(request=request).exists()


def token_of(door: Door) -> str:
    return invitations.token(door.request.ticket_id, door.number)
