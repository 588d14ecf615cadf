"""What the officer's page asks and tells while a call is under way."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hearings import calls, relay, signalling
from hearings.models import Call, Seat
from hearings.views.answers import for_programs, number, told
from tickets.refusals import DoesNotFollow
from tickets.views.officer import signed_in


@require_GET
@for_programs
def look(request: HttpRequest, key: UUID) -> HttpResponse:
    found = calls.own(signed_in(request), key)
    seat = _seat(request, found)
    if seat is None:
        return JsonResponse({"state": "left"})
    if str(seat.pk) != request.GET.get("seat"):
        return JsonResponse({"state": "moved"})  # the same officer sits on another page
    after = number(request.GET.get("after", ""))
    here = signalling.look(seat, after=after, now=timezone.now())
    return JsonResponse({"state": "call", "came": found.joined_at is not None, **here})


@require_POST
@for_programs
def join(request: HttpRequest, key: UUID) -> HttpResponse:
    now, officer = timezone.now(), signed_in(request)
    found = calls.own(officer, key)
    seat = calls.sit_down(found, officer=officer, at=now)
    return JsonResponse(
        {"seat": seat.pk, **relay.ice(now=now, relay_only=found.request.is_anonymous)}
    )


@require_POST
@for_programs
def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hang up; the page stays, so that what was heard can be written down."""
    officer = signed_in(request)
    calls.hang_up(calls.own(officer, key), officer=officer, at=timezone.now())
    return JsonResponse({"state": "left"})


@require_POST
@for_programs
def tell(request: HttpRequest, key: UUID) -> HttpResponse:
    seat = _seat(request, calls.own(signed_in(request), key))
    if seat is None:
        raise DoesNotFollow
    return JsonResponse({"kept": signalling.tell(seat, told(request), now=timezone.now())})


@require_GET
@for_programs
def ice(request: HttpRequest, key: UUID) -> HttpResponse:
    found = calls.own(signed_in(request), key)
    return JsonResponse(relay.ice(now=timezone.now(), relay_only=found.request.is_anonymous))


def _seat(request: HttpRequest, found: Call) -> Seat | None:
    seat = found.seats.filter(officer=signed_in(request), left_at=None).first()
    if seat is not None:
        seat.call = found
    return seat
