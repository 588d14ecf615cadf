"""Rows for tests, made by plain functions. Names and numbers are invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from districts import grants
from districts.models import Category, Line, Officer, Posting, Role, Unit
from tickets import events, terms
from tickets.models import Ticket

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=ZoneInfo("Asia/Kolkata"))
PASSWORD = "a-long-enough-password"
LONG_AGO = NOON - timedelta(days=365)
_number = count(1)


@dataclass(frozen=True, kw_only=True)
class Tree:
    zone: Unit
    range: Unit
    other_range: Unit
    district: Unit
    other_district: Unit  # of the same range
    city: Unit  # divisions of the first district
    rural: Unit
    circle: Unit  # of the city, with two stations
    second_circle: Unit  # of the city
    rural_circle: Unit
    station: Unit
    sister: Unit  # of the same circle
    far_station: Unit  # of the second circle
    rural_station: Unit
    other_station: Unit  # of the other district


def make_unit(kind: str = Unit.Kind.STATION, parent: Unit | None = None, **fields: Any) -> Unit:
    code = fields.pop("code", f"{kind}-{next(_number)}")
    names = {"name_hi": f"इकाई {code}", "name_en": code.replace("-", " ").title()}
    return Unit.objects.create(code=code, kind=kind, parent=parent, **{**names, **fields})


def make_tree() -> Tree:
    kinds = Unit.Kind
    zone = make_unit(kinds.ZONE)
    near, far = (make_unit(kinds.RANGE, zone) for _ in range(2))
    district, other_district = (make_unit(kinds.DISTRICT, near) for _ in range(2))
    city = make_unit(kinds.DIVISION, district, branch="city")
    rural = make_unit(kinds.DIVISION, district, branch="rural")
    circle, second_circle = (make_unit(kinds.CIRCLE, city) for _ in range(2))
    rural_circle = make_unit(kinds.CIRCLE, rural)
    return Tree(
        zone=zone,
        range=near,
        other_range=far,
        district=district,
        other_district=other_district,
        city=city,
        rural=rural,
        circle=circle,
        second_circle=second_circle,
        rural_circle=rural_circle,
        station=make_unit(parent=circle),
        sister=make_unit(parent=circle),
        far_station=make_unit(parent=second_circle),
        rural_station=make_unit(parent=rural_circle),
        other_station=make_unit(parent=make_unit(kinds.CIRCLE, other_district)),
    )


def make_officer(role: Role | None = None, unit: Unit | None = None, **fields: Any) -> Officer:
    """Create an officer, posted in `role` at `unit` when both are given.

    Without `password=PASSWORD` there is none, because hashing is slow: use `force_login`.
    With one they are made-up officers, who need no code, unless `is_demo=False` is said.
    """
    fields.setdefault("is_demo", "password" in fields)
    number = fields.pop("service_number", f"officer-{next(_number)}")
    officer = Officer.objects.create_user(number, **{"name": number, **fields})
    if role is not None and unit is not None:
        Posting.objects.create(officer=officer, unit=unit, role=role, since=LONG_AGO)
        for permission in grants.GRANTED_BY_ROLE[role]:
            grants.give(officer, permission, unit)
    return officer


def make_line(unit: Unit, **fields: Any) -> Line:
    number = next(_number)
    usual = {
        "code": f"line-{number}",
        "purpose": Line.Purpose.TIPS,
        "name_hi": "सतर्क लाइन",
        "name_en": "Watch line",
        "phone_number_id": f"9000000{number:05}",
        "languages": ["hi", "en"],
        "clock_minutes": {"triage": 15, "acknowledge": 30, "act": 240, "resolve": 4320},
        "ladder": [
            {"after_minutes": minutes, "role": role}
            for minutes, role in ((0, "circle"), (30, "deputy"), (60, "chief"))
        ],
    }
    return Line.objects.create(unit=unit, **{**usual, **fields})


def make_category(line: Line, **fields: Any) -> Category:
    code = fields.pop("code", f"category-{next(_number)}")
    usual = {f"{size}_{tongue}": "Liquor" for size in ("name", "short") for tongue in ("hi", "en")}
    return Category.objects.create(line=line, code=code, **{**usual, **fields})


@transaction.atomic
def make_ticket(
    line: Line, unit: Unit | None = None, *, at: datetime = NOON, **fields: Any
) -> Ticket:
    """Create a new ticket at `unit` (the line's own unless given), with its first event."""
    usual = {"text": "नदी के किनारे शराब बन रही है।", "arrived_at": at, "changed_at": at}
    ticket = Ticket.objects.create(line=line, unit=unit or line.unit, **{**usual, **fields})
    data = {"unit": ticket.unit.code, "status": ticket.status, **terms.of(ticket, at=at)}
    ticket.record(events.OPENED, by=None, at=at, note=ticket.text, data=data)
    return ticket
