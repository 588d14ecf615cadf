from collections.abc import Mapping
from datetime import time
from typing import Any

from districts.blueprint.changes import Change, State, settle
from districts.models import Calendar, Campaign, Category, Line, Unit

# Meta's names of a number and of the account it belongs to
IDS = ("phone_number_id", "business_account_id")
RealIds = Mapping[str, Mapping[str, str]]
# whoever looks at a demonstration sees an answer at once, by day and by night
OF_A_DEMONSTRATION = {"delay_minutes": [0, 0], "decent_hours": ["00:00", "24:00"]}
OPTIONAL = {
    "display_number": "",
    "portfolio": "default",
    "app_secret_variable": "WHATSAPP_APP_SECRET",
    "access_token_variable": "WHATSAPP_ACCESS_TOKEN",
    "texts": {},
    "priority_minutes": {},
    "calendar_clocks": [],
    "restricted_ladder": [],
    "warn_percent": 75,
    "quiet_hours": [],
    "branch": "",
    "asks_district": False,
    "outcome_needs_nod": False,
    "passes_outside_on": True,
    "draft_idle_minutes": 10,
    "reopen_days": 7,
    "timing": {},
    "shaping": {},
}


def apply(
    entries: list[dict[str, Any]], real_ids: RealIds, *, is_demonstration: bool = False
) -> list[Change]:
    """Create or change lines and their categories; a category no longer named is retired.

    The blueprint's ids of Meta's are placeholders: those that stand already are kept, and
    `real_ids` (by name of the id, then by code of the line) sets the real ones.
    """
    changes = []
    for entry in entries:
        code = entry["code"]
        stored = Line.objects.filter(code=code).select_related("unit")
        line = stored.first() or Line(code=code)
        wanted = _wanted(entry)
        if is_demonstration:
            wanted["timing"] = {**wanted["timing"], **OF_A_DEMONSTRATION}
        for name in IDS:
            given = real_ids.get(name, {}).get(code)
            wanted[name] = given or getattr(line, name) or entry[name]
        changes.append(settle(line, "line", code, wanted))
        changes += _categories(line, entry["categories"])
        changes += _campaigns(line, entry.get("campaigns", []))
    return changes


def _wanted(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "unit": Unit.objects.get(code=entry["unit"]),
        "purpose": entry["purpose"],
        "name_hi": entry["hi"],
        "name_en": entry["en"],
        "languages": entry["languages"],
        "clock_minutes": entry["clock_minutes"],
        "calendar": Calendar.objects.filter(code=entry.get("calendar")).first(),
        "pauses": [{"nod": False, **pause} for pause in entry.get("pauses", [])],
        "ladder": [{"branch": "", **step} for step in entry["ladder"]],
        "helplines": [_helpline(helpline) for helpline in entry.get("helplines", [])],
        "duty_starts_at": _time(entry.get("duty_starts_at", "")),
        **{key: entry.get(key, usual) for key, usual in OPTIONAL.items()},
    }


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def _helpline(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": entry["number"],
        "name_hi": entry["hi"],
        "name_en": entry["en"],
        "for": entry["for"],
    }


def _categories(line: Line, entries: list[dict[str, Any]]) -> list[Change]:
    existing = {category.code: category for category in line.categories.all()}
    changes = []
    for position, entry in enumerate(entries):
        code = entry["code"]
        category = existing.pop(code, None) or Category(line=line, code=code)
        wanted = {**_category(entry), "position": position, "is_active": True}
        changes.append(settle(category, "category", f"{line.code}/{code}", wanted))
    for code, category in existing.items():
        if category.is_active:
            category.is_active = False
            category.save(update_fields=["is_active"])
            changes.append(Change("category", f"{line.code}/{code}", State.RETIRED))
    return changes


def _campaigns(line: Line, entries: list[dict[str, Any]]) -> list[Change]:
    """Create or change the campaigns named; others are the district's own and left alone."""
    changes = []
    for entry in entries:
        code = entry["code"]
        campaign = line.campaigns.filter(code=code).first() or Campaign(line=line, code=code)
        wanted = {"name_hi": entry["hi"], "name_en": entry["en"], "is_active": True}
        changes.append(settle(campaign, "campaign", f"{line.code}/{code}", wanted))
    return changes


def _category(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": entry["kind"],
        "name_hi": entry["hi"],
        "name_en": entry["en"],
        "short_hi": entry["short_hi"],
        "short_en": entry["short_en"],
        "keywords": entry.get("keywords", []),
        "branch": entry.get("branch", ""),
        "about_police": entry.get("about_police", False),
        "about_children": entry.get("about_children", False),
        "clock_minutes": entry.get("clock_minutes", {}),
        "priority_minutes": entry.get("priority_minutes", {}),
        "keeps_calendar": entry.get("keeps_calendar", True),
        "first_says": entry.get("first_says", ""),
    }
