"""How much of one sender is heard in a turn: the rest waits, or lies on a pile for the desk.

Each sender has a bucket of their own, so nobody waits for another's flood. Words that mean danger
now are heard first, whatever else came with them and whoever sent them. Nothing is dropped.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from messaging import danger, listening
from messaging.models import Conversation, InboundMessage, Pile
from messaging.piles import add

MOST = 1000  # messages looked through at once


def sift(talk: Conversation, due: Any, now: datetime) -> list[InboundMessage]:
    """Return which of the messages due are heard now, urgent ones first.

    The caller holds the conversation's lock. What waits longer, and what lies on a pile, is
    written down; the sender's bucket is emptied by what is heard.
    """
    rows: list[InboundMessage] = list(due[:MOST])
    blocked = talk.contact.blocked_until is not None and now < talk.contact.blocked_until
    tokens = talk.line.limits.refilled(talk.tokens, talk.tokens_at, now)
    free = [row for row in rows if row.is_released]
    counted = [row for row in rows if not row.is_released]
    if not blocked and len(counted) <= tokens:
        return _heard(talk, [*free, *counted], tokens - len(counted), now)
    urgent = [row for row in counted if is_urgent(row)]
    rest = [row for row in counted if row not in urgent]
    fits = 0 if blocked else int(tokens)
    why = Pile.Why.BLOCKED if blocked else Pile.Why.FLOOD
    waits = 0 if blocked else _room_to_wait(talk, now)
    excess = rest[fits:]
    _let_wait(talk, excess[:waits], tokens - fits, now)
    if excess[waits:]:
        add(talk, excess[waits:], why=why, now=now)
    heard = [*urgent, *sorted([*free, *rest[:fits]], key=lambda row: (row.sent_at, row.pk))]
    return _heard(talk, heard, tokens - min(fits, len(rest)), now)


def is_urgent(row: InboundMessage) -> bool:
    """Say whether a message means danger now; one that cannot be read does not."""
    try:
        incoming = listening.opened(row)
    except Exception:  # noqa: BLE001  # its own turn finds out what is wrong with it
        return False
    return incoming.choice == "danger" or danger.is_now(incoming.text)


def _heard(
    talk: Conversation, rows: Sequence[InboundMessage], tokens: float, now: datetime
) -> list[InboundMessage]:
    talk.tokens, talk.tokens_at = max(tokens, 0), now
    talk.save(update_fields=["tokens", "tokens_at"])
    return list(rows)


def _room_to_wait(talk: Conversation, now: datetime) -> int:
    waiting = talk.inbound.filter(
        state=InboundMessage.State.WAITING, next_attempt_at__gt=now, attempts=0
    )
    return max(talk.line.limits.most_waiting - waiting.count(), 0)


def _let_wait(
    talk: Conversation, rows: Sequence[InboundMessage], tokens: float, now: datetime
) -> None:
    for place, row in enumerate(rows):
        row.next_attempt_at = now + talk.line.limits.wait_for(tokens - place)
    InboundMessage.objects.bulk_update(rows, ["next_attempt_at"])
