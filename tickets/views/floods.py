"""A flood unfolded: all its tickets on one page, closed together or taken back."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from districts.models import Officer
from districts.standing import read_once
from tickets import codes, floods, lists, policy
from tickets.desk_forms import TogetherForm
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import together
from tickets.sight import sight_of
from tickets.views.officer import signed_in

CLOSED_AT = "closed_together_at"  # in the session: only then the queue asks what can be undone


@require_http_methods(["GET", "HEAD", "POST"])
def flood(request: HttpRequest, code: str) -> HttpResponse:
    """Show the copies of a ticket, or close those that were ticked."""
    officer = signed_in(request)
    if not sight_of(officer).is_exact:
        raise PermissionDenied(_("Alike tickets are shown as one at headquarters only."))
    seen = Ticket.objects.visible_to(officer).select_related("unit")
    one = get_object_or_404(seen, code=codes.read_code(code) or "")
    form = TogetherForm(request.POST or None)
    if request.method != "POST":
        return _page(request, officer, one, form)
    try:
        if not form.is_valid():
            policy.require(officer, Deed.CLOSE, one)
            return _page(request, officer, one, form, status=422)
        number = together.close(
            ticket_id=one.pk,
            codes=[codes.read_code(code) or "" for code in request.POST.getlist("ticket")],
            by=officer,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except DoesNotFollow as refusal:
        messages.error(request, str(refusal))
        return redirect("tickets:queue")
    except Unacceptable as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, officer, one, form, status=422)
    said = ngettext("%(number)d ticket is closed.", "%(number)d tickets are closed.", number)
    messages.success(request, said % {"number": number})
    request.session[CLOSED_AT] = timezone.now().isoformat()
    return redirect("tickets:queue")


@require_POST
def undo(request: HttpRequest, word: str) -> HttpResponse:
    try:
        number = together.undo(word=word, by=signed_in(request), at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except DoesNotFollow as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(number)d ticket is back.", "%(number)d tickets are back.", number)
        messages.success(request, said % {"number": number})
    return redirect("tickets:queue")


def is_revocable(request: HttpRequest, now: datetime) -> bool:
    """Say whether there may be something this officer closed here and can still take back."""
    at = request.session.get(CLOSED_AT)
    return at is not None and now - datetime.fromisoformat(at) < together.UNDO


@read_once()
def _page(
    request: HttpRequest, officer: Officer, one: Ticket, form: TogetherForm, status: int = 200
) -> HttpResponse:
    copies = floods.copies_of(Ticket.objects.visible_to(officer), one)
    total, rows = copies.count(), list(lists.as_rows(copies)[: together.MOST])
    context = {
        "now": timezone.now(),
        "sight": sight_of(officer),
        "one": one,
        "rows": rows,
        "total": total,
        "more": total - len(rows),
        "chosen": request.POST.getlist("ticket") or [row.code for row in rows],
        "form": form if policy.may(officer, Deed.CLOSE, one) else None,
    }
    return render(request, "tickets/flood.html", context, status=status)
