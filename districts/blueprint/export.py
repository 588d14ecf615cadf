"""A line as it stands, written as a blueprint that loads to the same; the reverse of loading."""

from typing import Any

import yaml

from districts.blueprint import sections
from districts.blueprint.calendars import WEEK
from districts.blueprint.lines import IDS, OPTIONAL
from districts.models import Calendar, Category, Holiday, Line, Place, Unit

HEAD = """\
# {line} as it stood when this was written. Load it with `manage.py load_blueprint THIS_FILE`.
# Officers are not in it.
"""
CATEGORY_OPTIONAL = {
    "keywords": [],
    "branch": "",
    "about_police": False,
    "about_children": False,
    "clock_minutes": {},
    "priority_minutes": {},
    "keeps_calendar": True,
    "first_says": "",
}


def as_yaml(line: Line) -> str:
    """Return the blueprint of `line`, its units, places and working hours."""
    told = yaml.safe_dump(as_data(line), allow_unicode=True, sort_keys=False, width=100)
    return HEAD.format(line=line.code) + str(told)


def as_data(line: Line) -> dict[str, Any]:
    above = Unit.objects.above(line.unit.path)
    units = (above | Unit.objects.below(line.unit.path)).filter(is_active=True)
    units = units.select_related("parent").order_by("path")
    places = Place.objects.filter(station__in=units, is_active=True).select_related("station")
    told = {
        "blueprint": line.code,
        "units": [_unit(unit) for unit in units],
        "places": [_place(place) for place in places.order_by("station__path", "name_en")],
        "calendars": [],
        "holidays": [],
        "lines": [_line(line)],
        **sections.written(line),
    }
    if line.calendar is not None:
        holidays = Holiday.objects.filter(state=line.calendar.state)
        told["calendars"] = [_calendar(line.calendar)]
        told["holidays"] = [_holiday(holiday) for holiday in holidays]
    return {key: value for key, value in told.items() if value}


def _line(line: Line) -> dict[str, Any]:
    told: dict[str, Any] = {
        "code": line.code,
        "unit": line.unit.code,
        "purpose": line.purpose,
        **_names(line),
        **{name: getattr(line, name) or "00000" for name in IDS},
        "languages": line.languages,
        "clock_minutes": line.clock_minutes,
        "calendar": line.calendar.code if line.calendar else "",
        "pauses": line.pauses,
        "ladder": [_step(step) for step in line.ladder],
        "helplines": [_helpline(entry) for entry in line.helplines],
        "duty_starts_at": line.duty_starts_at.strftime("%H:%M") if line.duty_starts_at else "",
        **_unusual(line, OPTIONAL),
        "categories": [_category(one) for one in line.categories.filter(is_active=True)],
        "campaigns": [{"code": c.code, **_names(c)} for c in line.campaigns.filter(is_active=True)],
    }
    if ladder := told.get("restricted_ladder"):
        told["restricted_ladder"] = [_step(step) for step in ladder]
    return {key: value for key, value in told.items() if value not in ("", [], {})}


def _category(category: Category) -> dict[str, Any]:
    return {
        "code": category.code,
        "kind": category.kind,
        **_names(category),
        "short_hi": category.short_hi,
        "short_en": category.short_en,
        **_unusual(category, CATEGORY_OPTIONAL),
    }


def _unit(unit: Unit) -> dict[str, Any]:
    told = {
        "code": unit.code,
        "kind": unit.kind,
        "parent": unit.parent.code if unit.parent else "",
        **_names(unit),
        "aliases": unit.aliases,
        "branch": unit.branch,
        **_point(unit),
        "boundary": unit.boundary,
    }
    return {key: value for key, value in told.items() if value}


def _place(place: Place) -> dict[str, Any]:
    told = {"kind": place.kind, **_names(place), "station": place.station.code}
    return {**told, **({"aliases": place.aliases} if place.aliases else {}), **_point(place)}


def _calendar(calendar: Calendar) -> dict[str, Any]:
    hours = {
        day: ["-".join(period) for period in periods]
        for day, periods in zip(WEEK, calendar.week, strict=True)
        if periods
    }
    return {
        "code": calendar.code,
        "state": calendar.state,
        **_names(calendar),
        "hours": hours,
    }


def _holiday(holiday: Holiday) -> dict[str, Any]:
    return {"state": holiday.state, "date": holiday.date.isoformat(), **_names(holiday)}


def _names(row: Any) -> dict[str, str]:
    return {"hi": row.name_hi, "en": row.name_en}


def _point(row: Unit | Place) -> dict[str, list[float]]:
    return {} if row.latitude is None else {"point": [row.latitude, row.longitude or 0.0]}


def _step(step: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in step.items() if value != ""}


def _helpline(entry: dict[str, str]) -> dict[str, str]:
    names = {"hi": entry["name_hi"], "en": entry["name_en"]}
    return {"number": entry["number"], **names, "for": entry["for"]}


def _unusual(row: Line | Category, usual: dict[str, Any]) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in usual}
    return {name: value for name, value in found.items() if value != usual[name]}
