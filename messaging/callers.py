"""Callers who left a number: the gateway opens it once and notes whose chat may ask for the ticket.

A typed number proves nothing: it may be a slip, or a bait for somebody whom a desk would like to
know. So its chat hears only that there is news; the code read out to the caller ties it.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from messaging import identity
from messaging.models import Thread
from tickets import callers
from tickets.models import DeskEntry
from vault.boxes import UnableToOpen, unseal
from vault.rings import private_ring

log = logging.getLogger(__name__)

BATCH = 100
LOOKS_BACK = timedelta(days=3)  # a box that does not open for so long is left in peace


def follow(*, now: datetime) -> int:
    """Note the chats of callers whose number a desk sealed; return how many.

    Safe to repeat and in parallel: the entry's row is locked, and its box emptied with the tie.
    """
    sealed = DeskEntry.objects.filter(caller__isnull=False, taken_at__gte=now - LOOKS_BACK)
    keys = sealed.order_by("taken_at").values_list("pk", flat=True)
    return sum(_tie(key, now) for key in list(keys[:BATCH]))


@transaction.atomic
def _tie(entry_id: int, now: datetime) -> bool:
    entries = DeskEntry.objects.select_for_update(of=("self",), skip_locked=True)
    entry = entries.filter(pk=entry_id, caller__isnull=False).first()
    ticket = entry.ticket if entry else None
    if entry is None or ticket is None or ticket.line is None:
        return False
    try:
        box = unseal(
            bytes(entry.caller or b""), context=callers.context(entry.nonce), keys=private_ring()
        )
    except UnableToOpen:
        log.warning("a caller's number does not open", extra={"entry": entry.pk})
        return False
    sender = {"from": box.reveal().decode()}
    talk = identity.resolve(line=ticket.line, raw_message=sender, raw_contact={}, now=now)
    Thread.objects.get_or_create(ticket=ticket, defaults={"caller": talk})
    entry.caller = None
    entry.save(update_fields=["caller"])
    return True
