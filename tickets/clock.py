"""When a ticket is late: its clocks, derived from its history. No database, no present moment.

Four clocks, each with the minutes that were in force, and written into the event, when it
started; so a later change of policy does not rewrite the past.

- triage starts when opened, given back to a desk, taken up to an office, or reopened without a
  station; it stops when forwarded, acted upon, answered with an outcome, or closed
- acknowledge starts when forwarded or reopened with a station; it stops when acknowledged, acted
  upon, forwarded on, given back, taken up, answered with an outcome, or closed
- act starts when first forwarded in this round and stops at the first action, outcome or closing
- resolve starts when opened or reopened and stops at the outcome or closing

Triage and acknowledge belong to whoever has the ticket, so each hand-over starts another *turn*
and the one before keeps its own reading: a station's silence is not forgiven by passing on. Act
and resolve belong to the ticket: however often it is passed to and fro, they run on. Nothing
else moves a clock: not notes, words of the citizen, questions, categories, or escalations.
A reopening begins another *round*; the rounds before stand as they were.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tickets import events

DEFAULT_MINUTES = {"triage": 30, "acknowledge": 60, "act": 240, "resolve": 4320}
TRIAGE, ACKNOWLEDGE, ACT, RESOLVE = DEFAULT_MINUTES
NAMES = (TRIAGE, ACKNOWLEDGE, ACT, RESOLVE)


@dataclass(frozen=True)
class Happening:
    """What the clocks need to know of an event."""

    kind: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """One clock of one round; `turn` counts the hand-overs within the round."""

    name: str
    round: int
    turn: int
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Say whether the deadline was missed; the moment of the deadline itself is late."""
        return (self.stopped_at or now) >= self.due_at


# kinds of event that move a clock, and the clocks each stops
STOPS: dict[str, tuple[str, ...]] = {
    events.OPENED: (),
    events.FORWARDED: (TRIAGE, ACKNOWLEDGE),
    events.RETURNED: (ACKNOWLEDGE,),
    events.RESTRICTED: (ACKNOWLEDGE,),
    events.ACKNOWLEDGED: (ACKNOWLEDGE,),
    events.ACTED: (TRIAGE, ACKNOWLEDGE, ACT),
    events.OUTCOME: NAMES,
    events.CLOSED: NAMES,
    events.REOPENED: NAMES,
}


def read(happenings: Iterable[Happening]) -> list[Reading]:
    """Return every clock this history has started, in the order in which they started."""
    dial = _Dial()
    for happening in happenings:
        if happening.kind in STOPS:
            dial.take(happening)
    return dial.readings


class _Dial:
    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.round = 1

    def take(self, happening: Happening) -> None:
        for name in self._stopped_by(happening):
            self._stop(name, happening.at)
        if happening.kind == events.REOPENED:
            self.round += 1
        for name in self._started_by(happening):
            self._start(name, happening)

    def _stopped_by(self, happening: Happening) -> tuple[str, ...]:
        if happening.kind == events.RESTRICTED and happening.data.get("status") != "new":
            return ()
        return STOPS[happening.kind]

    def _started_by(self, happening: Happening) -> list[str]:
        if happening.kind in {events.OPENED, events.REOPENED}:
            return [*self._for_the_holder(happening), RESOLVE]
        if happening.kind in {events.FORWARDED, events.RETURNED, events.RESTRICTED}:
            return self._for_the_holder(happening)
        return []

    def _for_the_holder(self, happening: Happening) -> list[str]:
        """Return what starts for the desk or the station that has the ticket from now on."""
        status = happening.data.get("status")
        if status == "new":
            return [] if self._running(TRIAGE) else [TRIAGE]
        if status != "with_station":
            return []
        return [ACKNOWLEDGE] if self._in_this_round(ACT) else [ACKNOWLEDGE, ACT]

    def _start(self, name: str, happening: Happening) -> None:
        minutes = happening.data.get("clocks", {}).get(name, DEFAULT_MINUTES[name])
        turn = len(self._in_this_round(name)) + 1
        due_at = happening.at + timedelta(minutes=minutes)
        self.readings.append(Reading(name, self.round, turn, happening.at, due_at))

    def _stop(self, name: str, at: datetime) -> None:
        self.readings = [
            replace(reading, stopped_at=at)
            if reading.name == name and reading.stopped_at is None
            else reading
            for reading in self.readings
        ]

    def _in_this_round(self, name: str) -> list[Reading]:
        return [r for r in self.readings if r.name == name and r.round == self.round]

    def _running(self, name: str) -> bool:
        return any(reading.stopped_at is None for reading in self._in_this_round(name))
