"""The history: append-only, and any tampering is found and placed."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction

from tests.tickets.tampering import LATER, found, sql
from tickets import history
from tickets.history import Kind
from tickets.models import Event
from tickets.services import checkpoints

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("table", ["tickets_event", "tickets_checkpoint"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET digest = ''",
        "DELETE FROM {}",
        "TRUNCATE {} CASCADE",
        "SET LOCAL session_replication_role = replica; DELETE FROM {}",
    ],
)
def test_the_database_refuses_to_change_or_empty_it(tickets, table, statement):
    checkpoints.make(now=LATER)

    with (
        pytest.raises(Error, match=f"The history is append-only: .* of {table} is refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement.format(table))


def test_an_untouched_history_is_intact(tickets):
    checkpoints.make(now=LATER)
    tally = history.Tally()

    assert list(history.verify(tally)) == []
    assert (tally.events, tally.tickets, tally.seals) == (10, 2, 1)


EDITS = {
    "id": "id + 1000",
    "number": "number + 100",
    "kind": "'ticket.closed'",
    "by_id": "NULL",
    "by_role": "'Chief'",
    "happened_at": "happened_at + interval '1 microsecond'",
    "note": "note || ' '",
    "data": "'{\"n\": 9}'",
    "previous": "decode('00', 'hex') || substring(previous from 2)",
    "digest": "decode('00', 'hex') || substring(digest from 2)",
}


def test_every_column_has_an_edit_below():
    columns = {field.column for field in Event._meta.concrete_fields}

    assert columns == {*EDITS, "ticket_id"}


@pytest.mark.parametrize("column", EDITS)
def test_an_edit_of_any_column_is_found_where_it_is(tickets, column):
    event = tickets[0].events.get(number=3)

    sql(f"UPDATE tickets_event SET {column} = {EDITS[column]} WHERE id = %s", event.pk)

    places = {(kind, place) for kind, place, _ in found()}
    assert (Kind.EDITED, tickets[0].code) in places
    assert {place for _, place in places} == {tickets[0].code}


def test_an_edit_is_found_at_its_own_number(tickets):
    sql("UPDATE tickets_event SET note = 'x' WHERE id = %s", tickets[0].events.get(number=3).pk)

    assert found() == {(Kind.EDITED, tickets[0].code, 3)}


def test_an_event_moved_to_another_ticket_is_found(tickets):
    first, second = tickets
    event = first.events.get(number=5)

    sql("UPDATE tickets_event SET ticket_id = %s, number = 6 WHERE id = %s", second.pk, event.pk)

    assert {(Kind.EDITED, second.code, 6), (Kind.CUT, first.code, 4)} <= found()


@pytest.mark.parametrize(
    ("number", "kind", "at"), [(1, Kind.MISSING, 1), (3, Kind.MISSING, 3), (5, Kind.CUT, 4)]
)
def test_a_removed_event_is_found(tickets, number, kind, at):
    sql("DELETE FROM tickets_event WHERE id = %s", tickets[0].events.get(number=number).pk)

    assert (kind, tickets[0].code, at) in found()


def test_a_whole_history_that_is_gone_is_found(tickets):
    sql("DELETE FROM tickets_event WHERE ticket_id = %s", tickets[0].pk)

    assert found() == {(Kind.GONE, tickets[0].code, None)}


def test_a_ticket_gone_from_above_its_history_is_found(tickets):
    sql("ALTER TABLE tickets_ticket DISABLE TRIGGER ALL")
    sql("DELETE FROM tickets_ticket WHERE id = %s", tickets[0].pk)

    assert found() == {(Kind.STRAY, f"ticket {tickets[0].pk}", 5)}


def test_two_swapped_events_are_found(tickets):
    sql(
        "UPDATE tickets_event SET number = 100 + (CASE number WHEN 2 THEN 3 ELSE 2 END)"
        " WHERE ticket_id = %s AND number IN (2, 3)",
        tickets[0].pk,
    )
    sql("UPDATE tickets_event SET number = number - 100 WHERE number > 100")

    assert {(Kind.EDITED, tickets[0].code, 2), (Kind.EDITED, tickets[0].code, 3)} <= found()
    assert (Kind.OUT_OF_PLACE, tickets[0].code, 2) in found()


COPIED = "kind, by_id, by_role, happened_at, note, data, previous, digest, ticket_id"


def test_a_doubled_event_is_found(tickets):
    sql("ALTER TABLE tickets_event DROP CONSTRAINT event_once_in_its_place")
    sql(
        f"INSERT INTO tickets_event (number, {COPIED}) SELECT number, {COPIED}"
        " FROM tickets_event WHERE id = %s",
        tickets[0].events.get(number=3).pk,
    )

    assert (Kind.DOUBLED, tickets[0].code, 3) in found()


def test_an_inserted_event_is_found(tickets):
    sql(
        f"INSERT INTO tickets_event (number, {COPIED}) SELECT 6, {COPIED}"
        " FROM tickets_event WHERE id = %s",
        tickets[0].events.get(number=5).pk,
    )

    assert {
        (Kind.OUT_OF_PLACE, tickets[0].code, 6),
        (Kind.EDITED, tickets[0].code, 6),
        (Kind.CUT, tickets[0].code, 6),
    } == found()


@pytest.mark.parametrize(
    "column", ["history_length = history_length + 1", "history_head = decode('00', 'hex')"]
)
def test_an_edited_head_is_found(tickets, column):
    sql(f"UPDATE tickets_ticket SET {column} WHERE id = %s", tickets[0].pk)

    assert found() == {(Kind.CUT, tickets[0].code, 5)}


@pytest.mark.parametrize(
    ("tamper", "status", "says"),
    [(False, 0, "10 events of 2 tickets under 0 seals read: intact."), (True, 1, "#3: ")],
)
def test_the_command_says_so_with_its_exit_status(tickets, tamper, status, says):
    if tamper:
        sql("UPDATE tickets_event SET kind = 'x' WHERE id = %s", tickets[1].events.get(number=3).pk)
    said = StringIO()

    try:
        call_command("verify_history", stdout=said)
        ended = 0
    except SystemExit as end:
        ended = end.code

    assert ended == status
    assert says in said.getvalue()
    assert (tickets[1].code in said.getvalue()) is tamper
