"""How much a ticket hurries. A change may hurry its clocks and never slows them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Officer
from tickets import events, terms, texts
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import access, clocks, shelving, watchers
from tickets.sight import sight_of

EMERGENCY = Ticket.Priority.EMERGENCY


@transaction.atomic
def prioritise(
    *,
    ticket_id: int,
    by: Officer,
    at: datetime,
    priority: int,
    note: str = "",
    together: str = "",
) -> Ticket:
    """Give the ticket another priority; the stricter terms count from where its clocks started.

    A lower one gives no time back. An emergency is no longer set aside, and whoever is on watch
    reads of it even where it is about police. `together` marks what can be taken back.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.PRIORITISE)
    words = texts.paragraphs(note, field="note")
    if priority not in Ticket.Priority.values:
        raise Unacceptable(_("Choose one of the priorities offered."), field="priority")
    if priority == ticket.priority:
        raise DoesNotFollow(_("It has this priority already."))
    # an emergency shows everybody when it came: nobody may make one in order to see that
    if priority == EMERGENCY and sight_of(by).hours(ticket):
        raise NotAllowed(_("Only headquarters may make it an emergency: it shows when it came."))
    before, ticket.priority = ticket.priority, priority
    data: dict[str, Any] = {"from": before, "to": priority}
    if priority > before:
        data |= terms.of(ticket, at=at)
    if together:
        data |= {"together": together}
    return _record(ticket, data, by=by, at=at, note=words)


@transaction.atomic
def take_back(*, change: Event, by: Officer, at: datetime) -> None:
    """Undo a change of priority as if it had not been; the caller knows that it is the last."""
    ticket = access.take(ticket_id=change.ticket_id, by=by, deed=Deed.PRIORITISE)
    data = {"from": ticket.priority, "to": change.data["from"], "undo": True}
    ticket.priority = change.data["from"]
    _record(ticket, data, by=by, at=at)


def _record(
    ticket: Ticket, data: dict[str, Any], *, by: Officer, at: datetime, note: str = ""
) -> Ticket:
    ticket.save(update_fields=["priority"])
    ticket.record(events.PRIORITISED, by=by, at=at, note=note, data=data)
    if ticket.priority == EMERGENCY:
        shelving.take_up(ticket)
        watchers.call(ticket)
    clocks.refresh(ticket)
    return ticket
