"""Wait until the system is quiet, then write down everything it holds, as JSON.

Run by `bench.inside` with the gateway's secrets.
"""

import json
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import Error, connection
from django.db.models import Count, Q
from django.utils import timezone

from bench.chaos.plan import TOKEN
from messaging import ledger, outbox, spool
from messaging.models import (
    Conversation,
    Delivery,
    InboundMessage,
    OutboundMessage,
    ThreadEntry,
)
from tickets import history
from tickets.models import Ticket

State = OutboundMessage.State
STILL = 90  # seconds without any movement after which waiting is given up
ON_THE_WIRE = timedelta(seconds=40)  # longer than the client waits


def main(patience: str, output: str) -> None:
    """Wait at most `patience` seconds; the books go to the file `output`."""
    began = time.monotonic()
    until = began + float(patience)
    quiet = _await_quiet(until)
    if quiet:
        _follow_up(timezone.now())
        quiet = _await_quiet(until)
    books = {"quiet": quiet, "seconds": round(time.monotonic() - began, 1), **_read()}
    Path(output).write_text(json.dumps(books), encoding="utf-8")


def _await_quiet(until: float) -> bool:
    """Wait while anything is under way; give up at `until`, or when nothing moves any more."""
    before, moved = None, time.monotonic()
    while True:
        waiting = _waiting()
        if waiting is not None and not any(waiting.values()):
            return True
        if waiting != before:
            before, moved = waiting, time.monotonic()
        if time.monotonic() > min(until, moved + STILL):
            print(f"Still waiting: {waiting}", file=sys.stderr)
            return False
        time.sleep(1)


def _waiting() -> dict[str, int] | None:
    """Count what is under way; None while the database cannot be asked."""
    now = timezone.now()
    wire = Q(state=State.SENDING, claimed_at__gt=now - ON_THE_WIRE)
    try:
        return {
            "spool files": len(spool.waiting()),
            "deliveries": Delivery.objects.filter(read_at=None).count(),
            "messages": InboundMessage.objects.filter(state="waiting").count(),
            "drafts": Conversation.objects.exclude(draft_due_at=None).count(),
            "replies": OutboundMessage.objects.filter(Q(state=State.QUEUED) | wire).count(),
        }
    except Error:
        connection.close()
        return None


def _follow_up(now: datetime) -> None:
    """Do what the sweep would do by and by for sends whose answer was lost."""
    outbox.recover(now=now + outbox.CLAIM_LASTS)
    later = now + outbox.CLAIM_LASTS + outbox.STATUS_WAIT
    for message_id in outbox.recover(now=later):
        outbox.send(message_ids=[message_id], clock=lambda: later)


def _read() -> dict[str, Any]:
    found = ledger.check(now=timezone.now())
    states = OutboundMessage.objects.values_list("state").annotate(count=Count("pk"))
    resent = OutboundMessage.objects.filter(resent_after_unknown=True)
    tickets = Ticket.objects.values_list("pk", flat=True)
    places = _places()
    heard = {ticket for found_in in places.values() for ticket in found_in}
    return {
        "places": places,
        "messages": dict(Counter(InboundMessage.objects.values_list("state", flat=True))),
        "unread": Delivery.objects.filter(read_at=None).count(),
        "spooled": found.spool_files,
        "corrupt": found.corrupt_spool_files,
        "quarantined": found.unresolved_quarantine,
        "differences": dict(found.differences),
        "broken": sum(1 for _ in history.verify(history.Tally())),
        "tickets": len(tickets),
        "empty tickets": len(set(tickets) - heard),
        "replies": dict(states.order_by()),
        "resent": [str(key) for key in resent.values_list("pk", flat=True)],
    }


def _places() -> dict[str, list[int]]:
    """Return, by token, the ticket of every entry of a thread that holds it."""
    places: dict[str, list[int]] = {}
    entries = ThreadEntry.objects.filter(side=ThreadEntry.Side.CITIZEN)
    for ticket, text in entries.values_list("ticket_id", "text"):
        for token in TOKEN.findall(text):
            places.setdefault(token, []).append(ticket)
    return places
