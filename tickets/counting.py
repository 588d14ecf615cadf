"""Keeps the daily figures equal to the history: little by little, or all from the beginning.

What a ticket is counted as follows from its history and the moment; the figures are the sum over
all tickets. A recount takes a ticket out of the figures it was counted in and puts it in where it
belongs now, in one transaction: done twice, or broken off, it changes nothing more. See
docs/adr/0010-figures-are-counted-again.md.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min

from tickets import events, histogram
from tickets.models import Figure, Measure, Recount, Tally, Ticket
from tickets.models.figure import OUTCOMES, REASONS
from tickets.sight import OF_OFFICERS

BATCH = 500  # tickets of one transaction of the sweep
AT_ONCE = 20_000  # tickets of one statement of a rebuild
MOST_BATCHES = 100  # of one sweep, which comes again in seconds
CLOCKS = {
    "triage": Measure.TRIAGE_TOOK,
    "acknowledge": Measure.ACKNOWLEDGE_TOOK,
    "act": Measure.ACT_TOOK,
    "resolve": Measure.RESOLVE_TOOK,
}
HAPPENED = {
    events.OPENED: Measure.ARRIVED,
    events.FORWARDED: Measure.FORWARDED,
    events.RETURNED: Measure.RETURNED,
    events.ACKNOWLEDGED: Measure.ACKNOWLEDGED,
    events.ACTED: Measure.ACTED,
    events.OUTCOME: Measure.OUTCOME,
    events.CLOSED: Measure.CLOSED,
    events.HEARING_CANCELLED: Measure.CLOSED,
    events.REOPENED: Measure.REOPENED,
    events.PAUSED: Measure.PAUSED,
    events.ESCALATED: Measure.ESCALATED,
}
# who has the ticket from then on: what names the unit in the event's data
HANDS = {
    events.OPENED: "unit",
    events.REOPENED: "unit",
    events.FORWARDED: "to",
    events.RETURNED: "to",
    events.HANDED_OVER: "to",
    events.RESTRICTED: "to",
}
STATEMENT = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
DUE = """SELECT DISTINCT ticket_id AS id FROM (
    SELECT ticket_id FROM tickets_recount WHERE due_at <= %(now)s ORDER BY due_at, id LIMIT %(most)s
) AS due"""
RANGE = "SELECT id FROM tickets_ticket WHERE id >= %(first)s AND id < %(after)s"
_LOCK = 7_282_732  # any number no other advisory lock of ours uses


def sweep(*, now: datetime, batch: int = BATCH) -> int:
    """Count what has changed or turned late since; return how many tickets were counted again.

    Safe to repeat, and in parallel: whoever comes while another counts leaves it to the other.
    """
    total = 0
    for _turn in range(MOST_BATCHES):
        counted = catch_up(now=now, batch=batch)
        total += counted
        if not counted:
            break
    return total


def catch_up(*, now: datetime, batch: int = BATCH) -> int:
    """Count one batch: for whoever is about to read the figures. One query when nothing is due."""
    if not Recount.objects.filter(due_at__lte=now).exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        return _count(cursor, DUE, now=now, most=batch)


@transaction.atomic
def rebuild(*, now: datetime, at_once: int = AT_ONCE) -> int:
    """Forget all figures and count every ticket; whoever reads meanwhile sees the old ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for model in (Figure, Tally):
            model.objects.all()._raw_delete(model.objects.db)
        edges = Ticket.objects.aggregate(first=Min("pk"), last=Max("pk"))
        if edges["first"] is None:
            return 0
        starts = range(edges["first"], edges["last"] + 1, at_once)
        parts = ((first, first + at_once) for first in starts)
        return sum(
            _count(cursor, RANGE, now=now, first=first, after=after) for first, after in parts
        )


def parameters(*, now: datetime, **tickets: int) -> dict[str, Any]:
    """Return what the statement asks for, at `now`, of the tickets meant."""
    return {
        "now": now,
        "bounds": list(histogram.BOUNDS),
        "emergency": int(Ticket.Priority.EMERGENCY),
        "of_officers": sorted(OF_OFFICERS),
        "clocks": json.dumps(CLOCKS),
        "happened": json.dumps(HAPPENED),
        "hands": json.dumps(HANDS),
        "kinds": sorted({*HAPPENED, *HANDS}),
        "opened": events.OPENED,
        "returned": events.RETURNED,
        "reopened": events.REOPENED,
        "outcomes": json.dumps({name: place for place, name in enumerate(OUTCOMES)}),
        "reasons": json.dumps({name: place for place, name in enumerate(REASONS)}),
        **tickets,
    }


def _count(cursor: Any, which: str, *, now: datetime, **tickets: int) -> int:
    cursor.execute(STATEMENT.replace("{which}", which), parameters(now=now, **tickets))
    counted = int(cursor.fetchone()[0])
    cursor.execute("DELETE FROM tickets_figure WHERE count = 0")
    return counted
