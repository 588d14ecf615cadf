"""Closing the copies of a flood in one go, and taking that back."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from districts.models import Officer
from tickets import events, floods
from tickets.lifecycle import CloseReason, Status
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services import access, resolution

UNDO = timedelta(minutes=10)
MOST = 200  # tickets in one go; the page shows no more
REASONS = (CloseReason.SPAM, CloseReason.DUPLICATE, CloseReason.NOT_POLICE)


@transaction.atomic
def close(
    *,
    ticket_id: int,
    codes: Collection[str],
    by: Officer,
    at: datetime,
    reason: CloseReason,
    note: str = "",
) -> int:
    """Close those copies of a ticket whose `codes` are given; return how many there were.

    Each under the rules of a single closing, all or none. As duplicates they repeat the first,
    which stays. Whatever was forwarded or closed meanwhile is left as it is.
    """
    one = access.take(ticket_id=ticket_id, by=by, deed=Deed.CLOSE)
    seen = floods.copies_of(Ticket.objects.visible_to(by), one)
    first = seen.first()
    is_repeated = reason == CloseReason.DUPLICATE
    chosen = seen.filter(code__in=list(codes))
    if is_repeated and first is not None:
        chosen = chosen.exclude(pk=first.pk)
    keys = _locked(chosen)[:MOST]
    if first is None or not keys:
        raise Unacceptable(_("Choose at least one that is still here."), field="codes")
    word = uuid.uuid4().hex
    repeated = first.code if is_repeated else ""
    closing: dict[str, Any] = {"reason": reason, "note": note, "duplicate_of_code": repeated}
    for key in keys:
        resolution.close(ticket_id=key, by=by, at=at, together=word, **closing)
    return len(keys)


@transaction.atomic
def undo(*, word: str, by: Officer, at: datetime) -> int:
    """Reopen what `by` closed in one go within the last minutes; return how many."""
    closed = standing(by, at).filter(data__together=word).values("ticket")
    keys = _locked(Ticket.objects.visible_to(by).filter(pk__in=closed))
    if not keys:
        raise DoesNotFollow(
            _(
                "The time to take this back in one go has passed. Each ticket is under “Closed” "
                "and can be reopened there."
            )
        )
    said = _("Closing these together is taken back.")
    for key in keys:
        resolution.reopen(ticket_id=key, by=by, at=at, reason=said, together=word)
    return len(keys)


def standing(by: Officer, at: datetime) -> Any:
    """Return the events of what `by` closed together within UNDO, where that still stands."""
    mine = Event.objects.filter(by=by, kind=events.CLOSED, happened_at__gt=at - UNDO)
    still = {"ticket__status": Status.CLOSED, "ticket__closed_at": F("happened_at")}
    return mine.filter(data__has_key="together", **still)


def _locked(tickets: Any) -> list[int]:
    # always in the same order: two officers who close the same flood do not wait for each other
    rows = tickets.order_by("pk").select_for_update(of=("self",))
    return list(rows.values_list("pk", flat=True))
