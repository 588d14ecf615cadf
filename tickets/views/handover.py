"""Handing a ticket over to another district: a page of its own, because it is rare and grave."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.models import Officer
from tickets import codes, policy
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import handover
from tickets.triage_forms import HandOverForm
from tickets.views.officer import signed_in


def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    officer = signed_in(request)
    ticket = _ticket(officer, code)
    try:
        policy.require(officer, Deed.HAND_OVER, ticket)
        given = request.POST if request.method == "POST" else None
        form = HandOverForm(given, ticket=ticket, officer=officer)
        if form.is_valid():
            return _done(request, officer, ticket, form)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except DoesNotFollow as refusal:
        messages.error(request, str(refusal))
        return redirect("tickets:detail", ticket.code)
    context = {"ticket": ticket, "form": form}
    return render(request, "tickets/handover.html", context, status=422 if form.is_bound else 200)


def _done(
    request: HttpRequest, officer: Officer, ticket: Ticket, form: HandOverForm
) -> HttpResponse:
    try:
        given = form.cleaned_data
        handover.hand_over(ticket_id=ticket.pk, by=officer, at=timezone.now(), **given)
    except Unacceptable as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        context = {"ticket": ticket, "form": form}
        return render(request, "tickets/handover.html", context, status=422)
    told = _("Handed over to %s. Its code stays the same, and the citizen is being told.")
    messages.success(request, told % given["office"].name)
    return redirect(_next_page(officer, ticket))


def _ticket(officer: Officer, code: str) -> Ticket:
    seen = Ticket.objects.visible_to(officer).select_related("unit", "suggested_unit", "line__unit")
    return get_object_or_404(seen, code=codes.read_code(code) or "")


def _next_page(officer: Officer, ticket: Ticket) -> str:
    # only who is posted above both districts sees it still
    if Ticket.objects.visible_to(officer).filter(pk=ticket.pk).exists():
        return reverse("tickets:detail", args=[ticket.code])
    return reverse("tickets:home")
