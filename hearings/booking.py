"""Asking to be heard: a token, a day with room for it, a time to expect, and a way in."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hearings import doors, particulars, queue, zones
from hearings.hours import Hours
from hearings.models import HearingRequest, Window
from hearings.order import ahead_of
from tickets import events
from tickets.models import Ticket
from tickets.refusals import DoesNotFollow
from tickets.services import access, hearing

DAYS_AHEAD = 60
SOON = timedelta(minutes=25)
State, Source = HearingRequest.State, HearingRequest.Source


@transaction.atomic
def book(
    *,
    ticket_id: int,
    at: datetime,
    source: str = Source.WHATSAPP,
    need: str = "",
    zone: str = "",
    is_anonymous: bool = False,
) -> HearingRequest:
    """Give the citizen of this ticket a token for the next day with room, today's if there is.

    Safe to repeat: the first token stays. The window's lock gives a day's tokens out one by one.
    Raises DoesNotFollow where the line holds no hearings.
    """
    ticket = access.take_for_citizen(ticket_id=ticket_id)
    if booked := HearingRequest.objects.filter(ticket=ticket).first():
        return booked
    window = _locked_window(ticket)
    hours = _hours_with_room(window, at, at)
    token = _next_token(window, hours)
    request = HearingRequest(
        window=window,
        ticket=ticket,
        day=hours.day,
        token=token,
        asked_at=at,
        waits_since=hours.start(at),
        source=source,
        need=need,
        zone=zone,
        # known from the first moment: a desk may call before other wishes are read
        is_anonymous=is_anonymous or hearing.is_nameless(ticket),
    )
    _expect(request, at)
    request.save()
    particulars.hand_on(request)
    _record(request, ticket, events.HEARING_ASKED, at)
    return request


def move(request: HearingRequest, *, after: datetime, at: datetime, is_carried: bool) -> None:
    """Give a caller a new token on the first day with room whose hours end after `after`.

    The caller holds the request's lock. `is_carried`: they waited in vain, and come first then.
    """
    ticket = access.take_for_citizen(ticket_id=request.ticket_id)
    window = _locked_window(ticket)
    hours = _hours_with_room(window, after, at)
    request.token = _next_token(window, hours)
    request.day, request.waits_since = hours.day, hours.start(at)
    request.state, request.carried = State.WAITING, request.carried or is_carried
    request.absences, request.dropped, request.days = 0, False, request.days + 1
    request.next_told_at = None
    _expect(request, at)
    request.save()
    particulars.keep_longer(request)
    _record(request, ticket, events.HEARING_MOVED, at)


def _expect(request: HearingRequest, at: datetime) -> None:
    """Note when the turn will come; where that is soon, the booking itself is the reminder."""
    request.expected_at = expected(request, at)
    request.reminded_at = at if request.expected_at - at <= SOON else None


def tell_again(request: HearingRequest, at: datetime) -> None:
    """Tell a caller what holds for them now, with a new way in. The caller saves the request."""
    ticket = access.take_for_citizen(ticket_id=request.ticket_id)
    _record(request, ticket, events.HEARING_MOVED, at)


def expected(request: HearingRequest, at: datetime) -> datetime:
    """Return when a caller will be heard, by who stands before them now."""
    others = [
        one for one in queue.places(request.window, request.day) if one.token != request.token
    ]
    ahead = ahead_of(request.place, others)
    outlook = queue.outlook(request.window, request.day, at)
    return outlook.moment(ahead, is_first=bool(request.need))


def _locked_window(ticket: Ticket) -> Window:
    windows = Window.objects.select_for_update(of=("self",)).select_related("line")
    window = windows.filter(line=ticket.line).first()
    if window is None or not window.weekdays:
        raise DoesNotFollow(_("This line holds no hearings."))
    return window


def _hours_with_room(window: Window, after: datetime, now: datetime) -> Hours:
    hours = window.next_hours(after)
    for _day in range(DAYS_AHEAD):
        if not queue.is_full(window, hours.day, now):
            return hours
        hours = window.next_hours(hours.closes)
    raise DoesNotFollow(_("All days are full. Please try again tomorrow."))


def _next_token(window: Window, hours: Hours) -> int:
    given = window.requests.filter(day=hours.day).aggregate(last=Max("token", default=0))
    return int(given["last"]) + 1


def _record(request: HearingRequest, ticket: Ticket, kind: str, at: datetime) -> None:
    door = doors.make(request, at=at)
    told = {
        "day": request.day.isoformat(),
        "token": str(request.token),
        "expected": request.expected_at.isoformat(),
        "door": str(door),
        **zones.there(request.expected_at, request.zone),
    }
    ticket.record(kind, by=None, at=at, data=told)
