"""The table of hand-computed ladders: who is told of a silent station, at which moment."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from districts import grants
from districts.models import Officer, Posting, Role
from tests.factories import NOON, make_line, make_officer
from tests.tickets.silence import LADDER, LOUD
from tickets.models import Escalation, Ticket
from tickets.services import escalation, forwarding, intake

CASES = yaml.safe_load((Path(__file__).parent / "ladder_cases.yaml").read_text(encoding="utf-8"))
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ALWAYS = datetime(2000, 1, 1, tzinfo=NOON.tzinfo)
HOUR = {"triage": 5000, "acknowledge": 60, "act": 5000, "resolve": 90000}
SEATS = {
    "head": (Role.STATION_HEAD, "station"),
    "circle": (Role.CIRCLE, "circle"),
    "deputy": (Role.DEPUTY, "city"),
    "chief": (Role.CHIEF, "district"),
    "range": (Role.RANGE, "range"),
}


def when(day: str, hour: str) -> datetime:
    day = day if len(day) == 10 else f"2020-{day}"
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=NOON.tzinfo)


def post(tree: Any, people: dict[str, Officer], told: str) -> None:
    """Read "esha circle acting from 11-02 13:00 away 11-03 00:00 11-04 00:00"."""
    name, seat, *about = told.split()
    officer = people.setdefault(name, people.get(name) or make_officer())
    role, place = SEATS[seat]
    fields: dict[str, Any] = {"since": ALWAYS, "is_acting": "acting" in about}
    for word, field in (("from", "since"), ("until", "until"), ("away", "leave_from")):
        if word in about:
            at = about.index(word) + 1
            fields[field] = when(*about[at : at + 2])
            if word == "away":
                fields["leave_until"] = when(*about[at + 2 : at + 4])
    unit = getattr(tree, place)
    Posting.objects.create(officer=officer, unit=unit, role=role, **fields)
    for permission in grants.GRANTED_BY_ROLE[role]:
        grants.give(officer, permission, unit)


def silent_since(at: datetime, tree: Any) -> None:
    """Open and forward a tip of which nobody at the station takes notice."""
    line = make_line(tree.district, clock_minutes=HOUR, ladder=LADDER, **LOUD)
    ticket = intake.open_ticket(line=line, at=at, kind=Ticket.Kind.TIP, text="x")
    desk = make_officer(Role.DESK, tree.district)
    forwarding.forward(ticket_id=ticket.pk, by=desk, at=at, station=tree.station)


def test_the_table_has_its_edges():
    assert len(CASES) >= 20
    assert len({case["why"] for case in CASES}) == len(CASES)
    assert sum("acting" in str(case["posts"]) for case in CASES) >= 10


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"][:60])
def test_as_computed_by_hand(case, tree):
    people: dict[str, Officer] = {}
    for told in case["posts"]:
        post(tree, people, told)
    began = when(*case.get("at", "11-02 12:00").split())
    silent_since(began, tree)

    expected = [(when(*row.split()[:2]), *row.split()[2:]) for row in case["then"]]
    steps_at = {at for at, *_who in expected}
    for moment in (began + timedelta(minutes=minutes) for minutes in (60, 90, 120)):
        assert escalation.escalate_due(now=moment - SECOND) == 0
        assert escalation.escalate_due(now=moment) == (moment in steps_at)
    assert escalation.escalate_due(now=began + DAY) == 0

    names = {officer.pk: name for name, officer in people.items()}
    steps = Escalation.objects.prefetch_related("officers")
    told = [(s.taken_at, names[who.pk], s.role) for s in steps for who in s.officers.all()]
    assert sorted(told) == sorted(expected)
