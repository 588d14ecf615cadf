"""Forms half filled in, kept so that a lost network or an ended session loses no words."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from districts.models import Officer
from districts.prepared import Given
from tickets.models import Draft, Ticket
from tickets.refusals import Unacceptable

KEPT = timedelta(days=3)
LARGEST = 30_000  # characters


@transaction.atomic
def keep(
    *, ticket_id: int, by: Officer, at: datetime, deed: str, words: Mapping[str, Sequence[str]]
) -> None:
    """Keep what `by` has filled in so far, over what was kept before; nothing deletes it.

    Raises Ticket.DoesNotExist or Unacceptable. Whether the deed may be done is asked when it is.
    """
    ticket = Ticket.objects.visible_to(by).get(pk=ticket_id)
    if len(json.dumps(words)) > LARGEST:
        raise Unacceptable(_("This is too long to be kept as a draft."), field="words")
    if not any(any(lines) for name, lines in words.items() if name != "once"):
        drop(ticket_id=ticket_id, by=by, deed=deed)
        return
    Draft.objects.update_or_create(
        officer=by,
        ticket=ticket,
        deed=deed,
        defaults={"words": {name: list(lines) for name, lines in words.items()}, "kept_at": at},
    )


def drop(*, ticket_id: int, by: Officer, deed: str) -> None:
    Draft.objects.filter(ticket=ticket_id, officer=by, deed=deed).delete()


def beside(by: Given, *, after: Given) -> ArraySubquery:
    """Return a column of tickets that holds what `by` left unsent about each, for `left`."""
    kept = Draft.objects.filter(officer=by, ticket=OuterRef("pk"), kept_at__gt=after)
    return ArraySubquery(kept.values_list(JSONObject(deed="deed", words="words", at="kept_at")))


def left(rows: Iterable[Mapping[str, Any]]) -> dict[str, Draft]:
    """Return, by deed, the drafts that a column of `beside` holds."""
    return {
        row["deed"]: Draft(
            deed=row["deed"], words=row["words"], kept_at=datetime.fromisoformat(row["at"])
        )
        for row in rows
    }


def clear_away(*, now: datetime) -> int:
    """Delete drafts nobody came back to; return how many. Safe to repeat."""
    return Draft.objects.filter(kept_at__lte=now - KEPT).delete()[0]
