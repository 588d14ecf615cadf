"""Writes down who is told of which clocks, of many at once: history, steps and shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from districts import grants
from tickets import events
from tickets.models import Clock, Escalation, Event
from tickets.models.event import Fact
from tickets.services.superiors import Told

MINUTE = timedelta(minutes=1)
LATE = 5 * MINUTE  # a telling that comes this long after its moment is labelled late


@dataclass(frozen=True, kw_only=True)
class Step:
    """A warning, or a step up the ladder, that one clock takes now."""

    clock: Clock
    ladder: Escalation.Ladder
    number: int
    told: Told
    due_at: datetime
    about: dict[str, Any]

    def fact(self, now: datetime) -> Fact:
        clock, told = self.clock, self.told
        data = {"clock": clock.name, "round": clock.round, "turn": clock.turn}
        data |= {"step": self.number, "ladder": self.ladder, "role": told.role}
        data |= {"unit": told.unit.code, **self.about}
        if now - self.due_at >= LATE:
            data["late_minutes"] = (now - self.due_at) // MINUTE
        is_warning = self.ladder == Escalation.Ladder.WARNING
        return Fact(clock.ticket, events.WARNED if is_warning else events.ESCALATED, data)

    def as_row(self, event: Event, now: datetime) -> Escalation:
        return Escalation(
            clock=self.clock,
            ladder=self.ladder,
            step=self.number,
            event=event,
            unit=self.told.unit,
            role=self.told.role,
            due_at=self.due_at,
            taken_at=now,
        )


def tell(steps: Sequence[Step], *, now: datetime) -> None:
    """Write the steps of clocks whose tickets' rows the caller holds; one object per ticket."""
    if not steps:
        return
    told = Event.objects.append_all([step.fact(now) for step in steps], at=now)
    rows = Escalation.objects.bulk_create(
        step.as_row(event, now) for step, event in zip(steps, told, strict=True)
    )
    officers = Escalation.officers.through
    officers.objects.bulk_create(
        officers(escalation_id=row.pk, officer_id=officer.pk)
        for row, step in zip(rows, steps, strict=True)
        for officer in step.told.officers
    )
    grants.give_all(
        [
            (officer, grants.SHARED, step.clock.ticket)
            for step in steps
            if _lies_aside(step)
            for officer in step.told.officers
        ]
    )


def _lies_aside(step: Step) -> bool:
    """Say whether who is told of a step sees the ticket only once it is shared."""
    is_warning = step.ladder == Escalation.Ladder.WARNING
    return not is_warning and not step.told.unit.contains(step.clock.ticket.unit)
