from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from tickets import codes, spoken
from tickets.desk_forms import CallForm
from tickets.models import DeskEntry, Ticket
from tickets.refusals import NotAllowed, Unacceptable
from tickets.services import calls
from tickets.views.officer import signed_in

READ_OUT = timedelta(hours=12)  # a code is read to the caller, not kept in a list


@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: HttpRequest) -> HttpResponse:
    """Show the form for a call, or write one down and show the code to be read out."""
    officer = signed_in(request)
    form = CallForm(request.POST or None, officer=officer)
    if not form.lines:
        raise PermissionDenied(_("Your post does not take calls."))
    if not form.is_bound or not form.is_valid():
        return render(request, "tickets/call.html", {"form": form}, status=_status(form))
    try:
        entry = calls.take_down(by=officer, at=timezone.now(), **form.cleaned_data)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Unacceptable as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return render(request, "tickets/call.html", {"form": form}, status=422)
    return redirect("tickets:call-receipt", entry.nonce)


@require_safe
def receipt(request: HttpRequest, nonce: UUID) -> HttpResponse:
    """Show a code large and spelled, to whoever took the call and for as long as a duty."""
    officer, since = signed_in(request), timezone.now() - READ_OUT
    mine = DeskEntry.objects.filter(by=officer, taken_at__gte=since).select_related(
        "ticket__line", "ticket__unit"
    )
    entry = get_object_or_404(mine, nonce=nonce)
    code = entry.ticket.code if entry.ticket else ""
    context = {
        "code": code,
        "spaced": codes.spaced(code),
        "spelled": _spelled(code),
        "line": entry.ticket.line if entry.ticket else None,
        "advice": calls.advice_for(entry),
        # one about police lies above the desk at once
        "is_seen": Ticket.objects.visible_to(officer).filter(code=code).exists(),
    }
    return render(request, "tickets/call_receipt.html", context)


def _spelled(code: str) -> list[tuple[str, str, str]]:
    """Return each sign, as it is said in Hindi, as it is said in English."""
    with override("hi"):
        hindi = spoken.spelled(code)
    with override("en"):
        english = dict(spoken.spelled(code))
    return [(sign, said, english[sign]) for sign, said in hindi]


def _status(form: CallForm) -> int:
    return 422 if form.is_bound else 200
