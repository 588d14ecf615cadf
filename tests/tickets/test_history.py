"""The history: append-only, and any tampering is found and placed."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import NOON, make_line, make_officer, make_ticket, make_unit
from tickets import chain, history
from tickets.history import Kind
from tickets.models import Checkpoint, Event, Ticket
from tickets.services import checkpoints

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def tickets(officer) -> list[Ticket]:
    """Two tickets of five events each, written in turns."""
    line = make_line(make_unit("district"))
    pair = [make_ticket(line), make_ticket(line)]
    for number in range(4):
        for ticket in pair:
            ticket.record("ticket.noted", by=officer, at=NOON, note=f"{number}", data={"n": number})
    return pair


def sql(statement: str, *values: object) -> None:
    """Run plain SQL as somebody who owns the tables and has put the guards aside."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # tables with checks pending stay shut
        for table in ("tickets_event", "tickets_checkpoint"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(statement, values)


def found() -> set[tuple[Kind, str, int | None]]:
    return {(one.kind, one.place, one.number) for one in history.verify()}


def rewrite(ticket: Ticket, *, from_number: int) -> None:
    """Chain everything from this event on anew, and the head with it: a thorough forger."""
    previous = b""
    for event in Event.objects.filter(ticket=ticket).order_by("number"):
        if event.number >= from_number:
            event.previous = previous
            event.digest = chain.digest(event.facts(), previous=previous)
            sql(
                "UPDATE tickets_event SET previous = %s, digest = %s WHERE id = %s",
                event.previous,
                event.digest,
                event.pk,
            )
        previous = bytes(event.digest)
        length = event.number
    sql(
        "UPDATE tickets_ticket SET history_length = %s, history_head = %s WHERE id = %s",
        length,
        previous,
        ticket.pk,
    )


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


class TestASealShows:
    """What a thorough forger does, who chains anew all that follows and rewrites the head."""

    @pytest.fixture(autouse=True)
    def sealed(self, tickets):
        self.ticket = tickets[0]
        seal = checkpoints.make(now=LATER)
        self.broken = (Kind.SEAL_BROKEN, f"events {seal.first_event}-{seal.last_event}", None)

    def test_an_edit(self):
        sql("UPDATE tickets_event SET note = 'x' WHERE id = %s", self.event(2))
        rewrite(self.ticket, from_number=2)

        assert found() == {self.broken}

    def test_a_cut_tail(self):
        sql("DELETE FROM tickets_event WHERE id = %s", self.event(5))
        rewrite(self.ticket, from_number=5)

        assert found() == {self.broken}

    def test_a_removed_event(self):
        sql("DELETE FROM tickets_event WHERE id = %s", self.event(3))
        for number in (4, 5):
            sql(
                "UPDATE tickets_event SET number = number - 1 WHERE id = %s",
                self.event(number),
            )
        rewrite(self.ticket, from_number=3)

        assert found() == {self.broken}

    def test_a_whole_ticket_that_is_gone(self):
        sql("DELETE FROM tickets_event WHERE ticket_id = %s", self.ticket.pk)
        sql("DELETE FROM tickets_ticket WHERE id = %s", self.ticket.pk)

        assert found() == {self.broken}

    def test_an_event_slipped_under_it(self):
        self.ticket.refresh_from_db()
        event = self.ticket.record("ticket.noted", by=None, at=NOON, note="late")
        sql("UPDATE tickets_event SET id = %s WHERE id = %s", self.event(1) - 1, event.pk)
        rewrite(self.ticket, from_number=6)

        assert found() == {self.broken}

    @pytest.mark.parametrize(
        "edit",
        [
            "first_event = first_event + 1",
            "last_event = last_event - 1",
            "count = count + 1",
            "digest = decode('00', 'hex')",
            "made_at = made_at + interval '1 second'",
        ],
    )
    def test_an_edit_of_itself(self, edit):
        sql(f"UPDATE tickets_checkpoint SET {edit}")

        assert {kind for kind, _, _ in found()} == {Kind.SEAL_BROKEN}

    def test_that_one_before_it_is_gone(self):
        self.ticket.refresh_from_db()
        self.ticket.record("ticket.noted", by=None, at=LATER, note="more")
        checkpoints.make(now=LATER + timedelta(hours=1))
        assert found() == set()

        sql("DELETE FROM tickets_checkpoint WHERE id = %s", Checkpoint.objects.first().pk)

        assert Kind.SEAL_OUT_OF_PLACE in {kind for kind, _, _ in found()}

    def event(self, number: int) -> int:
        return Event.objects.get(ticket=self.ticket, number=number).pk


@pytest.mark.parametrize(
    ("age", "sealed"), [(timedelta(minutes=9), 0), (timedelta(minutes=10), 10)]
)
def test_only_settled_events_are_sealed(tickets, age, sealed):
    seal = checkpoints.make(now=NOON + age)

    assert (seal.count if seal else 0) == sealed


def test_nothing_new_makes_no_seal(tickets):
    checkpoints.make(now=LATER)

    assert checkpoints.make(now=LATER) is None


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


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(), JSON, max_size=3), st.text(), st.datetimes())
def test_what_is_written_verifies_or_is_refused_at_once(data, note, moment):
    """Whatever comes back from the database has the digest with which it went in."""
    with transaction.atomic():
        ticket = make_ticket(make_line(make_unit("district")))
        try:
            with transaction.atomic():
                data["moment"] = moment.astimezone(NOON.tzinfo)
                ticket.record("ticket.noted", by=None, at=NOON, note=note, data=data)
        except chain.NotHistory:
            assert "\0" in repr_of(data, note) or has_half_a_pair(repr_of(data, note))
        stored = Event.objects.filter(ticket=ticket).order_by("number").last()

        assert chain.digest(stored.facts(), previous=stored.previous) == stored.digest
        assert list(history.verify()) == []
        transaction.set_rollback(True)


def repr_of(*values: object) -> str:
    gathered: list[str] = []

    def gather(value: object) -> None:
        if isinstance(value, str):
            gathered.append(value)
        elif isinstance(value, dict):
            gather([*value.keys(), *value.values()])
        elif isinstance(value, list):
            for item in value:
                gather(item)

    gather(list(values))
    return "".join(gathered)


def has_half_a_pair(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        NOON.replace(tzinfo=None),
        b"bytes",
        {1: "key"},
        {"a": {2}},
        "a\0",
        "\ud83d",
    ],
)
def test_what_would_not_come_back_as_it_was_is_refused(tickets, value):
    tickets[0].refresh_from_db()

    with pytest.raises(chain.NotHistory):
        tickets[0].record("ticket.noted", by=None, at=NOON, data={"value": value})
