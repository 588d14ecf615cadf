"""Forwarding from the queue, one or many in one go, and taking that back."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from districts.models import Officer, Unit
from tickets import events, terms
from tickets.lifecycle import Status
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow
from tickets.services import access, clocks, forwarding
from tickets.services.together import UNDO


@transaction.atomic
def forward(
    *, ticket_ids: Collection[int], by: Officer, at: datetime, station: Unit, note: str = ""
) -> str:
    """Hand tickets to one station, all or none; return the word by which to take that back."""
    word = uuid.uuid4().hex
    # always in the same order: two officers who send the same tickets do not wait for each other
    for key in sorted(ticket_ids):
        forwarding.forward(ticket_id=key, by=by, at=at, station=station, note=note, together=word)
    return word


@transaction.atomic
def take_back(*, word: str, by: Officer, at: datetime) -> int:
    """Bring back what `by` forwarded in one go within UNDO; return how many came.

    Only what no station has taken up. The desk's own clock runs on as if nothing had happened.
    """
    sent = standing(by, at).filter(data__together=word, ticket__in=Ticket.objects.visible_to(by))
    keys = sorted(sent.values_list("ticket", flat=True))
    if not keys:
        raise DoesNotFollow(
            _("This can no longer be taken back: the station has it. Forward it anew instead.")
        )
    for key in keys:
        _bring_back(key, by=by, at=at, word=word)
    return len(keys)


def _bring_back(key: int, *, by: Officer, at: datetime, word: str) -> None:
    ticket = access.take(ticket_id=key, by=by, deed=Deed.FORWARD)
    sent = ticket.events.get(kind=events.FORWARDED, data__together=word)
    if ticket.status != Status.WITH_STATION:
        raise DoesNotFollow(_("The station has acknowledged it already."))
    before, ticket.unit = ticket.unit, Unit.objects.get(code=sent.data["from"])
    data = {"from": before.code, "to": ticket.unit.code, **terms.of(ticket, at=at)}
    data["together"] = word
    ticket.move_to(Status.NEW, kind=events.RETURNED, by=by, at=at, data=data)
    clocks.refresh(ticket)


def standing(by: Officer, at: datetime) -> Any:
    """Return the events of what `by` forwarded within UNDO, untouched by officers since."""
    since: Any = Event.objects.filter(
        ticket=OuterRef("ticket"), number__gt=OuterRef("number"), by__isnull=False
    )
    mine = Event.objects.filter(by=by, kind=events.FORWARDED, happened_at__gt=at - UNDO)
    there = mine.filter(ticket__status=Status.WITH_STATION, data__has_key="together")
    return there.exclude(Exists(since))
