"""Booking without WhatsApp: the public page, and the desk for somebody on the telephone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from districts.models import Officer
from hearings import booking, desks, doors, particulars, queue, relay
from hearings.forms import BookingForm, open_windows
from hearings.models import HearingRequest, Window
from hearings.views import limits, room
from tickets import moments
from tickets.models import Ticket
from tickets.refusals import Refused
from tickets.services import intake
from tickets.views.officer import signed_in


@login_not_required
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, line: str) -> HttpResponse:
    """Book on the public page; whoever books is in the room already."""
    if not limits.address_may(request, "booking-pages", limits.BOOKING_PAGES):
        return render(request, "hearings/busy.html", status=429)
    window = get_object_or_404(open_windows(), line__code=line, line__is_active=True)
    now = timezone.now()
    form = BookingForm(request.POST or None, label_suffix="")
    status = 200
    if request.method == "POST":
        booked, status = _try_to_book(request, window, form)
        if booked is not None:
            door = booked.doors.get(closed_at=None)
            return room.enter(redirect("hearings:room", doors.token_of(door)), request, door, now)
    hours = window.next_hours(now)
    context = {
        "form": form,
        "window": window,
        "hours": hours,
        "now": now,
        "is_full": queue.is_full(window, hours.day, now),
        "has_relay": relay.is_there(),
    }
    return render(request, "hearings/book.html", context, status=status)


def _try_to_book(
    request: HttpRequest, window: Window, form: BookingForm
) -> tuple[HearingRequest | None, int]:
    """Return the booking, or None, with the reason in the form and its status."""
    if not form.is_valid():
        return None, 422
    if not limits.address_may(request, "bookings", limits.BOOKINGS):
        form.add_error(None, _("Too many bookings from here. Please try again in an hour."))
        return None, 429
    try:
        return _book(window, form, HearingRequest.Source.PAGE, by=None), 200
    except Refused as refusal:  # no day has room
        form.add_error(None, str(refusal))
        return None, 409


@require_POST
def book_by_phone(request: HttpRequest) -> HttpResponse:
    """Book for somebody on the telephone, at the officer's own desk."""
    officer = signed_in(request)
    form = BookingForm(request.POST)
    desk = desks.own_desk(officer)
    if desk is None or not form.is_valid():
        messages.error(request, _("Write in a few words what it is about."))
        return redirect("hearings:desk")
    try:
        booked = _book(desk.window, form, HearingRequest.Source.PHONE, by=officer)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("hearings:desk")
    told = {
        "token": booked.token,
        "code": booked.ticket.code,
        "time": moments.moment(booked.expected_at, now=None),
    }
    messages.success(request, _("Token %(token)s, about %(time)s, code %(code)s.") % told)
    return redirect("hearings:desk")


@transaction.atomic
def _book(window: Window, form: BookingForm, source: str, *, by: Officer | None) -> HearingRequest:
    filled, now = form.cleaned_data, timezone.now()
    ticket = intake.open_ticket(
        line=window.line, at=now, kind=Ticket.Kind.HEARING, text=filled["words"], by=by
    )
    booked = booking.book(
        ticket_id=ticket.pk,
        at=now,
        source=source,
        need=filled["need"],
        zone=filled["zone"],
        is_anonymous=filled["is_anonymous"],
    )
    particulars.keep(booked, form.told())
    return booked
