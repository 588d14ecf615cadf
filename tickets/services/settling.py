from datetime import datetime

from django.db import transaction

from tickets import events
from tickets.services import access


@transaction.atomic
def settle(*, ticket_id: int, outcome: int, at: datetime) -> bool:
    """Record that the citizen calls the matter settled by the outcome of that number.

    Once for each outcome; return whether this was the first time. No clock or state changes.
    """
    ticket = access.take_for_citizen(ticket_id=ticket_id)
    if ticket.events.filter(kind=events.SETTLED, data__outcome=outcome).exists():
        return False
    ticket.record(events.SETTLED, by=None, at=at, data={"outcome": outcome})
    return True
