"""Setting a new ticket aside for later: out of the way for hours, never for good."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Officer
from tickets import events, texts
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services import access

MINUTES = (30, 120, 480)  # one duty at most; its clocks run on meanwhile
UP_AGAIN = 0


@transaction.atomic
def shelve(
    *,
    ticket_id: int,
    by: Officer,
    at: datetime,
    minutes: int,
    note: str = "",
    together: str = "",
) -> Ticket:
    """Take a new ticket out of the queue for so many minutes; with UP_AGAIN put it back.

    Stops no clock. It comes back by itself, and at once when the citizen writes again. `together`
    marks what can be taken back.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.SHELVE)
    words = texts.paragraphs(note, field="note")
    if minutes == UP_AGAIN:
        take_up(ticket)
        ticket.record(events.UNSHELVED, by=by, at=at, note=words)
        return ticket
    if minutes not in MINUTES:
        raise Unacceptable(_("Choose one of the times offered."), field="minutes")
    if ticket.priority == Ticket.Priority.EMERGENCY:
        raise DoesNotFollow(_("This is an emergency: it cannot wait. Forward it."))
    ticket.shelved_until = at + timedelta(minutes=minutes)
    ticket.save(update_fields=["shelved_until"])
    data = {"until": ticket.shelved_until.isoformat()}
    if together:
        data |= {"together": together}
    ticket.record(events.SHELVED, by=by, at=at, note=words, data=data)
    return ticket


@transaction.atomic
def take_back(*, change: Event, by: Officer, at: datetime) -> None:
    """Put back into the queue what was set aside."""
    shelve(ticket_id=change.ticket_id, by=by, at=at, minutes=UP_AGAIN)


def take_up(ticket: Ticket) -> None:
    """Put a ticket back among the new ones; the caller holds its lock."""
    ticket.shelved_until = None
    ticket.save(update_fields=["shelved_until"])
