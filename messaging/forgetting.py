"""Forgetting a citizen: every way from tickets to a person is cut at once, addresses follow.

The last answer still needs an address. It is kept for that alone, five minutes at most.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from messaging import fates, identity, media
from messaging.models import Contact, Conversation, InboundMessage, OutboundMessage, Thread
from messaging.reading import contents
from tickets.services import hearing, naming

FAREWELL = timedelta(minutes=5)  # for the last answer to leave
BATCH = 200

Sending = OutboundMessage.State
ON_ITS_WAY = (Sending.QUEUED, Sending.SENDING, Sending.UNKNOWN)
NOT_SAID = (Sending.QUEUED, Sending.FAILED, Sending.SUPPRESSED)
Waiting = InboundMessage.State.WAITING


@transaction.atomic
def forget(*, contact: Contact, now: datetime) -> None:
    """Cut every string between this person and what they sent, on all lines of the portfolio.

    Their tickets stay. Messages that wait for their turn belong to somebody new. Safe to repeat.
    """
    talks = list(Conversation.objects.select_for_update().filter(contact=contact).order_by("pk"))
    _cut(talks, now)
    contact.aliases.exclude(valid_to=None).delete()
    contact.aliases.update(valid_to=now)
    contact.forgotten_at, contact.leaves_by = now, now + FAREWELL
    contact.save(update_fields=["forgotten_at", "leaves_by"])
    _hand_on(talks, now)
    InboundMessage.objects.filter(conversation__in=talks).update(box=None)
    Conversation.objects.filter(contact=contact).update(state={}, draft_due_at=None)


def finish(*, now: datetime) -> int:
    """Destroy the addresses of those whose last answer has gone, or has had its time.

    Return how many people. Safe to repeat and in parallel.
    """
    leaving = Contact.objects.filter(leaves_by__isnull=False).order_by("leaves_by")
    return sum(_finish(key, now) for key in list(leaving.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _finish(key: UUID, now: datetime) -> bool:
    contact = Contact.objects.select_for_update().filter(pk=key).first()
    if contact is None or contact.leaves_by is None:
        return False
    said = OutboundMessage.objects.filter(conversation__contact=contact)
    farewell = said.filter(state__in=ON_ITS_WAY)
    if now < contact.leaves_by and farewell.exists():
        return False
    for message in farewell:
        fates.suppress(message, now)
    said.update(body={}, conversation=None)
    contact.aliases.all().delete()
    contact.conversations.update(last_inbound_at=None)
    contact.leaves_by = None
    contact.save(update_fields=["leaves_by"])
    return True


def _cut(talks: Sequence[Conversation], now: datetime) -> None:
    threads = Thread.objects.filter(conversation__in=talks)
    tickets = list(threads.values_list("ticket_id", flat=True))
    media.forget_names(tickets)
    naming.forget(ticket_ids=tickets)
    hearing.lose_touch(ticket_ids=tickets, at=now)
    threads.update(conversation=None)
    Thread.objects.filter(caller__in=talks).update(caller=None)
    about = OutboundMessage.objects.filter(conversation__in=talks).exclude(event=None, entry=None)
    for message in about.filter(state__in=NOT_SAID):
        fates.suppress(message, now)
    about.update(conversation=None)


def _hand_on(talks: Sequence[Conversation], now: datetime) -> None:
    """Give what waits for its turn to the new contact its sender is from now on."""
    for row in InboundMessage.objects.filter(conversation__in=talks, state=Waiting).order_by("pk"):
        sent = contents(row)["message"]
        row.conversation = identity.resolve(
            line=row.line, raw_message=sent, raw_contact={}, now=now
        )
        row.save(update_fields=["conversation"])
