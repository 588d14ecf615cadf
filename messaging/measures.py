"""Muting and blocking: what a desk decides on a ticket, carried out on whoever sent it.

The desk never learns whom it concerns: it writes a ticket's history, and the gateway alone
follows the thread from there.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from messaging.models import Contact, Measure, Pile, Thread
from tickets import events
from tickets.models import Event

KINDS = (events.SILENCED, events.UNSILENCED)
COLUMNS = {"mute": "muted_until", "block": "blocked_until"}


def apply(*, now: datetime) -> int:
    """Carry out what desks have decided since, in its order; return how much. Safe to repeat."""
    done = Measure.objects.filter(event=OuterRef("pk"))
    decided = Event.objects.filter(~Exists(done), kind__in=KINDS).order_by("pk")
    return sum(_apply(event_id, now) for event_id in decided.values_list("pk", flat=True))


@transaction.atomic
def _apply(event_id: int, now: datetime) -> bool:
    event = Event.objects.get(pk=event_id)
    _measure, is_new = Measure.objects.get_or_create(event=event, defaults={"applied_at": now})
    thread = Thread.objects.select_related("conversation").filter(ticket=event.ticket_id).first()
    if not is_new or thread is None or thread.conversation is None:
        return is_new  # whoever cannot be reached any more writes as somebody new
    contact = Contact.objects.filter(pk=thread.conversation.contact_id)
    if event.kind == events.SILENCED:
        until = datetime.fromisoformat(event.data["until"])
        contact.update(**{COLUMNS[event.data["how"]]: until})
    else:
        contact.update(**dict.fromkeys(COLUMNS.values()))
        _take_up(thread.conversation.contact_id, event)
    return True


def _take_up(contact_id: UUID, event: Event) -> None:
    """Let what came while the sender was blocked be heard after all."""
    lying = Pile.objects.lying().filter(
        conversation__contact=contact_id, why=Pile.Why.BLOCKED, asked_for_at=None
    )
    lying.update(asked_for_at=event.happened_at, asked_for_by=event.by)
