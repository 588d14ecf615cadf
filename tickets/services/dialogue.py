from datetime import datetime

from django.db import transaction

from districts.models import Officer
from tickets import events, texts
from tickets.models import Event
from tickets.policy import Deed
from tickets.services import access

LONGEST_QUESTION = 900  # fits a WhatsApp message with the words put around it


@transaction.atomic
def ask(*, ticket_id: int, by: Officer, at: datetime, text: str) -> Event:
    """Ask the citizen something; what they send next is recorded as the answer."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.ASK)
    question = texts.paragraphs(text, field="text", longest=LONGEST_QUESTION, required=True)
    return ticket.record(events.ASKED, by=by, at=at, note=question)
