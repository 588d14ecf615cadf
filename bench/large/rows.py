"""One story as rows of the tables: hashes, clocks, steps up the ladder as the system makes them."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Model

from bench.large.copying import Row
from bench.large.country import LADDER, District, Station
from bench.large.stories import Step, Story
from districts.models import Role, Unit
from evidence.models import Attachment
from tickets import chain, clock, codes, events, likeness
from tickets.clock import Happening, Reading
from tickets.models import Accusation, Action, Clock, Escalation, Event, Ticket

TABLES: dict[str, type[Model]] = {
    "ticket": Ticket,
    "event": Event,
    "action": Action,
    "clock": Clock,
    "escalation": Escalation,
    "attachment": Attachment,
    "accusation": Accusation,
}
EVERY_FILE, EVERY_COMPLAINT = 7, 67  # one ticket in so many has files, or accuses its station
MOST_EVENTS, MOST_CLOCKS = 64, 16  # of one ticket: room between the keys of two


@dataclass(frozen=True)
class Climb:
    """A step up the ladder that a late clock took."""

    reading: Reading
    step: int
    at: datetime


@dataclass(frozen=True)
class Told:
    """One story at its station, and the keys of its rows."""

    story: Story
    district: District
    key: int

    @property
    def station(self) -> Station:
        return self.district.stations[self.story.station]

    @property
    def is_restricted(self) -> bool:
        return bool(self.story.close_reason) and self.key % EVERY_COMPLAINT == 0

    def above(self, step: int) -> Unit:
        """Return the unit that a step of the ladder tells."""
        here = self.station
        branch = self.district.categories[self.story.category].branch
        division = self.district.crime if branch == "crime" else here.division
        return (here.circle, division, self.district.unit, self.district.range)[step]


def of_story(told: Told, now: datetime) -> Iterator[tuple[str, Row]]:
    """Yield (table, row) of one ticket; the keys of its other rows follow from its own."""
    steps = list(_steps(told))
    readings = clock.read(Happening(step.kind, step.at, step.data) for step in steps)
    climbs = sorted(_climbs(readings, now), key=lambda climb: climb.at)
    escalated = [_climbed(climb, told) for climb in climbs]
    history = sorted([*steps, *escalated], key=lambda step: step.at)
    head, event_keys = b"", {}
    for number, step in enumerate(history, start=1):
        row = _event(step, told, number, head)
        head, event_keys[id(step)] = row["digest"], row["id"]
        yield "event", row
        if step.kind == events.ACTED:
            yield "action", _action(step, told, row["id"])
    yield "ticket", _ticket(told, history, head)
    yield from _files(told)
    if told.is_restricted:
        accused = {"ticket_id": told.key, "unit_id": told.station.unit.pk}
        yield "accusation", {**accused, "made_at": told.story.last_at}
    clock_keys = {id(r): told.key * MOST_CLOCKS + place for place, r in enumerate(readings)}
    for reading in readings:
        taken = sum(climb.reading is reading for climb in climbs)
        yield "clock", {"id": clock_keys[id(reading)], **_clock(reading, taken, told)}
    for climb, step in zip(climbs, escalated, strict=True):
        keys = {"clock_id": clock_keys[id(climb.reading)], "event_id": event_keys[id(step)]}
        yield "escalation", {**keys, **_escalation(climb, told)}


def _steps(told: Told) -> Iterator[Step]:
    district, station = told.district.unit.code, told.station.unit.code
    more: dict[str, dict[str, Any]] = {
        events.OPENED: {
            "line": told.district.line.code,
            "kind": "tip",
            "category": told.district.categories[told.story.category].code,
            "unit": district,
            "restricted": False,
        },
        events.FORWARDED: {"from": district, "to": station},
        events.REOPENED: {"unit": station},
    }
    for step in told.story.steps:
        yield replace(step, data={**step.data, **more.get(step.kind, {})})


def _climbs(readings: Sequence[Reading], now: datetime) -> Iterator[Climb]:
    for reading in readings:
        for step, rung in enumerate(LADDER):
            at = reading.due_at + timedelta(minutes=rung["after_minutes"])
            if at >= (reading.stopped_at or now):
                break
            yield Climb(reading, step, at)


def _climbed(climb: Climb, told: Told) -> Step:
    reading, rung = climb.reading, LADDER[climb.step]
    data = {
        "clock": reading.name,
        "round": reading.round,
        "turn": reading.turn,
        "step": climb.step,
        "ladder": "ordinary",
        "role": rung["role"],
        "unit": told.above(climb.step).code,
        "after": rung["after_minutes"],
        "vacant": [],
    }
    return Step(events.ESCALATED, climb.at, data=data)


def _event(step: Step, told: Told, number: int, previous: bytes) -> Row:
    by, post = _actor(step.by, told)
    facts = {
        "id": told.key * MOST_EVENTS + number,
        "ticket": told.key,
        "number": number,
        "kind": step.kind,
        "by": by,
        "by_role": post,
        "happened_at": step.at,
        "note": step.note,
        "data": step.data,
    }
    digest = chain.digest(facts, previous=previous)
    keys = {"ticket_id": facts.pop("ticket"), "by_id": facts.pop("by")}
    return {**facts, **keys, "previous": previous, "digest": digest}


def _actor(by: str, told: Told) -> tuple[int | None, str]:
    match by:
        case "desk":
            return told.district.desk.pk, f"{Role.DESK}@{told.district.unit.code}"
        case "station":
            return told.station.head.pk, f"{Role.STATION_HEAD}@{told.station.unit.code}"
    return None, ""


def _action(step: Step, told: Told, event: int) -> Row:
    return {
        "ticket_id": told.key,
        "event_id": event,
        "kind": step.data["action"],
        "happened_at": step.at,
        "unit_id": told.station.unit.pk,
    }


def _ticket(told: Told, history: Sequence[Step], head: bytes) -> Row:
    story, district, station = told.story, told.district, told.station
    at_station = story.is_at_station and not told.is_restricted
    return {
        "id": told.key,
        "code": codes.new_code(),
        "line_id": district.line.pk,
        "category_id": district.categories[story.category].pk,
        "unit_id": (station.unit if at_station else district.unit).pk,
        "suggested_unit_id": station.unit.pk,
        "status": story.status,
        "priority": story.priority,
        "text": story.text,
        # numbers do not count, so few texts are worth remembering
        "bands": _bands("".join(sign for sign in story.text if not sign.isdigit())),
        "is_restricted": told.is_restricted,
        "close_reason": story.close_reason,
        "round": story.round,
        "arrived_at": story.arrived_at,
        "changed_at": history[-1].at,
        "closed_at": story.last_at if story.close_reason else None,
        "history_length": len(history),
        "history_head": head,
    }


@lru_cache(maxsize=2000)
def _bands(letters: str) -> str:
    return "{" + ",".join(map(str, likeness.bands(letters))) + "}"


def _files(told: Told) -> Iterator[tuple[str, Row]]:
    at = told.story.arrived_at
    for number in range(told.key // EVERY_FILE % 3 + 1 if told.key % EVERY_FILE == 0 else 0):
        row = {"id": uuid.uuid4(), "ticket_id": told.key, "kind": "image", "state": "ready"}
        file = {"clean_copy": f"clean/{told.key}-{number}.jpg", "clean_type": "image/jpeg"}
        yield (
            "attachment",
            {**row, **file, "announced_at": at, "next_attempt_at": at, "source": b"-"},
        )


def _clock(reading: Reading, taken: int, told: Told) -> Row:
    units = {each.code: each.pk for each in (told.district.unit, told.station.unit)}
    is_climbing = reading.stopped_at is None and taken < len(LADDER)
    after = timedelta(minutes=LADDER[taken]["after_minutes"]) if is_climbing else None
    return {
        "ticket_id": told.key,
        "round": reading.round,
        "name": reading.name,
        "turn": reading.turn,
        "started_at": reading.started_at,
        "due_at": reading.due_at,
        "stopped_at": reading.stopped_at,
        "unit_id": units.get(reading.unit),
        "steps_taken": taken,
        "next_step_at": reading.due_at + after if after is not None else None,
    }


def _escalation(climb: Climb, told: Told) -> Row:
    return {
        "ladder": Escalation.Ladder.ORDINARY,
        "step": climb.step,
        "unit_id": told.above(climb.step).pk,
        "role": LADDER[climb.step]["role"],
        "due_at": climb.at,
        "taken_at": climb.at,
    }
