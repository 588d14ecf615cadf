from datetime import datetime

from django.db import transaction

from districts.models import Officer
from tickets import events, texts
from tickets.models import Event
from tickets.policy import Deed
from tickets.services import access
from tickets.services.once import done, mark

LONGEST_QUESTION = 900  # fits a WhatsApp message with the words put around it


@transaction.atomic
def ask(*, ticket_id: int, by: Officer, at: datetime, text: str, once: str = "") -> Event:
    """Ask the citizen something; what they send next is recorded as the answer.

    Safe to repeat with the same `once`.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.ASK)
    if said := done(ticket, events.ASKED, by=by, once=once):
        return said
    question = texts.paragraphs(text, field="text", longest=LONGEST_QUESTION, required=True)
    return ticket.record(events.ASKED, by=by, at=at, note=question, data=mark(once))
