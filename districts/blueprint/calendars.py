from datetime import datetime
from typing import Any

from districts.blueprint import public_holidays
from districts.blueprint.changes import Change, settle
from districts.models import Calendar, Holiday

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def apply(
    calendars: list[dict[str, Any]], holidays: list[dict[str, Any]], *, at: datetime
) -> list[Change]:
    """Create or change calendars and holidays; those the blueprint does not name are left alone.

    Two services of one state may each bring its holidays. A calendar that wants its state's
    public ones gets those of fixed days, for some years from `at` on.
    """
    wanting = sorted({each["state"] for each in calendars if each.get("public_holidays")})
    public = [day for state in wanting for day in public_holidays.of_state(state, at=at)]
    named = {(day["state"], day["date"]) for day in holidays}
    shipped = [day for day in public if (day["state"], day["date"]) not in named]
    return [*map(_calendar, calendars), *map(_holiday, [*holidays, *shipped])]


def _calendar(entry: dict[str, Any]) -> Change:
    code = entry["code"]
    calendar = Calendar.objects.filter(code=code).first() or Calendar(code=code)
    week = [[period.split("-") for period in entry["hours"].get(day, [])] for day in WEEK]
    wanted = {"state": entry["state"], **_names(entry), "week": week}
    return settle(calendar, "calendar", code, wanted)


def _holiday(entry: dict[str, Any]) -> Change:
    about = {"state": entry["state"], "date": entry["date"]}
    holiday = Holiday.objects.filter(**about).first() or Holiday(**about)
    return settle(holiday, "holiday", f"{entry['state']}/{entry['date']}", _names(entry))


def _names(entry: dict[str, Any]) -> dict[str, Any]:
    return {"name_hi": entry["hi"], "name_en": entry["en"]}
