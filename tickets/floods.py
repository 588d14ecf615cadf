"""Floods: many near copies of one text on one line within an hour, which a desk sees as one row.

By the text alone, as any reader could tell. Who sent what is not known here: two tickets of one
sender stay unlinked, and copies of one text by fifty people are a flood as well.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from districts.models import Line
from districts.shaping import Shaping
from tickets import events, likeness
from tickets.lifecycle import Status
from tickets.models import Event, Ticket
from tickets.models.ticket import TicketQuerySet

KINDS = frozenset({Ticket.Kind.TIP, Ticket.Kind.COMPLAINT})
BEGINNING = 400  # characters by which copies are looked for; the whole text then decides
MOST_COMPARED = 20


@dataclass(frozen=True)
class Flood:
    """Keys of tickets that lie before a desk, oldest first. The first stands for all."""

    keys: list[int]

    @property
    def first(self) -> int:
        return self.keys[0]

    @property
    def hidden(self) -> list[int]:
        return self.keys[1:]

    @property
    def count(self) -> int:
        return len(self.keys)


def marks(
    *, line: Line | None, kind: str, priority: int, text: str, at: datetime
) -> dict[str, Any]:
    """Return the columns of a new ticket that tell of which text it is a copy, if of any.

    Two that are opened at the same moment may not see each other; then both count as first.
    """
    bands = likeness.bands(text[:BEGINNING])
    if line is None or kind not in KINDS or priority == Ticket.Priority.EMERGENCY or not bands:
        return {}
    since = at - line.limits.alike_within
    near = Ticket.objects.filter(line=line, alike_to=None, bands__overlap=bands)
    recent = near.filter(arrived_at__gte=since, arrived_at__lte=at).order_by("arrived_at", "pk")
    for key, words in recent.values_list("pk", "text")[:MOST_COMPARED]:
        if likeness.nearly_same(words, text):
            return {"alike_to_id": key}
    return {"bands": bands}


def find(tickets: TicketQuerySet) -> list[Flood]:
    """Return the floods among `tickets`, counting only those. One query."""
    # most texts have no copy: only what has one is looked at closely
    copied = tickets.filter(status=Status.NEW, alike_to__isnull=False).order_by()
    sources = Q(pk__in=copied.values("alike_to")) | Q(alike_to__isnull=False)
    copies = _foldable(tickets.filter(sources)).order_by()
    copies = copies.annotate(copy_of=Coalesce("alike_to", "pk"))
    grouped = copies.values("copy_of", "priority", "line__shaping").annotate(many=Count("pk"))
    keys = ArrayAgg("pk", order_by=["arrived_at", "pk"])
    return [
        Flood(row["keys"])
        for row in grouped.filter(many__gt=1).annotate(keys=keys)
        if row["many"] >= Shaping.of(row["line__shaping"]).alike_tickets
    ]


def copies_of(tickets: TicketQuerySet, one: Ticket) -> TicketQuerySet:
    """Return those of `tickets` that fold into one row with `one`, itself too, oldest first."""
    source = one.alike_to_id or one.pk
    same = _foldable(tickets).filter(Q(pk=source) | Q(alike_to=source), priority=one.priority)
    return same.order_by("arrived_at", "pk")


def _foldable(tickets: TicketQuerySet) -> TicketQuerySet:
    """Leave out what must have its own row: danger, police, and what has had a life already."""
    handled = Event.objects.filter(
        ticket=OuterRef("pk"), kind__in=[events.FORWARDED, events.HANDED_OVER, events.OUTCOME]
    )
    plain = tickets.filter(
        status=Status.NEW, is_restricted=False, priority__lt=Ticket.Priority.EMERGENCY
    )
    compared = plain.exclude(alike_to=None, bands=[])
    return compared.filter(~Exists(handled))
