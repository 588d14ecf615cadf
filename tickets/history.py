"""Reads the whole history again and says where it was tampered with. In constant memory."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from tickets import chain
from tickets.models import Checkpoint, Event, Ticket

CHUNK = 2000


class Kind(models.TextChoices):
    """What is wrong at one place of the history."""

    EDITED = "edited", _("was changed after it was written")
    MISSING = "missing", _("is missing")
    DOUBLED = "doubled", _("is there more than once")
    OUT_OF_PLACE = "out_of_place", _("does not follow the one before it")
    CUT = "cut", _("is not where the ticket says its history ends")
    GONE = "gone", _("the whole history is missing")
    STRAY = "stray", _("belongs to no ticket")
    SEAL_BROKEN = "seal_broken", _("not the events that were sealed")
    SEAL_OUT_OF_PLACE = "seal_out_of_place", _("the seal does not follow the one before it")


@dataclass(frozen=True)
class Break:
    """Where the history is broken: a ticket's code and event number, or a run of event keys."""

    kind: Kind
    place: str
    number: int | None = None

    def __str__(self) -> str:
        event = "" if self.number is None else f" #{self.number}"
        return f"{self.place}{event}: {self.kind.label} ({self.kind.value})"


@dataclass
class Tally:
    """How much was read."""

    events: int = 0
    tickets: int = 0
    seals: int = 0


def verify(tally: Tally | None = None) -> Iterator[Break]:
    """Yield every place where the history is not as it was written; nothing when it is intact.

    Three looks: each ticket's chain of events up to the head kept on its row; tickets without
    any history; and the seals, which also show a tail that was cut and its head rewritten.
    """
    tally = tally or Tally()
    with transaction.atomic():
        for _ticket, rows in groupby(_stored_events(), key=lambda row: row.event.ticket_id):
            tally.tickets += 1
            yield from _in_chain(rows, tally)
        bare = Ticket.objects.filter(~models.Exists(_events_of_ticket()))
        for code in bare.values_list("code", flat=True).iterator(chunk_size=CHUNK):
            yield Break(Kind.GONE, code)
        yield from _in_seals(tally)


@dataclass(frozen=True)
class _Row:
    code: str | None
    length: int
    head: bytes
    event: Event


def _stored_events() -> Iterator[_Row]:
    """Return all events, ticket by ticket, each with its ticket's head: one query, one snapshot."""
    columns = [str(field.column) for field in Event._meta.concrete_fields]
    wanted = ", ".join(f"event.{connection.ops.quote_name(column)}" for column in columns)
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT ticket.code, ticket.history_length, ticket.history_head, {wanted}"  # noqa: S608 -- names of our own columns
            " FROM tickets_event event LEFT JOIN tickets_ticket ticket"
            " ON ticket.id = event.ticket_id"
            " ORDER BY event.ticket_id, event.number, event.id"
        )
        while chunk := cursor.fetchmany(CHUNK):
            for code, length, head, *values in chunk:
                yield _Row(code, length or 0, bytes(head or b""), _event(columns, values))


def _event(columns: list[str], values: list[Any]) -> Event:
    facts = dict(zip(columns, values, strict=True))
    if isinstance(facts["data"], str):
        facts["data"] = json.loads(facts["data"])
    return Event(**facts)


def _in_chain(rows: Iterator[_Row], tally: Tally) -> Iterator[Break]:
    number, head, row = 0, b"", None
    for row in rows:
        tally.events += 1
        event = row.event
        place = row.code or f"ticket {event.ticket_id}"
        if event.number > number + 1:
            yield Break(Kind.MISSING, place, number + 1)
        elif event.number <= number:
            yield Break(Kind.DOUBLED, place, event.number)
        elif bytes(event.previous) != head:
            yield Break(Kind.OUT_OF_PLACE, place, event.number)
        if _digest(event) != bytes(event.digest):
            yield Break(Kind.EDITED, place, event.number)
        number, head = event.number, bytes(event.digest)
    if row is not None and row.code is None:
        yield Break(Kind.STRAY, f"ticket {row.event.ticket_id}", number)
    elif row is not None and (row.length, row.head) != (number, head):
        yield Break(Kind.CUT, str(row.code), number)


def _digest(event: Event) -> bytes:
    try:
        return chain.digest(event.facts(), previous=bytes(event.previous))
    except chain.NotHistory:
        return b""  # we would never have written this


def _events_of_ticket() -> models.QuerySet[Event]:
    return Event.objects.filter(ticket=models.OuterRef("pk"))


def _in_seals(tally: Tally) -> Iterator[Break]:
    events = _Peekable(_digests())
    before = b""
    for stored in Checkpoint.objects.order_by("last_event").iterator(chunk_size=CHUNK):
        tally.seals += 1
        place = f"events {stored.first_event}-{stored.last_event}"
        if bytes(stored.previous) != before:
            yield Break(Kind.SEAL_OUT_OF_PLACE, place)
        sealed = events.up_to(stored.last_event)
        found = chain.seal(sealed, previous=bytes(stored.previous), made_at=stored.made_at)
        if found != stored.as_seal():
            yield Break(Kind.SEAL_BROKEN, place)
        before = bytes(stored.digest)


def _digests() -> Iterator[tuple[int, bytes]]:
    pairs = Event.objects.order_by("pk").values_list("pk", "digest")
    return ((key, bytes(digest)) for key, digest in pairs.iterator(chunk_size=CHUNK))


class _Peekable:
    """Events in the order of their keys, taken run by run."""

    def __init__(self, pairs: Iterator[tuple[int, bytes]]) -> None:
        self._pairs = pairs
        self._next = next(pairs, None)

    def up_to(self, last: int) -> Iterator[tuple[int, bytes]]:
        while self._next is not None and self._next[0] <= last:
            yield self._next
            self._next = next(self._pairs, None)
