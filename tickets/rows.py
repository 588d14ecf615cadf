"""The tickets of a list as its rows show them, read by their keys.

Which keys, whoever asks has found among the tickets that may be seen. What is read of these is the
same for every list, and so prepared.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from districts.models import Category, Officer, Unit
from districts.prepared import AnyOf, Given, Prepared, take
from tickets.models import Clock, Escalation, Ticket

# all that stands in a row, or decides what may be done from it
TICKET = (
    *("id", "code", "status", "priority", "text", "place", "latitude", "is_restricted"),
    *("is_second_hand", "arrived_at", "block_hours"),
    *("category_id", "unit_id", "suggested_unit_id", "assigned_to_id"),
)
UNIT = ("id", "path", "kind", "name_hi", "name_en")
BESIDE: dict[str, tuple[type[Category | Unit | Officer], tuple[str, ...]]] = {
    "category": (Category, ("id", "name_hi", "name_en")),
    "unit": (Unit, UNIT),
    "suggested_unit": (Unit, UNIT),
    "assigned_to": (Officer, ("id", "name")),
}
CLOCK = ("id", "ticket_id", "name", "round", "turn", "due_at")
STEP = ("clock_id", "role", "taken_at")
TOLD = ("id", "name_hi", "name_en")


def drawn(keys: Sequence[int]) -> list[Ticket]:
    """Return the tickets of these keys, in this order, with their running clocks. One query."""
    if not keys:
        return []
    made: dict[tuple[type[Model], int], Model] = {}
    found = [_read(iter(row), made) for row in TICKETS.rows(keys=list(keys))]
    by_key = {ticket.pk: ticket for ticket in found}
    return [by_key[key] for key in keys if key in by_key]


def late(keys: Mapping[int, int]) -> list[Clock]:
    """Return running clocks, given with their tickets, in this order, with who was told of them.

    Two queries.
    """
    tickets = drawn(list(set(keys.values())))
    clocks = {clock.pk: clock for ticket in tickets for clock in vars(ticket)["running"]}
    found = [clocks[key] for key in keys if key in clocks]
    for clock in found:
        vars(clock)["steps"] = []
    for row in map(iter, STEPS.rows(keys=list(keys)) if keys else ()):
        step = take(Escalation, STEP, row)
        step.unit = take(Unit, TOLD, row)
        if clock := clocks.get(step.clock_id):
            vars(clock)["steps"].append(step)
    return found


def _read(row: Iterator[Any], made: dict[tuple[type[Model], int], Model]) -> Ticket:
    """Return one ticket; what it has in common with others is `made` once for all."""
    ticket = take(Ticket, TICKET, row)
    for name, (model, columns) in BESIDE.items():
        values = tuple(islice(row, len(columns)))
        related = made.get((model, values[0])) if values[0] else None
        if values[0] and related is None:
            related = made[model, values[0]] = take(model, columns, iter(values))
        setattr(ticket, name, related)
    files, running = row
    vars(ticket).update(files=files, running=[_clock(ticket, json.loads(one)) for one in running])
    return ticket


def _clock(ticket: Ticket, told: dict[str, Any]) -> Clock:
    due_at = datetime.fromisoformat(told["due_at"])
    clock = take(Clock, CLOCK, iter([told[name] for name in CLOCK[:-1]] + [due_at]))
    clock.stopped_at, clock.ticket = None, ticket
    return clock


def _tickets() -> QuerySet[Any, Any]:
    # by name, because tickets know nothing of the app that keeps the files
    same = Ticket.objects.filter(pk=OuterRef("pk")).order_by()
    files = Subquery(same.annotate(files=Count("attachments")).values("files"))
    clocks = Clock.objects.running().filter(ticket=OuterRef("pk")).order_by("due_at")
    running = ArraySubquery(clocks.values_list(JSONObject(**{name: name for name in CLOCK})))
    beside = [f"{name}__{each}" for name, (_model, columns) in BESIDE.items() for each in columns]
    read = Ticket.objects.filter(AnyOf("pk", _keys())).order_by()
    return read.values_list(*TICKET, *beside, files, running)


def _steps() -> QuerySet[Any, Any]:
    told = Escalation.objects.filter(AnyOf("clock", _keys()))
    return told.order_by("step").values_list(*STEP, *(f"unit__{name}" for name in TOLD))


def _keys() -> Given:
    return Given("keys", ArrayField(BigIntegerField()))


TICKETS, STEPS = Prepared(_tickets), Prepared(_steps)
