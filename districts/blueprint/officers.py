"""Demo officers: made-up people with a new password at every loading."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from districts import postings
from districts.blueprint.changes import Change, State, settle
from districts.blueprint.source import Blueprint
from districts.models import Officer, Posting, Role, Unit

ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"  # nothing that is misread from a screen


@dataclass(frozen=True)
class Login:
    username: str
    password: str
    role: str
    unit: str


def apply(blueprint: Blueprint, *, at: datetime) -> tuple[list[Change], list[Login]]:
    """Create the demo officers and their one posting each; set every password anew."""
    changes: list[Change] = []
    logins = []
    codes = [entry["unit"] for entry in blueprint.demo_officers]
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    for entry in blueprint.demo_officers:
        username, role = entry["username"], Role(entry["role"])
        officer, change = _officer(entry, password := _new_password())
        title = entry.get("title") or blueprint.titles.get(role, "")
        changes += [change, *_posting(officer, units[entry["unit"]], role, title, at)]
        logins.append(Login(username, password, role.value, entry["unit"]))
    return changes, logins


def _officer(entry: dict[str, Any], password: str) -> tuple[Officer, Change]:
    username = entry["username"]
    wanted = {"name": entry["name"], "is_active": True, "is_demo": True}
    if "nicknames" in entry:  # else those that the district has noted stay
        wanted["nicknames"] = entry["nicknames"]
    officer = Officer.objects.filter(service_number=username).first()
    officer = officer or Officer(service_number=username)
    officer.set_password(password)
    change = settle(officer, "officer", username, wanted)
    officer.save(update_fields=["password"])
    return officer, change


def _posting(officer: Officer, unit: Unit, role: Role, title: str, at: datetime) -> list[Change]:
    changes = []
    running = Posting.objects.filter(officer=officer, until=None).select_related("unit")
    kept = None
    for posting in running:
        if (posting.unit_id, posting.role) == (unit.pk, role):
            kept = posting
        else:
            postings.end(posting=posting, at=at)
            changes.append(Change("posting", _code(posting), State.RETIRED))
    if kept is None:
        kept = postings.start(officer=officer, unit=unit, role=role, title=title, at=at)
        return [*changes, Change("posting", _code(kept), State.CREATED)]
    return [*changes, settle(kept, "posting", _code(kept), {"title": title})]


def _code(posting: Posting) -> str:
    return f"{posting.officer.service_number} {posting.role} {posting.unit.code}"


def _new_password() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)
