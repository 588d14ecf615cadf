from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from districts.models import Officer
from districts.standing import read_once
from tickets import around, first_looks, policy, retelling, steps
from tickets.forms import DeedForm
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, NotAllowed, Refused, Unacceptable
from tickets.services import drafts
from tickets.sight import sight_of
from tickets.views import replies
from tickets.views.offers import offers
from tickets.views.officer import signed_in
from tickets.views.panels import PANELS
from tickets.views.whole import whole


def detail(request: HttpRequest, code: str) -> HttpResponse:
    officer = signed_in(request)
    ticket = whole(officer, code)
    first_looks.note(ticket, officer, at=timezone.now())
    return _page(request, ticket)


@require_POST
def do(request: HttpRequest, code: str, deed: Deed) -> HttpResponse:
    """Do one deed with what the officer filled in, and show the ticket as it then is."""
    officer = signed_in(request)
    ticket = whole(officer, code)
    form = PANELS[deed].form(request.POST, ticket=ticket, officer=officer)
    try:
        policy.require(officer, deed, ticket)
        if not form.is_valid():
            return _page(request, ticket, form, status=422)
        given = form.cleaned_data
        PANELS[deed].use_case(ticket_id=ticket.pk, by=officer, at=timezone.now(), **given)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except DoesNotFollow as refusal:
        messages.error(request, str(refusal))
        return _page(request, whole(officer, code), status=409)
    except Unacceptable as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, ticket, form, status=422)
    drafts.drop(ticket_id=ticket.pk, by=officer, deed=deed)
    messages.success(request, str(PANELS[deed].done))
    return redirect(_next_page(request, officer, ticket))


def again(request: HttpRequest, code: str, deed: Deed, refusal: Refused) -> HttpResponse:
    """Show the ticket with a deed's form as it was filled in, and what was wrong with it."""
    officer = signed_in(request)
    ticket = whole(officer, code)
    form = PANELS[deed].form(request.POST, ticket=ticket, officer=officer)
    form.add_error(None, str(refusal))
    return _page(request, ticket, form, status=422)


@read_once()
def _page(
    request: HttpRequest, ticket: Ticket, filled: DeedForm | None = None, status: int = 200
) -> HttpResponse:
    officer = signed_in(request)
    left = drafts.left(vars(ticket)["drafts_left"])
    shown = replies.chosen(request, ticket, list(offers(ticket, officer, filled, left)))
    sight = sight_of(officer)
    near = around.units(ticket, officer)
    context: dict[str, Any] = {
        "now": timezone.now(),
        "sight": sight,
        "ticket": ticket,
        "clocks": [
            (clock, steps.taken(clock, ticket, near))
            for clock in ticket.clocks.all()
            if clock.round == ticket.round
        ],
        "offers": shown,
        "may_hand_over": policy.may(officer, Deed.HAND_OVER, ticket),
        "first": next((offer for offer in shown if offer.is_open), None),
        "history": retelling.retell(ticket, sight, near, _known(ticket)),
    }
    return render(request, "tickets/detail.html", context, status=status)


def _known(ticket: Ticket) -> list[Officer]:
    posted = [post.officer for post in around.posts(ticket)]
    return [ticket.assigned_to, *posted] if ticket.assigned_to else posted


def _next_page(request: HttpRequest, officer: Officer, ticket: Ticket) -> str:
    if request.POST.get("next") == "station":
        return reverse("tickets:station")
    # a deed may take the ticket out of the officer's own sight
    if Ticket.objects.visible_to(officer).filter(pk=ticket.pk).exists():
        return reverse("tickets:detail", args=[ticket.code])
    return reverse("tickets:home")
