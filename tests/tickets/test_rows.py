"""What a row of a list shows, read by keys: of each ticket its own, in the order asked for."""

from datetime import timedelta

import pytest

from districts.models import Role
from tests.factories import NOON, make_category, make_line, make_officer, make_ticket, make_tree
from tickets import lists, rows
from tickets.models import Clock, Escalation, Ticket

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def clock(ticket: Ticket, name: str, hours: int, **fields) -> Clock:
    due = NOON + hours * HOUR
    return Clock.objects.create(ticket=ticket, name=name, started_at=NOON, due_at=due, **fields)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def tickets(tree):
    line, head = make_line(tree.district), make_officer(Role.STATION_HEAD, tree.station)
    full = make_ticket(
        line,
        tree.station,
        category=make_category(line),
        suggested_unit=tree.circle,
        assigned_to=head,
    )
    bare = make_ticket(line)
    Clock.objects.all().delete()
    clock(full, "resolve", 9)
    clock(full, "act", 3)
    clock(full, "acknowledge", 1, stopped_at=NOON)
    clock(bare, "triage", 2)
    return [full, bare]


def test_a_row_shows_what_the_ticket_has(tickets, django_assert_num_queries):
    keys = [ticket.pk for ticket in tickets]
    clocks = Clock.objects.in_bulk()
    whole = lists.as_rows(Ticket.objects.select_related("assigned_to")).in_bulk(keys)

    with django_assert_num_queries(1):
        read = rows.drawn(keys)
        for row in read:
            same = whole[row.pk]
            assert {name: getattr(row, name) for name in rows.TICKET} == {
                name: getattr(same, name) for name in rows.TICKET
            }
            assert vars(row)["files"] == vars(same)["files"]
            for name, (_model, columns) in rows.BESIDE.items():
                shown, meant = getattr(row, name), getattr(same, name)
                assert shown == meant
                for column in columns if shown else ():
                    assert getattr(shown, column) == getattr(meant, column)
            running = vars(row)["running"]
            assert [each.pk for each in running] == [each.pk for each in vars(same)["running"]]
            for each in running:
                for column in (*rows.CLOCK, "stopped_at"):
                    assert getattr(each, column) == getattr(clocks[each.pk], column)
            assert all(each.ticket is row for each in running)
    assert [each.name for each in vars(read[0])["running"]] == ["act", "resolve"]


def test_rows_come_in_the_order_of_their_keys(tickets):
    keys = [ticket.pk for ticket in tickets]

    assert [row.pk for row in rows.drawn(keys)] == keys
    assert [row.pk for row in rows.drawn(keys[::-1])] == keys[::-1]
    assert [row.pk for row in rows.drawn([keys[1], 0])] == keys[1:]
    assert rows.drawn([]) == []


def test_late_clocks_come_in_their_order_with_who_was_told(
    tickets, tree, django_assert_num_queries
):
    second, first = Clock.objects.filter(name__in=["resolve", "triage"]).order_by("-due_at")
    for step, unit in ((1, tree.district), (0, tree.circle)):
        Escalation.objects.create(
            clock=first, step=step, unit=unit, role=Role.CHIEF, due_at=NOON, taken_at=NOON
        )
    given = {each.pk: each.ticket_id for each in (second, first)}

    with django_assert_num_queries(2):
        read = rows.late(given)
        assert [each.pk for each in read] == [second.pk, first.pk]
        assert all(each.ticket.unit.kind and each.ticket.code for each in read)
        told = [step.unit.name for step in vars(read[1])["steps"]]
    assert told == [tree.circle.name, tree.district.name]
    assert vars(read[0])["steps"] == []


def test_a_clock_that_stopped_meanwhile_is_no_longer_late(tickets):
    late = Clock.objects.get(name="triage")
    Clock.objects.update(stopped_at=NOON)

    assert rows.late({late.pk: late.ticket_id}) == []
