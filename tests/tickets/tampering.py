"""What somebody could do who owns the tables, and what is found of it."""

from datetime import timedelta

from django.db import connection

from tests.factories import NOON
from tickets import chain, history
from tickets.history import Kind
from tickets.models import Event, Ticket

LATER = NOON + timedelta(hours=1)


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
