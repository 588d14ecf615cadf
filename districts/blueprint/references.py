"""The checks that a schema cannot make: does every name in a blueprint lead somewhere?"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePath
from typing import Any

from districts.blueprint import public_holidays
from districts.blueprint.problems import Problem, place, shown
from districts.models import STATIONS, Role, Unit
from districts.postings import SITS_AT
from districts.timing import DEFAULTS

ORDER = list(Unit.Kind)  # from the zone down
Finding = tuple[list[str | int], str, str]


def check(file: str, data: dict[str, Any]) -> list[Problem]:
    """Return every broken reference of a blueprint whose shape is right."""
    kinds = {unit["code"]: Unit.Kind(unit["kind"]) for unit in data["units"]}
    branches = {unit["branch"] for unit in data["units"] if "branch" in unit}
    findings = [
        *_name(data["blueprint"], PurePath(file).stem),
        *_units(data["units"]),
        *_places(data.get("places", []), kinds),
        *_calendars(data.get("calendars", []), data.get("holidays", [])),
        *_lines(data["lines"], kinds, branches),
        *_keepers(data["lines"], {each["code"] for each in data.get("calendars", [])}),
        *_hearings(data.get("hearings", []), data["lines"]),
        *_watches(data),
        *_officers(data.get("demo_officers", []), kinds),
    ]
    return [Problem(file, place(steps), expected, found) for steps, expected, found in findings]


def _name(name: str, stem: str) -> Iterator[Finding]:
    if name != stem:
        yield ["blueprint"], f"the file's own name, “{stem}”", shown(name)


def _units(units: list[dict[str, Any]]) -> Iterator[Finding]:
    yield from _once(units, "code", "units")
    above: dict[str, Unit.Kind] = {}
    for number, unit in enumerate(units):
        kind = Unit.Kind(unit["kind"])
        parent = unit.get("parent")
        if parent is not None and parent not in above:
            yield (
                ["units", number, "parent"],
                "the code of a unit above in this file",
                shown(parent),
            )
        elif parent is not None and ORDER.index(above[parent]) >= ORDER.index(kind):
            yield (
                ["units", number, "kind"],
                f"something that lies below a {above[parent]}",
                shown(unit["kind"]),
            )
        elif parent is None and number:
            yield ["units", number, "parent"], "a value, for all but the first unit", "nothing"
        above[unit["code"]] = kind


def _places(places: list[dict[str, Any]], kinds: dict[str, Unit.Kind]) -> Iterator[Finding]:
    seen = set()
    for number, one in enumerate(places):
        if kinds.get(one["station"]) not in STATIONS:
            expected = "the code of a station or outpost in this file"
            yield ["places", number, "station"], expected, shown(one["station"])
        if (one["station"], one["en"]) in seen:
            yield ["places", number, "en"], "a name this station has only once", shown(one["en"])
        seen.add((one["station"], one["en"]))


def _lines(
    lines: list[dict[str, Any]], kinds: dict[str, Unit.Kind], branches: set[str]
) -> Iterator[Finding]:
    yield from _once(lines, "code", "lines")
    yield from _once(lines, "phone_number_id", "lines")
    for number, line in enumerate(lines):
        here: list[str | int] = ["lines", number]
        if line["unit"] not in kinds:
            yield [*here, "unit"], "the code of a unit in this file", shown(line["unit"])
        yield from _timing([*here, "timing"], line.get("timing", {}))
        yield from _ladder([*here, "ladder"], line["ladder"], branches)
        yield from _ladder(
            [*here, "restricted_ladder"], line.get("restricted_ladder", []), branches
        )
        if line.get("branch") not in {None, *branches}:
            yield [*here, "branch"], "the branch of a unit", shown(line["branch"])
        yield from _once(line["categories"], "code", *here, "categories")
        yield from _once(line.get("campaigns", []), "code", *here, "campaigns")
        for language in sorted(set(line.get("texts", {})) - set(line["languages"])):
            yield [*here, "texts", language], "a language of this line", shown(language)
        for position, category in enumerate(line["categories"]):
            yield from _category([*here, "categories", position], category, line, branches)


def _calendars(
    calendars: list[dict[str, Any]], holidays: list[dict[str, Any]]
) -> Iterator[Finding]:
    yield from _once(calendars, "code", "calendars")
    shipped = public_holidays.states()
    for number, calendar in enumerate(calendars):
        if calendar.get("public_holidays") and calendar["state"] not in shipped:
            expected = f"one of {', '.join(shipped)}, whose public holidays come along"
            yield ["calendars", number, "state"], expected, shown(calendar["state"])
        for day, periods in calendar["hours"].items():
            latest = "00:00"
            for place_, period in enumerate(periods):
                opens, closes = period.split("-")
                here: list[str | int] = ["calendars", number, "hours", day, place_]
                if opens < latest or closes <= opens:
                    yield (
                        here,
                        f"hours that begin at {latest} or later and end after",
                        shown(period),
                    )
                latest = closes
    for number, holiday in enumerate(holidays):
        try:
            date.fromisoformat(holiday["date"])
        except ValueError:
            yield ["holidays", number, "date"], "a day of the calendar", shown(holiday["date"])


def _keepers(lines: list[dict[str, Any]], calendars: set[str]) -> Iterator[Finding]:
    for number, line in enumerate(lines):
        if line.get("calendar") not in {None, *calendars}:
            expected = "the code of a calendar in this file"
            yield ["lines", number, "calendar"], expected, shown(line["calendar"])
        if line.get("calendar_clocks") and "calendar" not in line:
            yield ["lines", number, "calendar"], "a value, as clocks keep it", "nothing"


def _ladder(
    here: list[str | int], ladder: list[dict[str, Any]], branches: set[str]
) -> Iterator[Finding]:
    latest = 0
    for number, step in enumerate(ladder):
        minutes = step["after_minutes"]
        if minutes < latest:
            expected = f"no less than the {latest} minutes of the step before"
            yield [*here, number, "after_minutes"], expected, shown(minutes)
        latest = minutes
        if step.get("branch") not in {None, *branches}:
            yield [*here, number, "branch"], "the branch of a unit", shown(step["branch"])


def _timing(here: list[str | int], timing: dict[str, Any]) -> Iterator[Finding]:
    for name in ("delay_minutes", "decent_hours"):
        first, last = timing.get(name, DEFAULTS[name])
        if last < first or (name == "decent_hours" and last == first):
            yield [*here, name, 1], f"more than {shown(first)}", shown(last)


def _category(
    here: list[str | int], category: dict[str, Any], line: dict[str, Any], branches: set[str]
) -> Iterator[Finding]:
    if category.get("branch") not in {None, *branches}:
        yield [*here, "branch"], "the branch of a unit", shown(category["branch"])
    purpose = line["purpose"]
    every = {"tip", "complaint", "hearing"}
    fitting = {"tips": {"tip"}, "complaints": every - {"tip"}}.get(purpose, every)
    if category["kind"] not in fitting:
        expected = f"{' or '.join(sorted(fitting))}, as the line's purpose is {purpose}"
        yield [*here, "kind"], expected, shown(category["kind"])
    key = category.get("first_says")
    for language in line["languages"]:
        if key and key not in line.get("texts", {}).get(language, {}):
            yield [*here, "first_says"], f"a key of the line's texts in “{language}”", shown(key)


def _hearings(hearings: list[dict[str, Any]], lines: list[dict[str, Any]]) -> Iterator[Finding]:
    yield from _once(hearings, "line", "hearings")
    known = {line["code"] for line in lines}
    for number, hearing in enumerate(hearings):
        if hearing["line"] not in known:
            expected = "the code of a line in this file"
            yield ["hearings", number, "line"], expected, shown(hearing["line"])
        if hearing["to"] <= hearing["from"]:
            expected = f"a time after {hearing['from']}"
            yield ["hearings", number, "to"], expected, shown(hearing["to"])


def _watches(data: dict[str, Any]) -> Iterator[Finding]:
    watches = data.get("watches", [])
    yield from _once(watches, "line", "watches")
    lines = {line["code"] for line in data["lines"]}
    people = {officer["username"] for officer in data.get("demo_officers", [])}
    for number, watch in enumerate(watches):
        if watch["line"] not in lines:
            expected = "the code of a line in this file"
            yield ["watches", number, "line"], expected, shown(watch["line"])
        yield from _once(watch["shifts"], "code", "watches", number, "shifts")
        for position, shift in enumerate(watch["shifts"]):
            for nth, name in enumerate(shift.get("officers", [])):
                if name not in people:
                    where: list[str | int] = ["watches", number, "shifts", position, "officers"]
                    yield [*where, nth], "a demo officer of this file", shown(name)


def _officers(officers: list[dict[str, Any]], kinds: dict[str, Unit.Kind]) -> Iterator[Finding]:
    yield from _once(officers, "username", "demo_officers")
    for number, officer in enumerate(officers):
        kind = kinds.get(officer["unit"])
        fitting = SITS_AT[Role(officer["role"])]
        if kind is None:
            expected = "the code of a unit in this file"
            yield ["demo_officers", number, "unit"], expected, shown(officer["unit"])
        elif kind not in fitting:
            expected = f"a unit where this role sits ({', '.join(sorted(fitting))})"
            yield ["demo_officers", number, "unit"], expected, f"a {kind}"


def _once(entries: Iterable[dict[str, Any]], key: str, *where: str | int) -> Iterator[Finding]:
    seen = set()
    for number, entry in enumerate(entries):
        if entry[key] in seen:
            yield [*where, number, key], "a value not used before", shown(entry[key])
        seen.add(entry[key])
