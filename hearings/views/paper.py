from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hearings import calls, looks, particulars
from tickets import events
from tickets.views.officer import signed_in


@require_GET
def complaint(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was heard as a sheet to print and sign, to the officer who heard it."""
    officer, now = signed_in(request), timezone.now()
    call = get_object_or_404(calls.heard_by(officer), pk=key)
    ticket = call.request.ticket
    looks.note(call, by=officer, what=looks.SHEET, at=now)
    context = {
        "now": now,
        "call": call,
        "ticket": ticket,
        "told": particulars.read(call.request),
        "heard": ticket.events.filter(kind=events.HEARING_HEARD).last(),
    }
    return render(request, "hearings/complaint.html", context)
