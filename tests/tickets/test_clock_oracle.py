"""Any story, any hours, holidays and pauses: the deadlines that a plodding second reader finds.

The reader knows nothing of stretches, turns or readings. It walks through every minute, asks
whether the office was open and whether somebody had stopped the clock, and counts.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.factories import NOON
from tests.tickets.test_clock_replay import periods
from tickets import clock, events
from tickets.clock import ACT, RESOLVE, Happening
from tickets.lifecycle import PauseReason, Reopening, Status

MINUTE, MIDNIGHT = timedelta(minutes=1), NOON.replace(hour=0)
QUICK = settings(deadline=None, max_examples=150, phases=[Phase.explicit, Phase.generate])
OPEN_WEEKS = st.tuples(*[periods()] * 7).filter(
    lambda week: all(sum(closes - opens for opens, closes in day) >= 200 for day in week[:4])
)
HOURS = st.one_of(
    st.none(),
    st.tuples(
        OPEN_WEEKS, st.frozensets(st.dates(date(2026, 11, 2), date(2026, 11, 12)), max_size=5)
    ),
)
AT_STATION = {Status.WITH_STATION, Status.ACKNOWLEDGED, Status.ACTION_TAKEN}
ENDED = {Status.OUTCOME_GIVEN, Status.CLOSED}
# what may happen, when, and what the ticket is then; None: as before
DEEDS: dict[str, tuple[str, set[Status], Status | None]] = {
    "forwarded": (events.FORWARDED, AT_STATION | {Status.NEW}, Status.WITH_STATION),
    "passed on": (events.FORWARDED, AT_STATION, Status.WITH_STATION),
    "returned": (events.RETURNED, AT_STATION, Status.NEW),
    "acknowledged": (events.ACKNOWLEDGED, {Status.WITH_STATION}, Status.ACKNOWLEDGED),
    "acted": (events.ACTED, AT_STATION | {Status.NEW}, Status.ACTION_TAKEN),
    "outcome": (events.OUTCOME, {Status.NEW, Status.ACTION_TAKEN}, Status.OUTCOME_GIVEN),
    "closed": (events.CLOSED, set(Status) - {Status.CLOSED}, Status.CLOSED),
    "again": (events.REOPENED, ENDED, Status.WITH_STATION),
    "again at the desk": (events.REOPENED, ENDED, Status.NEW),
    "taken back": (events.REOPENED, {Status.CLOSED}, Status.WITH_STATION),
    "not solved": (events.REOPENED, {Status.OUTCOME_GIVEN}, Status.WITH_STATION),
    "restricted": (events.RESTRICTED, AT_STATION, Status.NEW),
    "paused": (events.PAUSED, AT_STATION | {Status.NEW}, None),
    "waiting": (events.PAUSED, AT_STATION | {Status.NEW}, None),
    "resumed": (events.RESUMED, AT_STATION | {Status.NEW}, None),
    "answered": (events.ANSWERED, set(Status), None),
    "noted": (events.NOTED, set(Status), None),
}
HOW = {
    "again": Reopening.AGAIN,
    "again at the desk": Reopening.AGAIN,
    "taken back": Reopening.UNDO,
    "not solved": Reopening.NOT_SOLVED,
}
# what chance alone would seldom put in a row while a clock still runs
CHAINS = [
    ("paused", "closed", "again"),
    ("paused", "closed", "taken back"),
    ("waiting", "closed", "taken back", "answered"),
    ("paused", "waiting"),
    ("waiting", "paused", "answered"),
    ("forwarded", "paused", "passed on"),
    ("acted", "paused", "outcome", "closed", "again"),
    ("acted", "outcome", "not solved", "paused"),
]
WAITS = st.sampled_from([0, 1, 20, 130])
LENGTHS = st.sampled_from([30, 400, 2000])  # minutes of a pause
STEPS = st.tuples(st.sampled_from(list(DEEDS)), WAITS | st.sampled_from([700, 1500]), LENGTHS)
ROWS = st.sampled_from(CHAINS).flatmap(
    lambda chain: st.tuples(*[st.tuples(st.just(deed), WAITS, LENGTHS) for deed in chain])
)
STORIES = st.lists(STEPS.map(lambda step: (step,)) | ROWS, min_size=1, max_size=8).map(
    lambda rows: [step for row in rows for step in row]
)


@QUICK
@given(STORIES, HOURS, st.integers(1, 500))
def test_both_readers_find_the_same_deadlines(story, hours, minutes):
    happened = list(told(story, hours, minutes))

    found = {(r.name, r.round): r.due_at for r in clock.read(happened) if r.name in (ACT, RESOLVE)}

    assert found == dict(plodding(happened, minutes, hours))


def told(story: Any, hours: Any, minutes: int) -> Iterator[Happening]:
    """Yield a history in which everything follows; what does not is left out."""
    terms: dict[str, Any] = {"clocks": dict.fromkeys(clock.NAMES, minutes)}
    if hours is not None:
        days = sorted(day.isoformat() for day in hours[1])
        terms["calendar"] = {"week": hours[0], "holidays": days, "clocks": [ACT, RESOLVE]}
    at, status = NOON, Status.NEW
    yield Happening(events.OPENED, at, {**terms, "status": status, "unit": "desk"})
    for deed, wait, length in story:
        kind, follows, becomes = DEEDS[deed]
        if status not in follows:
            continue
        at, status = at + wait * MINUTE, becomes or status
        data = {**terms, "status": status, "to": deed, "unit": deed}
        data |= {"reopening": HOW[deed]} if deed in HOW else {}
        if kind == events.PAUSED:
            reason = PauseReason.COURT if deed == "paused" else PauseReason.CITIZEN
            until = (at + length * MINUTE).isoformat()
            data |= {"pause": reason, "until": until, "holds": [ACT, RESOLVE]}
        yield Happening(kind, at, data)


def plodding(happened: list[Happening], minutes: int, hours: Any) -> Iterator[Any]:
    begins = [n for n, h in enumerate(happened) if how(h) == Reopening.NOT_SOLVED]
    edges = [0, *begins, len(happened)]
    for number, (first, last) in enumerate(pairwise(edges), start=1):
        of_round = happened[first:last]
        passed_on = [n for n, h in enumerate(of_round) if h.data["status"] == "with_station"]
        for name, start in ((RESOLVE, 0), (ACT, next(iter(passed_on), None))):
            if start is not None:
                still = set(standing_still(until_it_stops(of_round[start:], name)))
                at = of_round[start].at
                yield (name, number), counted_out(at, minutes, hours, still)


def how(happening: Happening) -> str | None:
    return happening.data.get("reopening") if happening.kind == events.REOPENED else None


def until_it_stops(of_round: list[Happening], name: str) -> list[Happening]:
    """Leave out what comes after the first action, where that is the end of it."""
    acted = [n for n, h in enumerate(of_round) if n and h.kind == events.ACTED]
    return of_round[: acted[0] + 1] if acted and name == ACT else of_round


def standing_still(of_round: list[Happening]) -> Iterator[datetime]:
    """Yield the minutes in which the clock had been stopped by a pause, event by event."""
    until, reason, runs, asleep = NOON, "", True, (NOON, "")
    moments = [*(h.at for h in of_round[1:]), of_round[-1].at + timedelta(days=3)]
    for happening, following in zip(of_round, moments, strict=True):
        kind = happening.kind
        if kind == events.PAUSED and runs:
            until, reason = datetime.fromisoformat(happening.data["until"]), happening.data["pause"]
        elif kind in {events.OUTCOME, events.CLOSED}:
            # an end is not what ends a pause when it turns out to be a mistake
            asleep = (until, reason) if runs else asleep
            until, runs = happening.at, False
        elif kind == events.REOPENED:
            runs = True
            until, reason = asleep if how(happening) == Reopening.UNDO else (happening.at, "")
        elif kind in {events.RESUMED, events.FORWARDED, events.RETURNED, events.RESTRICTED} or (
            kind == events.ANSWERED and reason == PauseReason.CITIZEN
        ):
            until = happening.at
        if kind not in {events.OUTCOME, events.CLOSED} or not mistaken(of_round, happening):
            yield from each_minute(happening.at, min(until, following))
        else:
            yield from each_minute(happening.at, min(asleep[0], following))


def mistaken(of_round: list[Happening], ending: Happening) -> bool:
    """Say whether this end was taken back as a mistake, with all that stood still then."""
    place = next(n for n, h in enumerate(of_round) if h is ending)
    later = (h for h in of_round[place:] if h.kind == events.REOPENED)
    return any(how(h) == Reopening.UNDO for h in list(later)[:1])


def each_minute(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += MINUTE


def counted_out(at: datetime, minutes: int, hours: Any, still: set[datetime]) -> datetime:
    left = minutes
    while left:
        left -= at not in still and is_open(at, hours)
        at += MINUTE
    return at


def is_open(at: datetime, hours: Any) -> bool:
    if hours is None:
        return True
    week, holidays = hours
    local = at.astimezone(MIDNIGHT.tzinfo)
    minute = local.hour * 60 + local.minute
    return local.date() not in holidays and any(
        opens <= minute < closes for opens, closes in week[local.weekday()]
    )
