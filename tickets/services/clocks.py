"""Keeps the rows of Clock equal to what the history says."""

from typing import Any

from districts.models import Unit
from tickets.clock import MATTERS, Happening, Reading, read
from tickets.ladder import Ladder
from tickets.models import Clock, Ticket

DERIVED = (
    "due_at",
    "warn_at",
    "warned_at",
    "steps_taken",
    "stopped_at",
    "paused_until",
    "reopened_at",
    "unit_id",
)


def refresh(ticket: Ticket) -> None:
    """Derive the ticket's Clock rows again from its history; the caller holds its lock."""
    told = readings(ticket)
    stored = {(row.name, row.round, row.turn): row for row in ticket.clocks.all()}
    units = _units(ticket, told)
    ladder = Ladder.of(ticket)
    changed, new = [], []
    for reading in told:
        row = stored.get((reading.name, reading.round, reading.turn))
        facts = _facts(reading, units)
        if row is None:
            new.append(_as_row(reading, facts, ticket, ladder))
        elif any(getattr(row, name) != value for name, value in facts.items()):
            _set(row, facts, ladder)
            changed.append(row)
    Clock.objects.bulk_create(new)
    Clock.objects.bulk_update(changed, [*(n.removesuffix("_id") for n in DERIVED), "next_step_at"])


def readings(ticket: Ticket) -> list[Reading]:
    """Return the clocks as the history tells them."""
    events = ticket.happened(MATTERS)
    return read(Happening(event.kind, event.happened_at, event.data) for event in events)


def _facts(reading: Reading, units: dict[str, int]) -> dict[str, Any]:
    paused = reading.pauses[-1].end if reading.pauses else None
    return {
        "due_at": reading.due_at,
        "warn_at": reading.warn_at,
        "warned_at": reading.warned_at,
        "steps_taken": reading.steps_taken,
        "stopped_at": reading.stopped_at,
        "paused_until": paused,
        "reopened_at": reading.reopened_at,
        "unit_id": units.get(reading.unit),
    }


def _set(row: Clock, facts: dict[str, Any], ladder: Ladder) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.next_step_at = ladder.wakes_at(row)


def _as_row(reading: Reading, facts: dict[str, Any], ticket: Ticket, ladder: Ladder) -> Clock:
    row = Clock(
        ticket=ticket,
        name=reading.name,
        round=reading.round,
        turn=reading.turn,
        started_at=reading.started_at,
    )
    _set(row, facts, ladder)
    return row


def _units(ticket: Ticket, told: list[Reading]) -> dict[str, int]:
    """Return keys by code; the ticket's own unit costs no query, and is most often the only one."""
    known = {ticket.unit.code: ticket.unit_id}
    wanted = {reading.unit for reading in told} - {"", *known}
    if wanted:
        known |= Unit.objects.filter(code__in=wanted).values_list("code", "pk")
    return known
