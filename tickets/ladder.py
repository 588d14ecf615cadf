"""Who is told when a clock is missed: the rungs of a ticket's ladder, and when the next comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from districts.timing import Daily
from tickets.models import Clock, Ticket

# where no line says otherwise
ORDINARY: list[dict[str, Any]] = [
    {"after_minutes": 0, "role": "circle"},
    {"after_minutes": 30, "role": "deputy"},
    {"after_minutes": 60, "role": "chief"},
    {"after_minutes": 360, "role": "range"},
]
# only these may see a ticket about police
RESTRICTED: list[dict[str, Any]] = [
    {"after_minutes": 0, "role": "chief"},
    {"after_minutes": 240, "role": "range"},
    {"after_minutes": 1440, "role": "zone"},
]

NEVER = ("00:00", "00:00")  # quiet hours


@dataclass(frozen=True)
class Ladder:
    """The rungs that a ticket climbs now, and the hours in which mere warnings wait."""

    rungs: Sequence[dict[str, Any]]
    is_restricted: bool = False
    quiet_hours: Sequence[str] = ()

    @classmethod
    def of(cls, ticket: Ticket) -> "Ladder":
        line = ticket.line
        if ticket.is_restricted:
            rungs = line.restricted_ladder if line else []
            return cls(rungs or RESTRICTED, True, _quiet(ticket))
        return cls((line.ladder if line else []) or ORDINARY, False, _quiet(ticket))

    def comes_at(self, clock: Clock) -> datetime | None:
        """Return when the rung after those `clock` has climbed is told; None at the top."""
        if clock.stopped_at is not None or clock.steps_taken >= len(self.rungs):
            return None
        return clock.due_at + timedelta(minutes=self.rungs[clock.steps_taken]["after_minutes"])

    def wakes_at(self, clock: Clock) -> datetime | None:
        """Return when a sweep must look at `clock` again: its warning or its next rung."""
        rung = self.comes_at(clock)
        if rung is None or clock.warn_at is None or not is_unwarned(clock):
            return rung
        warning = self.calm(clock.warn_at)
        return warning if warning < clock.due_at else rung

    def calm(self, at: datetime) -> datetime:
        """Return `at`, or when it lies in the quiet hours, the moment they end."""
        begins, ends = map(time.fromisoformat, self.quiet_hours or NEVER)
        if begins == ends:
            return at
        quiet = Daily(begins, ends)
        day = quiet.day(at)
        return at if day is None else quiet.end(day)


def is_unwarned(clock: Clock) -> bool:
    return clock.warned_at is None and clock.steps_taken == 0


def _quiet(ticket: Ticket) -> Sequence[str]:
    if ticket.line is None or ticket.priority == Ticket.Priority.EMERGENCY:
        return ()
    return tuple(ticket.line.quiet_hours)
