"""The citizen's room: one link, one browser, no account."""

import secrets
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearings import callbacks, calls, doors, queue, relay, signalling, wishes, zones
from hearings.models import Call, Door, HearingRequest, Seat
from hearings.views import limits
from hearings.views.answers import for_programs, number, told, with_devices
from tickets.refusals import DoesNotFollow, NotAllowed, Refused
from tickets.services import hearing
from tickets.wishes import OFFERED, Callback, Wish

COOKIE = "__Host-hearing" if settings.SECURE else "hearing"
COOKIE_LASTS = 60 * 60 * 24 * 30
State = HearingRequest.State


@login_not_required
@with_devices
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, token: str) -> HttpResponse:
    """Show the door, and behind it the room. Only a press opens it: previews only look."""
    now = timezone.now()
    door = doors.find(token, now=now)
    if door is None:
        return closed(request)
    browser = request.COOKIES.get(COOKIE, "")
    if doors.is_opened_by(door, browser):
        return _inside(request, door, token, now)
    if door.opened_at is not None:
        return closed(request)
    if request.method == "GET":
        return render(request, "hearings/door.html", {"token": token})
    doors.remember_zone(door, zones.named(request.POST.get("zone", "")))
    return enter(redirect("hearings:room", token), request, door, now)


def enter(response: HttpResponse, request: HttpRequest, door: Door, now: datetime) -> HttpResponse:
    """Open the door for this browser and let it remember that; one browser wins."""
    browser = request.COOKIES.get(COOKIE) or secrets.token_urlsafe(24)
    if not doors.enter(door, browser, now=now):
        return closed(request)
    response.set_cookie(
        COOKIE,
        browser,
        max_age=COOKIE_LASTS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def closed(request: HttpRequest) -> HttpResponse:
    """One answer to every link that leads nowhere, so that none can be told from another."""
    return render(request, "hearings/closed.html", status=410)


@login_not_required
@require_GET
@for_programs
def look(request: HttpRequest, token: str) -> HttpResponse:
    """Say where the citizen stands, and in a call what the other pages tell."""
    now = timezone.now()
    waiting = _own(request, token, now).request
    call = Call.objects.live().filter(request=waiting).select_related("request").first()
    if call is None:
        signalling.look_from_queue(waiting, now=now)
        return JsonResponse(_standing(waiting, now))
    seat = call.seats.filter(officer=None, left_at=None).first()
    if seat is None:
        hung_up = call.seats.filter(officer=None).exists()
        return JsonResponse({"state": "left" if hung_up else "called"})
    if seat.pk != number(request.GET.get("seat", "")):
        is_elsewhere = call.seats.taken(now).filter(officer=None).exists()
        return JsonResponse({"state": "moved" if is_elsewhere else "called"})
    seat.call = call
    after = number(request.GET.get("after", ""))
    return JsonResponse({"state": "call", **signalling.look(seat, after=after, now=now)})


@login_not_required
@require_POST
@for_programs
def join(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    door = _own(request, token, now)
    waiting = door.request
    if not limits.room_may(request, door, "joins", limits.JOINS):
        raise signalling.TooOften
    call = Call.objects.live().filter(request=waiting).first()
    if call is None:
        raise DoesNotFollow
    seat = calls.sit_down(call, officer=None, at=now)
    ice = relay.ice(now=now, relay_only=waiting.is_anonymous)
    return JsonResponse({"seat": seat.pk, **ice})


@login_not_required
@require_POST
@for_programs
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Hang up; while the officer writes, the citizen may come back."""
    now = timezone.now()
    waiting = _own(request, token, now).request
    for call in Call.objects.live().filter(request=waiting).select_related("desk"):
        calls.hang_up(call, officer=None, at=now)
    return JsonResponse({"state": "left"})


@login_not_required
@require_POST
@for_programs
def tell(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    seat = _seat(_own(request, token, now).request)
    return JsonResponse({"kept": signalling.tell(seat, told(request), now=now)})


@login_not_required
@require_GET
@for_programs
def ice(request: HttpRequest, token: str) -> HttpResponse:
    """Give fresh credentials before the network is tried anew."""
    now = timezone.now()
    seat = _seat(_own(request, token, now).request)
    return JsonResponse(relay.ice(now=now, relay_only=seat.call.request.is_anonymous))


@login_not_required
@require_POST
def wish(request: HttpRequest, token: str) -> HttpResponse:
    """Take what the citizen presses on the page: another day, sooner, no more needed."""
    now = timezone.now()
    door = doors.find(token, now=now)
    wanted = request.POST.get("wish", "")
    if door is None or not doors.is_opened_by(door, request.COOKIES.get(COOKIE, "")):
        return closed(request)
    if wanted in Wish.values and limits.room_may(request, door, "wishes", limits.WISHES):
        with suppress(Refused):  # closed meanwhile, or no day has room: the room says how it stands
            hearing.wish(ticket_id=door.request.ticket_id, wanted=Wish(wanted), at=now)
            wishes.act(ticket_id=door.request.ticket_id, now=now)
    newest = door.request.doors.filter(closed_at=None).order_by("number").last()
    if newest is None or newest.pk == door.pk:
        return redirect("hearings:room", token)
    there = redirect("hearings:room", doors.token_of(newest))
    return enter(there, request, newest, now)


def _own(request: HttpRequest, token: str, now: datetime) -> Door:
    door = doors.find(token, now=now)
    if door is None or not doors.is_opened_by(door, request.COOKIES.get(COOKIE, "")):
        raise NotAllowed
    return door


def _seat(waiting: HearingRequest) -> Seat:
    seats = Seat.objects.filter(call__request=waiting, call__ended_at=None, officer=None)
    seat = seats.filter(left_at=None).select_related("call__request").first()
    if seat is None:
        raise DoesNotFollow
    return seat


def _standing(waiting: HearingRequest, now: datetime) -> dict[str, Any]:
    if waiting.state != State.WAITING:
        return {"state": waiting.state}
    ahead, expected, is_next = queue.position(waiting, now)
    told = {"ahead": ahead, "expected": expected.isoformat(), "next": is_next}
    return {"state": "waiting", **told}


def _inside(request: HttpRequest, door: Door, token: str, now: datetime) -> HttpResponse:
    waiting = door.request
    ahead, expected, is_next = queue.position(waiting, now)
    way_back = callbacks.way_to(waiting)
    context = {
        "hearing": waiting,
        "token": token,
        "now": now,
        "ahead": ahead,
        "expected": expected,
        "is_next": is_next,
        "expected_there": zones.clock(expected, waiting.zone),
        "is_today": waiting.day == timezone.localdate(now),
        "wishes": [one for one in OFFERED if one not in _left_out(way_back)],
        "way_back": way_back,
        "by_writing": relay.leaves_writing(relay_only=waiting.is_anonymous),
    }
    return render(request, "hearings/room.html", context)


def _left_out(way_back: Callback | None) -> set[Wish]:
    """Return what this page does not offer: it is the link, and some leave no other way to them."""
    return {Wish.ANOTHER_LINK} if way_back else {Wish.ANOTHER_LINK, Wish.CALLBACK}
