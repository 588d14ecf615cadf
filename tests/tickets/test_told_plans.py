"""The indexes that an officer's notifications stand on, one for each way of being told."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from districts import grants
from districts.models import Officer, Role
from tests.factories import NOON, make_line, make_officer, make_tree, make_unit
from tickets import chain, concerning, events
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db
STATIONS, TICKETS, EVENTS = 60, 3_000, 30_000
UNTOLD = [events.OPENED, events.ADDED, events.ACKNOWLEDGED, events.ACTED, events.NOTED, events.READ]
KINDS = [*UNTOLD * 14, *sorted(events.TOLD_IN_PORTAL)]
WAYS = {
    "event_told_by_name": "told by name",
    "event_own_pauses": "whose own pause has ended",
    "event_told_to_post": "told by post",
    "event_told_by_place": "told by where it happened",
}


class History:
    """Thirty thousand events of a hundred days; of one in seven some officer is told."""

    def __init__(self) -> None:
        dice = random.Random(7)
        tree = make_tree()
        places = [tree.station, *(make_unit(parent=tree.circle) for _ in range(STATIONS))]
        heads = {place.code: make_officer(Role.STATION_HEAD, place) for place in places}
        self.officers = {
            Role.STATION_HEAD: heads[tree.station.code],
            Role.CHIEF: make_officer(Role.CHIEF, tree.district),
        }
        line = make_line(tree.district)
        tickets = Ticket.objects.bulk_create(
            Ticket(line=line, unit=dice.choice(places), arrived_at=NOON, changed_at=NOON, text="x")
            for _ in range(TICKETS)
        )
        made = [
            _event(tickets, number, dice.choice([*heads.items()]), dice) for number in range(EVENTS)
        ]
        Event.objects.bulk_create(made, batch_size=5000)
        with connection.cursor() as cursor:
            # of all that is joined: what other tests left must not matter
            cursor.execute("ANALYZE tickets_event, tickets_ticket, districts_unit")


def _event(
    tickets: list[Ticket], number: int, head: tuple[str, Officer], dice: random.Random
) -> Event:
    kind, (unit, officer) = dice.choice(KINDS), head
    at = NOON - timedelta(days=100) * (EVENTS - number) / EVENTS
    data: dict[str, Any] = {}
    if kind in events.TOLD_BY_NAME:
        data = {"officer": officer.pk}
    elif kind in events.TOLD_TO_POST:
        data = {"unit": unit, "role": Role.STATION_HEAD}
    elif kind == events.PAUSED:
        data = {"until": chain.plain(at + timedelta(days=3))}
    return Event(
        ticket=tickets[number % TICKETS],
        number=number // TICKETS + 1,
        kind=kind,
        by=officer,
        happened_at=at,
        data=data,
        previous=b"",
        digest=b"",
    )


@pytest.fixture(scope="module")
def history(django_db_setup, django_db_blocker):
    """Filled once, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield History()
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", [Role.CHIEF, Role.STATION_HEAD])
@pytest.mark.parametrize("index", WAYS, ids=WAYS.get)
def test_each_way_of_being_told_has_an_index_of_its_own(history, role, index):
    officer = history.officers[role]
    with CaptureQueriesContext(connection) as asked:
        concerning.newest(officer, grants.posts(officer), now=NOON, most=100)
    ways = next(one["sql"] for one in asked if "UNION" in one["sql"])

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (COSTS OFF) {ways}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert index in plan, plan
    assert "Seq Scan on tickets_event" not in plan
