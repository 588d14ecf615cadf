"""The indexes that lists, counts, searches and sweeps stand on: a lost one is noticed here."""

import random
import re
from datetime import timedelta
from itertools import cycle

import pytest
from django.db import connection, transaction

from districts.models import Role
from tests.factories import NOON, make_line, make_officer, make_tree, make_unit
from tickets import lists, plates, search
from tickets.lifecycle import AT_STATION, Status
from tickets.lists import Tab
from tickets.models import Clock, Ticket
from tickets.models.holding import written
from tickets.sight import sight_of

pytestmark = pytest.mark.django_db
MANY, STATIONS = 12_000, 120
OPEN = (*sorted(AT_STATION), Status.NEW)


class Country:
    """Twelve thousand tickets at many stations, of which one zone sees a third."""

    def __init__(self) -> None:
        self.tree = make_tree()
        self.line = make_line(self.tree.district)
        places = [self.tree.zone, self.tree.district, self.tree.station]
        roles = [Role.ZONE, Role.CHIEF, Role.STATION_HEAD]
        self.officers = {r: make_officer(r, p) for r, p in zip(roles, places, strict=True)}
        elsewhere = make_unit("zone")
        parents = cycle([self.tree.second_circle, self.tree.rural_circle, *[elsewhere] * 6])
        stations = [make_unit(parent=next(parents)) for _ in range(STATIONS)]
        self.units = [self.tree.station, *stations]
        self._fill(random.Random(7))
        with connection.cursor() as cursor:
            # of units too: what other tests left, and when it was looked at, must not matter
            for table in ("tickets_ticket", "tickets_clock", "districts_unit"):
                cursor.execute(f"ANALYZE {table}")

    def _fill(self, dice: random.Random) -> None:
        made = Ticket.objects.bulk_create(
            [self._ticket(number, dice) for number in range(MANY)], batch_size=2000
        )
        running = [ticket for ticket in made if ticket.status in OPEN]
        Clock.objects.bulk_create(
            Clock(
                ticket=each,
                name="resolve",
                started_at=each.arrived_at,
                due_at=each.arrived_at + timedelta(days=dice.randrange(60)),
                next_step_at=NOON + timedelta(days=dice.randrange(1, 60)),
            )
            for each in running
        )

    def _ticket(self, number: int, dice: random.Random) -> Ticket:
        at = NOON - timedelta(minutes=number)
        status = dice.choice(OPEN) if dice.random() < 0.08 else Status.CLOSED
        return Ticket(
            line=self.line,
            unit=dice.choice(self.units),
            status=status,
            closed_at=at if status == Status.CLOSED else None,
            arrived_at=at,
            changed_at=at,
            text=f"{dice.choice(('शराब', 'जुआ', 'cattle'))} UP{dice.randrange(10_000, 99_999)}",
            place=f"{dice.choice(('रामगंज', 'Sultanpur'))} {dice.randrange(500)}",
        )

    def seen(self, role: Role):
        return Ticket.objects.visible_to(self.officers[role])


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    """Filled once for all plans, and taken back."""

    with django_db_blocker.unblock(), transaction.atomic():
        yield Country()
        transaction.set_rollback(True)


def plan(query, options: str = "COSTS OFF") -> str:
    sql, params = query.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({options}) {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())


def page(country: Country, role: Role, tab: Tab):
    sight = sight_of(country.officers[role])
    return lists.as_rows(lists.shown(country.seen(role), tab, sight))[: lists.PAGE]


@pytest.mark.parametrize("role", [Role.ZONE, Role.CHIEF, Role.STATION_HEAD])
@pytest.mark.parametrize("tab", list(Tab))
def test_no_list_reads_every_ticket(country, role, tab):
    assert "Seq Scan on tickets_ticket" not in plan(page(country, role, tab))


@pytest.mark.parametrize("status", [Status.NEW, Status.CLOSED])
def test_counts_stop_and_read_an_index(country, status):
    counted = country.seen(Role.STATION_HEAD).filter(status=status).order_by().values("pk")[:1000]

    assert "ticket_counts_of_a_unit" in plan(counted)


def test_what_is_new_comes_in_its_order_from_an_index(country):
    assert "ticket_new_to_a_desk" in plan(page(country, Role.ZONE, Tab.NEW))


def test_the_newest_come_in_their_order_from_an_index(country):
    for role in (Role.ZONE, Role.CHIEF):
        read = plan(page(country, role, Tab.ALL))
        # rows of other units are passed by in the index, before they are read
        assert re.search(r"using ticket_newest_by_unit on .*\n *Index Cond: .*unit_id", read)


def looked_for(country: Country, words: str):
    past_due = sight_of(country.officers[Role.ZONE]).past_due(NOON)
    return search.narrow(Ticket.objects.order_by(), past_due=past_due, words=words)


@pytest.mark.parametrize("words", ["UP12345", "रामगंज 77", "UP65AB1234"])
def test_words_can_be_looked_up_in_text_and_place(country, words):
    found = looked_for(country, words)

    with connection.cursor() as cursor:  # so few rows are read through as quickly
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        looked_up = plan(found)
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")
    assert "ticket_words_and_place" in looked_up


@pytest.mark.parametrize("words", ["घूसखोरी", "बरामदा", "UP65AB1234", "UP ६५ AB १२३४"])
def test_what_is_in_no_ticket_is_known_from_the_index(country, words):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        read = plan(looked_for(country, words), "ANALYZE, COSTS OFF, TIMING OFF")
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")
    among = re.findall(r"Index Scan on ticket_words_and_place .*rows=(\d+)", read)
    assert among and max(map(int, among)) < 100


def test_a_pattern_is_never_looked_up_in_an_index(country):
    """Of some patterns it knows nothing to look for, and would read all it holds."""
    [plate], _rest = plates.take_out("UP65AB1234")
    found = Ticket.objects.order_by().filter(written(plate.pattern, "text", "place"))

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        read = plan(found)
        cursor.execute("SET LOCAL enable_seqscan = on")
    assert "ticket_words_and_place" not in read


def test_the_sweep_looks_only_at_what_is_due(country):
    assert "clock_sweep" in plan(Clock.objects.due(NOON).order_by("next_step_at", "pk"))
