"""The officer's desk: open it, call the next, hear, write down, hand on."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from districts.standing import read_once
from districts.timing import INDIA
from hearings import callbacks, calls, desks, looks, particulars, queue, relay, taking_down
from hearings.forms import BookingForm, HandOverForm, InviteForm, TakingDownForm
from hearings.models import Call, Desk, Guest, HearingRequest
from hearings.models.request import HearingRequestQuerySet
from hearings.views.answers import with_devices
from tickets.codes import spaced
from tickets.models import Ticket
from tickets.refusals import NotAllowed, Refused, Unacceptable
from tickets.sight import sight_of
from tickets.views.officer import signed_in

SHOWN = 30  # of the queue
LAST_HEARD = 5  # to print them
LATELY = timedelta(days=7)
THERE = timedelta(seconds=40)  # since a waiting page last asked; it asks every few seconds


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show the officer's own desk and the queue; a call under way is a page of its own."""
    officer, now = signed_in(request), timezone.now()
    own = desks.own_desk(officer)
    if own and not desks.may_hear(officer, own.window):
        own = None  # the sweep closes it
    live = Call.objects.live()
    mine = live.filter(desk=own, request__ticket__in=Ticket.objects.visible_to(officer))
    if own and (call := mine.first()):
        return redirect("hearings:call", call.pk)
    invited = Guest.objects.filter(officer=officer, call__in=live).select_related("call__desk")
    context: dict[str, Any] = {
        "now": now,
        "windows": desks.windows_for(officer),
        "sight": sight_of(officer),
        "desk": own,
        "invited": invited,
    }
    if own:
        today = now.astimezone(INDIA).date()
        hearable = own.window.requests.hearable_by(officer).select_related("ticket__unit")
        waiting = hearable.in_queue().filter(day=today).in_order()
        context |= {
            "desk_name": own.name(get_language() or "hi"),
            "waiting": waiting[:SHOWN],
            "there_since": now - THERE,
            "count": waiting.count(),
            "outlook": queue.outlook(own.window, today, now),
            "owed": callbacks.with_ways(hearable.owed()).order_by("day", "token"),
            "unreached": _unreached(hearable, now),
            "heard": calls.heard_by(officer).filter(day=today).order_by("-ended_at")[:LAST_HEARD],
            "desks": Desk.objects.open().filter(window=own.window).select_related("officer"),
            "form": BookingForm(auto_id="id_phone_%s", label_suffix=""),
        }
    return render(request, "hearings/desk.html", context)


def _unreached(hearable: HearingRequestQuerySet, now: datetime) -> HearingRequestQuerySet:
    """Return those of the last week who were forgotten before they were heard."""
    gone = hearable.filter(state=HearingRequest.State.UNREACHED, ticket__closed_at=None)
    return gone.filter(asked_at__gt=now - LATELY).order_by("day", "token")


@require_POST
def open_desk(request: HttpRequest, window: int) -> HttpResponse:
    return _then(
        request, lambda: desks.open_desk(window_id=window, by=signed_in(request), at=timezone.now())
    )


@require_POST
def close_desk(request: HttpRequest) -> HttpResponse:
    return _then(request, lambda: desks.close_desk(by=signed_in(request), at=timezone.now()))


@require_POST
def call_next(request: HttpRequest) -> HttpResponse:
    def do() -> None:
        if desks.call_next(by=signed_in(request), at=timezone.now()) is None:
            messages.info(request, _("Nobody waits now."))

    return _then(request, do)


@require_POST
def call_this(request: HttpRequest, key: int) -> HttpResponse:
    return _then(
        request, lambda: desks.call_this(request_id=key, by=signed_in(request), at=timezone.now())
    )


@with_devices
@require_GET
def call(request: HttpRequest, key: UUID) -> HttpResponse:
    officer = signed_in(request)
    try:
        found = calls.own(officer, key)
    except Refused as refusal:
        messages.info(request, str(refusal))
        return redirect("hearings:desk")
    return _page(request, found)


@with_devices
@require_POST
def finish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down what was heard and forward it; the page comes back where something lacks."""
    officer = signed_in(request)
    try:
        found = calls.own(officer, key)
        form = TakingDownForm(request.POST, call=found)
        if not form.is_valid():
            return _page(request, found, form, status=422)
        ticket = taking_down.finish(call_id=key, by=officer, at=timezone.now(), taken=form.taken())
    except Unacceptable as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, found, form, status=422)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("hearings:desk")
    messages.success(
        request, _("Written down under %(code)s. Next, please.") % {"code": spaced(ticket.code)}
    )
    return redirect("hearings:desk")


@require_POST
def put_back(request: HttpRequest, key: UUID) -> HttpResponse:
    return _then(
        request,
        lambda: calls.put_back(call_id=key, by=signed_in(request), at=timezone.now()),
    )


@require_POST
def hand_over(request: HttpRequest, key: UUID) -> HttpResponse:
    def do() -> None:
        officer = signed_in(request)
        form = HandOverForm(request.POST, call=calls.own(officer, key))
        if form.is_valid():
            to = form.cleaned_data["desk"]
            calls.hand_over(call_id=key, by=officer, desk_id=to.pk, at=timezone.now())

    return _then(request, do)


@require_POST
def invite(request: HttpRequest, key: UUID) -> HttpResponse:
    def do() -> None:
        officer = signed_in(request)
        form = InviteForm(request.POST, call=calls.own(officer, key))
        if form.is_valid():
            guest = form.cleaned_data["guest"]
            calls.invite(call_id=key, by=officer, guest=guest, at=timezone.now())
            messages.success(request, _("They find the call under “Hearing” now."))

    return _then(request, do)


def _then(request: HttpRequest, do: Any) -> HttpResponse:
    """Do it, say why not where it was refused, and show the desk or the call it has."""
    try:
        do()
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("hearings:desk")


@read_once()
def _page(
    request: HttpRequest, found: Call, form: TakingDownForm | None = None, status: int = 200
) -> HttpResponse:
    officer, now = signed_in(request), timezone.now()
    told = particulars.read(found.request)
    if any(told):
        looks.note(found, by=officer, what=looks.NAME, at=now)
    context = {
        "now": now,
        "sight": sight_of(officer),
        "call": found,
        "hearing": found.request,
        "ticket": found.request.ticket,
        "told": told,
        "by_writing": relay.leaves_writing(relay_only=found.request.is_anonymous),
        "is_own": found.desk.officer_id == officer.pk,
        "form": form or TakingDownForm(call=found),
        "invite": InviteForm(call=found),
        "hand_over": HandOverForm(call=found),
    }
    return render(request, "hearings/call.html", context, status=status)
