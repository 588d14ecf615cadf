"""What an officer did in one go within the last minutes, and may take back in one go."""

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KeyTextTransform

from districts.models import Officer
from tickets.models import Event
from tickets.services import sending, ticked, together
from tickets.services.together import UNDO


def undoable(by: Officer, *, now: datetime) -> list[dict[str, Any]]:
    """Return what still stands: `word`, `kind`, `number` of tickets, `happened_at`, `until`.

    The latest first. One query.
    """
    parts = [_counted(each.standing(by, now)) for each in (sending, together, ticked)]
    done = parts[0].union(*parts[1:], all=True).order_by("-happened_at")
    return [{**row, "until": row["happened_at"] + UNDO} for row in done]


def _counted(standing: QuerySet[Event]) -> QuerySet[Event, Any]:
    """Return how many events there are of each word; alike in columns, for one query of all."""
    word = KeyTextTransform("together", "data")
    rows = standing.order_by().annotate(word=word).values("word", "kind", "happened_at")
    return rows.annotate(number=Count("pk"))
