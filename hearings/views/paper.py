from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hearings import calls, particulars
from tickets import events
from tickets.views.officer import signed_in


@require_GET
def complaint(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was heard as a sheet to print and sign, to the officer who heard it."""
    call = get_object_or_404(calls.heard_by(signed_in(request)), pk=key)
    ticket = call.request.ticket
    context = {
        "now": timezone.now(),
        "call": call,
        "ticket": ticket,
        "told": particulars.read(call.request),
        "heard": ticket.events.filter(kind=events.HEARING_HEARD).last(),
    }
    return render(request, "hearings/complaint.html", context)
