"""What comes again: the same place and category within some days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Max
from django.db.models.functions import Lower, Trim

from tickets.models.ticket import TicketQuerySet

DAYS = timedelta(days=14)
LEAST = 2
MOST = 8
CODES = 6  # shown of one place


@dataclass(frozen=True)
class Repeat:
    """A place named by several tickets of one category; their codes in no order of arrival."""

    place: str
    category_names: tuple[str, str]  # in Hindi and English; empty: in no category
    count: int
    codes: Sequence[str]


def find(tickets: TicketQuerySet, *, now: datetime, most: int = MOST) -> list[Repeat]:
    """Return the places of `tickets` that repeat, most often first. Spelling counts."""
    lately = tickets.filter(arrived_at__gte=now - DAYS).exclude(place="").order_by()
    rows = (
        lately.annotate(where=Lower(Trim("place")))
        .values("where", hi=F("category__name_hi"), en=F("category__name_en"))
        .annotate(n=Count("pk"), as_written=Max("place"), codes=ArrayAgg("code", order_by="code"))
        .filter(n__gte=LEAST)
        .order_by("-n", "where")[:most]
    )
    return [
        Repeat(
            row["as_written"], (row["hi"] or "", row["en"] or ""), row["n"], row["codes"][:CODES]
        )
        for row in rows
    ]
