"""What an officer did in one go within the last minutes, and may take back in one go."""

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KeyTextTransform

from districts.models import Officer
from tickets.models import Event, Ticket
from tickets.services import sending, ticked, together
from tickets.services.together import UNDO


def undoable(by: Officer, *, now: datetime) -> list[dict[str, Any]]:
    """Return what still stands: `word`, `kind`, `number` of tickets, `happened_at`, `until`.

    The latest first. What was hidden from them since is not counted: the number would tell.
    """
    seen = {"ticket__in": Ticket.objects.visible_to(by)}
    standing = [each.standing(by, now).filter(**seen) for each in (sending, together, ticked)]
    parts = [_counted(one) for one in standing]
    done = parts[0].union(*parts[1:], all=True).order_by("-happened_at")
    return [{**row, "until": row["happened_at"] + UNDO} for row in done]


def _counted(standing: QuerySet[Event]) -> QuerySet[Event, Any]:
    """Return how many events there are of each word; alike in columns, for one query of all."""
    word = KeyTextTransform("together", "data")
    rows = standing.order_by().annotate(word=word).values("word", "kind", "happened_at")
    return rows.annotate(number=Count("pk"))
