"""The tickets of a list as its rows show them, read by their keys.

Which keys, whoever asks has found among the tickets that may be seen. What is read of these is the
same for every list, and so prepared.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery

from districts.models import Category, Officer, Unit
from districts.prepared import Given, Prepared, take
from tickets.models import Clock, Ticket
from tickets.models.among_keys import AmongKeys

# all that stands in a row, or decides what may be done from it
TICKET = (
    *("id", "code", "status", "priority", "text", "place", "latitude", "is_restricted"),
    *("is_second_hand", "arrived_at", "block_hours"),
    *("category_id", "unit_id", "suggested_unit_id", "assigned_to_id"),
)
UNIT = ("id", "path", "name_hi", "name_en")
BESIDE: dict[str, tuple[Any, tuple[str, ...]]] = {
    "category": (Category, ("id", "name_hi", "name_en")),
    "unit": (Unit, UNIT),
    "suggested_unit": (Unit, UNIT),
    "assigned_to": (Officer, ("id", "name")),
}
CLOCK = ("id", "ticket_id", "name", "round", "due_at", "stopped_at")


def drawn(keys: Sequence[int]) -> list[Ticket]:
    """Return the tickets of these keys, in this order, with their running clocks. Two queries."""
    if not keys:
        return []
    found = [_read(iter(row)) for row in TICKETS.rows(keys=list(keys))]
    by_key = {ticket.pk: ticket for ticket in found}
    for row in CLOCKS.rows(keys=list(keys)):
        clock = take(Clock, CLOCK, iter(row))
        if ticket := by_key.get(clock.ticket_id):
            clock.ticket = ticket
            vars(ticket)["running"].append(clock)
    return [by_key[key] for key in keys if key in by_key]


def _read(row: Iterator[Any]) -> Ticket:
    ticket = take(Ticket, TICKET, row)
    for name, (model, columns) in BESIDE.items():
        related = take(model, columns, row)
        setattr(ticket, name, None if related.pk is None else related)
    vars(ticket).update(files=next(row), running=[])
    return ticket


def _tickets() -> QuerySet[Any, Any]:
    # by name, because tickets know nothing of the app that keeps the files
    same = Ticket.objects.filter(pk=OuterRef("pk")).order_by()
    files = Subquery(same.annotate(files=Count("attachments")).values("files"))
    beside = [f"{name}__{each}" for name, (_model, columns) in BESIDE.items() for each in columns]
    read = Ticket.objects.filter(AmongKeys("pk", _keys())).order_by()
    return read.values_list(*TICKET, *beside, files)


def _clocks() -> QuerySet[Any, Any]:
    of_tickets = Clock.objects.running().filter(AmongKeys("ticket", _keys()))
    return of_tickets.order_by("due_at").values_list(*CLOCK)


def _keys() -> Given:
    return Given("keys", ArrayField(BigIntegerField()))


TICKETS, CLOCKS = Prepared(_tickets), Prepared(_clocks)
