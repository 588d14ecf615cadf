"""The table of hand-computed cases: what each clock must read after each story."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.factories import NOON
from tickets import clock, events
from tickets.clock import Happening, Reading

CASES = yaml.safe_load((Path(__file__).parent / "clock_cases.yaml").read_text(encoding="utf-8"))
MINUTES = {"triage": 30, "acknowledge": 60, "act": 240, "resolve": 4320}
DAY, NIGHT = [[600, 810], [840, 1020]], [[0, 360], [1320, 1440]]
WEEKS = {
    "office": [*[DAY] * 6, []],
    "night": [NIGHT] * 7,
    "split": [[[480, 600], [720, 840], [960, 1080]]] * 7,
}
STATUS = {
    "opened": "new",
    "forwarded": "with_station",
    "returned": "new",
    "handed_over": "new",
    "acknowledged": "acknowledged",
    "acted": "action_taken",
    "outcome": "outcome_given",
    "closed": "closed",
}


def when(day: str, hour: str) -> datetime:
    day = day if len(day) == 10 else f"2026-{day}"
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=NOON.tzinfo)


def happening(told: str, terms: dict[str, Any]) -> Happening:
    """Read "11-02 12:10 forwarded kotwali; act 30" as an event with the terms then in force."""
    what, _, changed = told.partition("; ")
    day, hour, name, *about = what.split()
    data = {"status": STATUS.get(name, ""), **amended(terms, changed)}
    if name in {"opened", "forwarded", "returned", "handed_over"}:
        data |= {"unit": "desk", "to": about[0] if about else ""}
    if name == "reopened":
        data |= {"unit": about[0], "status": "new" if about[0] == "desk" else "with_station"}
        data |= {"reopening": about[1]} if about[1:] else {}
    if name == "restricted":
        data |= {"status": about[0], "to": about[1], "unit": "accused"}
    if name == "escalated":
        data |= {"clock": about[0], "step": int(about[1])}
    if name in {"paused", "pause_asked"}:
        until = when(about[2], about[3]).isoformat()
        data |= {"pause": about[0], "until": until, "holds": ["act", "resolve"]}
    return Happening(getattr(events, name.upper()), when(day, hour), data)


def amended(terms: dict[str, Any], changed: str) -> dict[str, Any]:
    """Return the terms after "act 30, resolve 60", "holiday 2026-11-09" or "no holiday"."""
    if changed == "no holiday":
        return {**terms, "calendar": {**terms["calendar"], "holidays": []}}
    if changed.startswith("holiday"):
        return {**terms, "calendar": {**terms["calendar"], "holidays": [changed.split()[1]]}}
    pairs = [pair.split() for pair in changed.split(", ") if pair]
    return {**terms, "clocks": {**terms["clocks"], **{name: int(mins) for name, mins in pairs}}}


def terms_of(case: dict[str, Any]) -> dict[str, Any]:
    terms = {"clocks": {**MINUTES, **case.get("minutes", {})}, "warn": case.get("warn", 0)}
    if hours := case.get("hours"):
        days = [str(day) for day in hours.get("holidays", ())]
        week = WEEKS[hours["calendar"]]
        terms["calendar"] = {"clocks": hours["keep"], "week": week, "holidays": days}
    return terms


def check(reading: Reading | None, claim: str) -> bool:
    kind, *about = claim.split()
    if reading is None or kind == "absent":
        return reading is None and kind == "absent"
    is_late = reading.stopped_at is not None and reading.stopped_at >= reading.due_at
    match kind:
        case "due" | "stopped" | "warn":
            return getattr(reading, f"{kind}_at") == when(*about)
        case "late":
            return is_late
        case "in":  # time
            return reading.stopped_at is not None and not is_late
        case "running":
            return reading.stopped_at is None
        case "at":
            return reading.unit == about[0]
        case "steps":
            return reading.steps_taken == int(about[0])
    assert kind == "counted"
    counted = [s.length for s in reading.account(reading.stopped_at) if s.why == clock.Why.COUNTS]
    return sum(counted, timedelta()) == timedelta(minutes=int(about[0]))


def test_the_table_is_a_large_one():
    assert len(CASES) >= 60
    assert len({case["why"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"][:60])
def test_as_computed_by_hand(case):
    terms = terms_of(case)
    told = clock.read(happening(one, terms) for one in case["story"])
    readings = {f"{r.name} {r.round}.{r.turn}": r for r in told}

    for name, claims in case["then"].items():
        for claim in claims.split(", "):
            assert check(readings.get(name), claim), (name, claim, readings.get(name))
