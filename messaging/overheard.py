"""Hearings asked for on the public page: their words may accuse police like any others."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from messaging import accused
from messaging.models import Thread
from tickets.models import Ticket
from tickets.services import access, restriction

LOOKS_BACK = timedelta(hours=6)  # longer than any outage that nobody notices


def lift(*, now: datetime) -> int:
    """Hide from those they accuse what came by no chat; return how many. Safe to repeat."""
    by_chat = Thread.objects.filter(ticket=OuterRef("pk"))
    asked = Ticket.objects.filter(
        ~Exists(by_chat),
        kind=Ticket.Kind.HEARING,
        is_restricted=False,
        line__isnull=False,
        arrived_at__gte=now - LOOKS_BACK,
    )
    return sum(_lift(key, now) for key in asked.open().values_list("pk", flat=True))


@transaction.atomic
def _lift(ticket_id: int, now: datetime) -> bool:
    ticket = access.take_for_citizen(ticket_id=ticket_id)
    told = accused.find(ticket.line, ticket.unit, ticket.text) if ticket.line else None
    if told is None or ticket.is_restricted:
        return False
    restriction.lift_out_of_reach(ticket, by=None, at=now, accused=told)
    return True
