"""Keeps the rows of Clock equal to what the history says."""

from datetime import datetime, timedelta
from typing import Any

from tickets.clock import STOPS, Happening, Reading, read
from tickets.models import Clock, Ticket


def refresh(ticket: Ticket) -> None:
    """Derive the ticket's Clock rows again from its history; the caller holds its lock."""
    stored = {(row.name, row.round, row.turn): row for row in ticket.clocks.all()}
    changed, new = [], []
    for reading in readings(ticket):
        row = stored.get((reading.name, reading.round, reading.turn))
        if row is None:
            new.append(_as_row(reading, ticket))
        elif row.stopped_at != reading.stopped_at:
            row.stopped_at, row.next_step_at = reading.stopped_at, None
            changed.append(row)
    Clock.objects.bulk_create(new)
    Clock.objects.bulk_update(changed, ["stopped_at", "next_step_at"])


def readings(ticket: Ticket) -> list[Reading]:
    """Return the clocks as the history tells them."""
    facts = ticket.events.filter(kind__in=sorted(STOPS)).order_by("number")
    return read(Happening(*fact) for fact in facts.values_list("kind", "happened_at", "data"))


def next_step_at(clock: Clock, ladder: list[dict[str, Any]]) -> datetime | None:
    """Return when the next step up `ladder` comes, or None when it is climbed or has no steps."""
    if clock.stopped_at is not None or clock.steps_taken >= len(ladder):
        return None
    return clock.due_at + timedelta(minutes=ladder[clock.steps_taken]["after_minutes"])


def _as_row(reading: Reading, ticket: Ticket) -> Clock:
    clock = Clock(
        ticket=ticket,
        name=reading.name,
        round=reading.round,
        turn=reading.turn,
        started_at=reading.started_at,
        due_at=reading.due_at,
        stopped_at=reading.stopped_at,
    )
    clock.next_step_at = next_step_at(clock, ticket.line.ladder if ticket.line else [])
    return clock
