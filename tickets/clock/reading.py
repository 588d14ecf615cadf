"""What a clock needs to know of an event, the terms it runs under, and what it reads."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tickets.clock.calendar import (
    ROUND_THE_CLOCK,
    Calendar,
    Lull,
    Pause,
    Stretch,
    account,
    deadline,
    marked,
)
from tickets.clock.names import DEFAULT_MINUTES
from tickets.lifecycle import Reopening


@dataclass(frozen=True)
class Happening:
    """What the clocks need to know of an event."""

    kind: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True)
class Terms:
    """Under which a clock started: how much time, which hours count, when to warn."""

    minutes: int
    calendar: Calendar = ROUND_THE_CLOCK
    warn_percent: int = 0

    @classmethod
    def told(cls, name: str, data: dict[str, Any]) -> "Terms":
        """Read the terms of one clock from the event that starts it."""
        minutes = data.get("clocks", {}).get(name, DEFAULT_MINUTES[name])
        hours = data.get("calendar", {})
        keeps = name in hours.get("clocks", ())
        calendar = Calendar.told(hours) if keeps else ROUND_THE_CLOCK
        return cls(int(minutes), calendar, int(data.get("warn", 0)))

    def hurried(self, others: "Terms") -> "Terms":
        """Return the stricter of both: the fewer minutes, and hours only if both keep them."""
        calendar = self.calendar if others.calendar.week else ROUND_THE_CLOCK
        return replace(self, minutes=min(self.minutes, others.minutes), calendar=calendar)


@dataclass(frozen=True)
class Reading:
    """One clock of one round; `turn` counts the hand-overs within the round."""

    name: str
    round: int
    turn: int
    started_at: datetime
    terms: Terms
    unit: str = ""  # code of the desk or station that has it, or had it when it stopped
    stopped_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    lulls: tuple[Lull, ...] = ()
    warned_at: datetime | None = None
    steps_taken: int = 0  # up the ladder that the ticket climbs now
    due_at: datetime = field(init=False)
    warn_at: datetime | None = field(init=False)

    def __post_init__(self) -> None:
        # frozen, so that a reading is never half changed; both follow from the rest
        object.__setattr__(self, "due_at", self._after(100))
        percent = self.terms.warn_percent
        object.__setattr__(self, "warn_at", self._after(percent) if percent else None)

    def account(self, now: datetime) -> list[Stretch]:
        """Return how the time until it stopped, or until `now`, was counted."""
        end = self.stopped_at or now
        told = account(self.started_at, end, self.terms.calendar, self.pauses)
        return marked(told, self.lulls)

    @property
    def reopened_at(self) -> datetime | None:
        """When officers last reopened what had stopped it; a mistake only if it hid a lateness."""
        told = [
            lull.end
            for lull in self.lulls
            if lull.reason != Reopening.UNDO or lull.start < self.due_at <= lull.end
        ]
        return told[-1] if told else None

    def _after(self, percent: int) -> datetime:
        length = timedelta(seconds=self.terms.minutes * 60 * percent // 100)
        return deadline(self.started_at, length, self.terms.calendar, self.pauses)
