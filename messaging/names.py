"""By what name a citizen is heard: it waits, sealed, for whoever hears."""

from datetime import datetime

from messaging.conversation import OpenTicket
from tickets.models import Ticket
from tickets.services import hearing, naming
from tickets.wishes import Wish


def keep(ticket: Ticket, intent: OpenTicket, now: datetime) -> None:
    """Leave word how whoever asked to be heard wants to be called; of other tickets, nothing."""
    if ticket.kind != Ticket.Kind.HEARING:
        return
    if intent.name:
        naming.keep(ticket_id=ticket.pk, sealed=intent.name, at=now)
    elif intent.is_nameless:
        hearing.wish(ticket_id=ticket.pk, wanted=Wish.NAMELESS, at=now)
