"""Who read what tells who a caller is: it stands in the ticket's history, once for each call."""

from datetime import datetime

from django.db import transaction

from districts.models import Officer
from hearings.models import Call
from tickets import events
from tickets.models import Event, Ticket

NAME, SHEET = "name", "sheet"  # told to be heard by; for signing


def note(call: Call, *, by: Officer, what: str, at: datetime) -> None:
    """Write down that `by` was shown the name or the sheet of this call.

    Safe to repeat, for pages are loaded again: then it costs one look into the ticket's history.
    """
    facts = {"shown": what, "call": str(call.pk)}
    noted = Event.objects.filter(ticket=call.request.ticket_id, kind=events.READ, by=by)
    if noted.filter(data__contains=facts).exists():
        return
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update().get(pk=call.request.ticket_id)
        if not noted.filter(data__contains=facts).exists():
            ticket.record(events.READ, by=by, at=at, data=facts)
