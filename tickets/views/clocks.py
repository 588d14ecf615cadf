"""How clocks were counted, what is owed to superiors, and how it was closed."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from districts import grants
from districts.models import ABOVE_A_DISTRICT, Officer
from tickets import codes, gaming, policy, reckoning
from tickets.clock_forms import ClosedForm, ExplainForm
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow
from tickets.services import explanations
from tickets.views.officer import signed_in

MOST = 100  # rows of a list


def account(request: HttpRequest, code: str) -> HttpResponse:
    """Show how each second of the ticket's clocks was counted."""
    officer, now = signed_in(request), timezone.now()
    ticket = _ticket(officer, code)
    accounts = reckoning.fit_for(officer, ticket, reckoning.reckon(ticket, now=now))
    context = {"now": now, "ticket": ticket, "accounts": accounts}
    return render(request, "tickets/account.html", context)


def owed(request: HttpRequest) -> HttpResponse:
    """List explanations: those asked of this officer, and the unanswered ones under them."""
    officer = signed_in(request)
    asked = explanations.visible_to(officer)
    context = {
        "now": timezone.now(),
        "mine": asked.filter(officer=officer, answered_at=None)[:MOST],
        "waiting": asked.exclude(officer=officer).filter(answered_at=None)[:MOST],
        "answered": asked.exclude(answered_at=None).order_by("-answered_at")[:MOST],
        "defaulters": explanations.defaulters(officer)[:MOST],
        "form": ExplainForm(),
    }
    return render(request, "tickets/owed.html", context)


@require_POST
def explain(request: HttpRequest, code: str) -> HttpResponse:
    officer = signed_in(request)
    ticket = _ticket(officer, code)
    form = ExplainForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please write something here."))
        return redirect("tickets:owed")
    try:
        explanations.explain(
            ticket_id=ticket.pk, by=officer, at=timezone.now(), text=form.cleaned_data["text"]
        )
    except DoesNotFollow as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your explanation is in the history."))
    return redirect("tickets:owed")


def closed(request: HttpRequest) -> HttpResponse:
    """Show how stations closed what they closed, and the tickets behind one number."""
    officer = signed_in(request)
    if not policy.parts(officer, Deed.DEMAND):
        raise PermissionDenied
    asked, now = ClosedForm(request.GET), timezone.now()
    of_many = any(post.unit.kind in ABOVE_A_DISTRICT for post in grants.posts(officer))
    days, sign, unit = asked.period(of_many=of_many), asked.sign(), asked.unit_code()
    look = gaming.Look(officer=officer, since=now - timedelta(days=days), until=now)
    found = gaming.find(look)
    rows = found.by_unit()
    context: dict[str, Any] = {
        "now": now,
        "days": days,
        "periods": ClosedForm.PERIODS,
        "signs": list(gaming.Sign),
        "rows_by_unit": [
            {**row, "numbers": [(each, n) for each, n in row["signs"].items() if n]}
            for row in rows[:MOST]
        ],
        "most": MOST if len(rows) > MOST else None,
    }
    chosen = next((row["unit"] for row in rows if row["unit"].code == unit), None)
    if sign is not None and chosen is not None:
        keys = [one.ticket for one in found.signs[sign] if one.unit == chosen.pk]
        seen = Ticket.objects.visible_to(officer).filter(pk__in=keys)
        listed = seen.select_related("unit").order_by("-arrived_at", "-pk")[:MOST]
        context |= {"sign": sign, "chosen": chosen, "behind": listed}
    return render(request, "tickets/closed.html", context)


def _ticket(officer: Officer, code: str) -> Ticket:
    seen = Ticket.objects.visible_to(officer).select_related("unit", "line", "category")
    return get_object_or_404(seen, code=codes.read_code(code) or "")
