"""How the pages of one call find each other: small rows, asked for about once a second."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from hearings import candidates
from hearings.models import HearingRequest, Seat, Signal
from tickets import texts

AT_LEAST = timedelta(milliseconds=200)  # between two looks of one page
PER_PERIOD, PERIOD = 150, timedelta(seconds=10)  # signals of one page
AT_ONCE = 40
LARGEST_DESCRIPTION = 20_000  # characters
LONGEST_WORDS = 1000
BATCH = 200
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL refuses NUL and half characters


class TooOften(Exception):
    """This page asks or tells more than a page of ours does."""


def look(seat: Seat, *, after: int, now: datetime) -> dict[str, Any]:
    """Return who sits in the call, and what was told since signal `after`. A sign of life too."""
    due = Seat.objects.filter(pk=seat.pk, left_at=None, seen_at__lte=now - AT_LEAST)
    if not due.update(seen_at=now):
        raise TooOften
    taken = seat.call.seats.taken(now).select_related("officer")
    mine = Q(receiver=seat) | Q(receiver=None)
    told = seat.call.signals.filter(mine, pk__gt=after, sent_at__gte=seat.joined_at)
    return {
        "me": seat.pk,
        "seats": [{"id": one.pk, "name": _name(one)} for one in taken],
        "signals": [
            {"id": one.pk, "from": one.sender_id, "kind": one.kind, "body": one.body}
            for one in told.exclude(sender=seat)[:BATCH]
        ],
    }


def look_from_queue(request: HearingRequest, *, now: datetime) -> None:
    """Note that a caller's page is open while they wait."""
    due = HearingRequest.objects.filter(pk=request.pk)
    if not due.filter(Q(seen_at=None) | Q(seen_at__lte=now - AT_LEAST)).update(seen_at=now):
        raise TooOften


def tell(seat: Seat, signals: Sequence[object], *, now: datetime) -> int:
    """Keep what one page tells the others; return how much of it. Drops what may not be told."""
    lately = seat.sent.filter(sent_at__gt=now - PERIOD).count()
    if len(signals) > AT_ONCE or lately + len(signals) > PER_PERIOD:
        raise TooOften
    receivers = set(seat.call.seats.filter(left_at=None).values_list("pk", flat=True))
    relay_only = seat.call.request.is_anonymous
    rows = [_row(seat, one, receivers, now, relay_only=relay_only) for one in signals]
    kept = [row for row in rows if row]
    Signal.objects.bulk_create(kept)
    return len(kept)


def _row(
    seat: Seat, told: object, receivers: set[int], now: datetime, *, relay_only: bool
) -> Signal | None:
    if not isinstance(told, dict) or not isinstance(told.get("body"), dict):
        return None
    kind, receiver = str(told.get("kind")), told.get("to")
    if kind not in Signal.Kind.values:
        return None
    if receiver is not None and (type(receiver) is not int or receiver not in receivers):
        return None
    if len(str(told["body"])) > LARGEST_DESCRIPTION:
        return None
    body = candidates.clean(kind, told["body"], relay_only=relay_only)
    if body is None or (receiver is None) != (kind == Signal.Kind.WORDS):
        return None
    if kind == Signal.Kind.WORDS:
        body["text"] = texts.paragraphs(body["text"][:LONGEST_WORDS], field="text")
    if UNSTORABLE.search("".join(map(str, body.values()))):
        return None
    return Signal(
        call=seat.call, sender=seat, receiver_id=receiver, kind=kind, body=body, sent_at=now
    )


def _name(seat: Seat) -> str:
    """Return how the others read a seat: officers by their post, the citizen as that."""
    if seat.officer is None:
        return _("Citizen")
    post = seat.officer.postings.current().select_related("unit").first()
    return str(post) if post else str(seat.officer)
