"""Turns the hands: what each event of a history starts, stops, holds and lets go on."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime

from tickets import events
from tickets.clock.calendar import Lull, Pause
from tickets.clock.names import ACKNOWLEDGE, ACT, NAMES, RESOLVE, TRIAGE
from tickets.clock.reading import Happening, Reading, Terms
from tickets.lifecycle import PauseReason, Reopening, Status

# kinds of event that move a clock, and the clocks each stops
STOPS: dict[str, tuple[str, ...]] = {
    events.OPENED: (),
    events.FORWARDED: (TRIAGE, ACKNOWLEDGE),
    events.RETURNED: (ACKNOWLEDGE,),
    events.HANDED_OVER: (TRIAGE, ACKNOWLEDGE),
    events.RESTRICTED: (ACKNOWLEDGE,),
    events.ACKNOWLEDGED: (ACKNOWLEDGE,),
    events.ACTED: (TRIAGE, ACKNOWLEDGE, ACT),
    events.OUTCOME: NAMES,
    events.CLOSED: NAMES,
    events.REOPENED: NAMES,
    events.HEARING_HEARD: (),
    events.HEARING_CALLBACK: (),
    events.HEARING_UNREACHED: (),
    events.HEARING_CANCELLED: NAMES,
}
BEGINS = frozenset({events.OPENED, events.REOPENED, events.HEARING_HEARD, events.HEARING_CALLBACK})
BEGINS |= {events.HEARING_UNREACHED}
HANDS_OVER = frozenset({events.FORWARDED, events.RETURNED, events.HANDED_OVER, events.RESTRICTED})
ENDS = frozenset({events.OUTCOME, events.CLOSED, events.HEARING_CANCELLED})
GOES_ON = frozenset({Reopening.AGAIN, Reopening.UNDO})
# a clock of whoever has the ticket goes on only where it waits for them again
WAITS_FOR = {TRIAGE: Status.NEW, ACKNOWLEDGE: Status.WITH_STATION}
ENDS_PAUSE = frozenset({events.RESUMED, events.OUTCOME, events.CLOSED}) | BEGINS | HANDS_OVER
FROM_CITIZEN = frozenset({events.ADDED, events.ANSWERED})
FOR_THE_CITIZEN = frozenset({PauseReason.CITIZEN})
# all that a reading depends on
MATTERS = frozenset(STOPS) | ENDS_PAUSE | FROM_CITIZEN
MATTERS |= {events.PAUSED, events.WARNED, events.ESCALATED, events.PRIORITISED}


def read(happenings: Iterable[Happening]) -> list[Reading]:
    """Return every clock this history has started, in the order in which they started."""
    dial = _Dial()
    for happening in happenings:
        dial.take(happening)
    return dial.readings


class _Dial:
    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.ended: dict[int, Reading] = {}  # by place: as it ran when an end of this round came
        self.unhurried: dict[int, Terms] = {}  # by place: before the priority last changed
        self.round = 1
        self.is_restricted = False

    def take(self, happening: Happening) -> None:
        if happening.kind in ENDS:
            self.ended |= {n: r for n, r in enumerate(self.readings) if r.stopped_at is None}
        if happening.kind in ENDS_PAUSE:
            self._change_running(lambda reading: _resumed(reading, happening.at))
        elif happening.kind in FROM_CITIZEN:
            self._change_running(lambda reading: _resumed(reading, happening.at, FOR_THE_CITIZEN))
        if happening.kind in STOPS:
            self._move(happening)
        elif happening.kind == events.PAUSED:
            self._pause(happening)
        elif happening.kind in {events.WARNED, events.ESCALATED}:
            self._tell(happening)
        elif happening.kind == events.PRIORITISED:
            self._hurry(happening)

    def _move(self, happening: Happening) -> None:
        for name in self._stopped_by(happening):
            self._change_running(lambda reading: _stopped(reading, happening.at), {name})
        if _goes_on(happening):
            self._go_on(happening)
        elif happening.kind == events.REOPENED:
            self.round, self.ended = self.round + 1, {}
        if happening.kind == events.RESTRICTED and not self.is_restricted:
            # from here on it climbs another ladder, from its foot
            self._change_running(lambda reading: replace(reading, steps_taken=0))
            self.ended = {n: replace(r, steps_taken=0) for n, r in self.ended.items()}
        self.is_restricted |= _restricts(happening)
        if unit := _receiver(happening):
            self._change_running(lambda reading: replace(reading, unit=unit))
        if _is_taken_back(happening):
            self._run_on(TRIAGE)
        for name in self._started_by(happening):
            self._start(name, happening)

    def _go_on(self, happening: Happening) -> None:
        """Let run again what the end stopped, from where it started; a lull gives no time."""
        reason = happening.data["reopening"]
        for place, before in self.ended.items():
            stopped = self.readings[place]
            latest = before.turn == len(self._in_this_round(before.name))
            waits = _is(happening, WAITS_FOR[before.name]) if before.name in WAITS_FOR else True
            if stopped.stopped_at is None or not (latest and waits):
                continue
            lull = Lull(stopped.stopped_at, max(happening.at, stopped.stopped_at), reason)
            # a mistake taken back ended no pause; an end that was meant did
            pauses = before.pauses if reason == Reopening.UNDO else stopped.pauses
            again = replace(before, pauses=pauses, lulls=(*before.lulls, lull))
            self.readings[place] = again
        self.ended = {}

    def _run_on(self, name: str) -> None:
        """Let the clock that a mistaken hand-over stopped run as if it had not been stopped."""
        for reading in self._in_this_round(name)[-1:]:
            self.readings[self.readings.index(reading)] = replace(reading, stopped_at=None)

    def _stopped_by(self, happening: Happening) -> tuple[str, ...]:
        if _goes_on(happening):
            return ()
        if happening.kind == events.RESTRICTED and not _is(happening, Status.NEW):
            return ()
        return STOPS[happening.kind]

    def _started_by(self, happening: Happening) -> list[str]:
        if happening.kind in BEGINS | {events.FORWARDED} and not _is_booking(happening):
            resolve = [] if self._in_this_round(RESOLVE) else [RESOLVE]
            return [*self._for_the_holder(happening), *resolve]
        return self._for_the_holder(happening) if happening.kind in HANDS_OVER else []

    def _for_the_holder(self, happening: Happening) -> list[str]:
        """Return what starts for the desk or the station that has the ticket from now on."""
        if _is(happening, Status.NEW):
            return [] if self._running(TRIAGE) else [TRIAGE]
        if not _is(happening, Status.WITH_STATION) or self._running(ACKNOWLEDGE):
            return []
        return [ACKNOWLEDGE] if self._in_this_round(ACT) else [ACKNOWLEDGE, ACT]

    def _start(self, name: str, happening: Happening) -> None:
        turn = len(self._in_this_round(name)) + 1
        terms = Terms.told(name, happening.data)
        unit = _receiver(happening)
        self.readings.append(Reading(name, self.round, turn, happening.at, terms, unit))

    def _pause(self, happening: Happening) -> None:
        held = set(happening.data.get("holds", ()))
        until = datetime.fromisoformat(happening.data["until"])
        pause = Pause(happening.at, max(until, happening.at), str(happening.data.get("pause", "")))
        self._change_running(lambda reading: _paused(reading, pause), held)

    def _hurry(self, happening: Happening) -> None:
        """Hold what runs to stricter terms from where it started; or take such a change back."""
        if happening.data.get("undo"):
            for place, terms in self.unhurried.items():
                if self.readings[place].stopped_at is None:
                    self.readings[place] = replace(self.readings[place], terms=terms)
            return
        self.unhurried = {n: r.terms for n, r in enumerate(self.readings) if r.stopped_at is None}
        if "clocks" in happening.data:
            self._change_running(
                lambda reading: replace(
                    reading, terms=reading.terms.hurried(Terms.told(reading.name, happening.data))
                )
            )

    def _tell(self, happening: Happening) -> None:
        told = [r for r in self.readings if r.name == happening.data.get("clock")][-1:]
        for reading in told:
            if happening.kind == events.WARNED:
                after = replace(reading, warned_at=happening.at)
            else:
                after = replace(reading, steps_taken=int(happening.data["step"]) + 1)
            self.readings[self.readings.index(reading)] = after

    def _change_running(
        self, change: Callable[[Reading], Reading], names: Iterable[str] = NAMES
    ) -> None:
        self.readings = [
            change(reading) if reading.stopped_at is None and reading.name in names else reading
            for reading in self.readings
        ]

    def _in_this_round(self, name: str) -> list[Reading]:
        return [r for r in self.readings if r.name == name and r.round == self.round]

    def _running(self, name: str) -> bool:
        return any(reading.stopped_at is None for reading in self._in_this_round(name))


def _is(happening: Happening, status: Status) -> bool:
    return bool(happening.data.get("status") == status)


def _goes_on(happening: Happening) -> bool:
    return happening.kind == events.REOPENED and happening.data.get("reopening") in GOES_ON


def _is_taken_back(happening: Happening) -> bool:
    """Say whether a desk takes its own forwarding back, which gains it no time."""
    return happening.kind == events.RETURNED and bool(happening.data.get("together"))


def _restricts(happening: Happening) -> bool:
    return happening.kind == events.RESTRICTED or bool(happening.data.get("restricted"))


def _is_booking(happening: Happening) -> bool:
    """Say whether this opens a hearing, which waits for its day by rules of its own."""
    return happening.kind == events.OPENED and happening.data.get("kind") == "hearing"


def _receiver(happening: Happening) -> str:
    """Return the code of the unit that has the ticket from now on; "" when it stays."""
    key = "unit" if happening.kind in BEGINS else "to"
    return str(happening.data.get(key, "")) if happening.kind in BEGINS | HANDS_OVER else ""


def _stopped(reading: Reading, at: datetime) -> Reading:
    # a computer's clock that was set back takes no time away from anybody
    return replace(reading, stopped_at=max(at, reading.started_at))


def _paused(reading: Reading, pause: Pause) -> Reading:
    before = _resumed(reading, pause.start).pauses
    start = max(pause.start, before[-1].end) if before else pause.start
    return replace(
        reading, pauses=(*before, replace(pause, start=start, end=max(start, pause.end)))
    )


def _resumed(
    reading: Reading, at: datetime, reasons: Collection[str] = tuple(PauseReason)
) -> Reading:
    if not reading.pauses:
        return reading
    *before, last = reading.pauses
    if last.end <= at or last.reason not in reasons:
        return reading
    return replace(reading, pauses=(*before, replace(last, end=max(last.start, at))))
