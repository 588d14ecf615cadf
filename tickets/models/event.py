from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.indexes import BrinIndex
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTransform

from districts.models import Officer
from tickets import chain, events
from tickets.models.rewriting import rewrite

if TYPE_CHECKING:
    from tickets.models.ticket import Ticket


POSTS_LONGEST = 400


HEAD = ["history_length", "history_head", "changed_at"]  # of a ticket, moved by each event


def _next_keys(count: int) -> list[int]:
    """Return keys for events: known beforehand, because the digest covers them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('tickets_event', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return sorted(int(key) for (key,) in cursor.fetchall())


class Fact(NamedTuple):
    """Something that happened to a ticket and that no officer did."""

    ticket: "Ticket"
    kind: str
    data: dict[str, Any]


class EventManager(models.Manager["Event"]):
    def append(
        self,
        ticket: "Ticket",
        kind: str,
        *,
        by: Officer | None,
        at: datetime,
        note: str,
        data: dict[str, Any],
    ) -> "Event":
        """Chain one more event onto `ticket`'s history and move its head.

        The caller holds a transaction in which the ticket's row is locked (or just created).
        """
        [key] = _next_keys(1)
        event = _chained(ticket, kind, key=key, by=by, at=at, note=note, data=data)
        event.save(force_insert=True)
        ticket.save(update_fields=HEAD)
        return event

    def append_all(self, facts: Sequence[Fact], *, at: datetime) -> list["Event"]:
        """Chain many events, each onto its ticket's history, in the order given.

        Facts of one ticket must name one object, and the caller holds the locks of all.
        """
        keys = _next_keys(len(facts))
        made = [
            _chained(fact.ticket, fact.kind, key=key, by=None, at=at, note="", data=fact.data)
            for fact, key in zip(facts, keys, strict=True)
        ]
        tickets = {fact.ticket.pk: fact.ticket for fact in facts}
        self.bulk_create(made)
        rewrite(tickets.values(), HEAD)
        return made


def _chained(
    ticket: "Ticket",
    kind: str,
    *,
    key: int,
    by: Officer | None,
    at: datetime,
    note: str,
    data: dict[str, Any],
) -> "Event":
    """Return the next event of a history, not yet saved, with the ticket's head moved onto it."""
    event = Event(
        pk=key,
        ticket=ticket,
        number=ticket.history_length + 1,
        kind=kind,
        by=by,
        by_role=by.posts[:POSTS_LONGEST] if by else "",
        happened_at=at,
        note=note,
        data=chain.plain(data),
        previous=bytes(ticket.history_head),
    )
    event.digest = chain.digest(event.facts(), previous=bytes(event.previous))
    ticket.history_length = event.number
    ticket.history_head = event.digest
    ticket.changed_at = at
    return event


class Event(models.Model):
    """A fact in a ticket's history: append-only, chained by hash, guarded by a trigger.

    `kind` is a dotted past fact, such as "ticket.forwarded"; `tickets/events.py` names them all.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()  # 1, 2, 3 … within the ticket
    kind = models.CharField(max_length=40)
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    # the actor's posts at that moment, as Officer.posts spells them for every language
    by_role = models.CharField(max_length=POSTS_LONGEST, blank=True)
    happened_at = models.DateTimeField()
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    previous = models.BinaryField()
    digest = models.BinaryField()

    objects = EventManager()

    class Meta:
        ordering = ["ticket", "number"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="event_once_in_its_place"),
            models.CheckConstraint(condition=Q(number__gte=1), name="event_numbers_from_one"),
        ]
        indexes = [
            # for whoever tells the citizen: recent news, however long the history
            models.Index(
                fields=["happened_at"],
                name="event_news_to_citizens",
                condition=Q(kind__in=sorted({*events.TOLD_TO_CITIZEN, events.CLOSED})),
            ),
            # for the portal's notifications, one for each way of `tickets.concerning`
            models.Index(
                fields=["kind", "-happened_at"],
                include=["ticket"],
                name="event_told_by_place",
                condition=Q(kind__in=sorted(events.TOLD_BY_PLACE)),
            ),
            models.Index(
                KeyTransform("unit", "data"),
                F("happened_at").desc(),
                name="event_told_to_post",
                condition=Q(kind__in=sorted(events.TOLD_TO_POST)),
            ),
            models.Index(
                KeyTransform("officer", "data"),
                F("happened_at").desc(),
                name="event_told_by_name",
                condition=Q(kind__in=sorted(events.TOLD_BY_NAME)),
            ),
            models.Index(
                fields=["by", "-happened_at"],
                name="event_own_pauses",
                condition=Q(kind=events.PAUSED),
            ),
            # for whoever tells officers: recent events of any kind; small, as rows come in order
            BrinIndex(fields=["happened_at"], name="event_recent", pages_per_range=32),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}#{self.number} {self.kind}"

    def facts(self) -> dict[str, Any]:
        """Return what the digest covers: every column but the two hashes."""
        return {
            "id": self.pk,
            "ticket": self.ticket_id,
            "number": self.number,
            "kind": self.kind,
            "by": self.by_id,
            "by_role": self.by_role,
            "happened_at": self.happened_at,
            "note": self.note,
            "data": self.data,
        }


class Checkpoint(models.Model):
    """A seal over a run of events, chained to the seal before: shows a missing tail."""

    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.BinaryField()
    digest = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["last_event"]

    def as_seal(self) -> chain.Seal:
        """Return what `chain.seal` must find again in the events."""
        return chain.Seal(
            first=self.first_event,
            last=self.last_event,
            count=self.count,
            previous=bytes(self.previous),
            digest=bytes(self.digest),
        )
