"""How much of one sender is heard in a turn: the rest waits, or lies on a pile for the desk.

Each sender has a bucket of their own, so nobody waits for another's flood. Words that mean danger
now are heard first, whatever else came with them and whoever sent them; and no desk can block
words about police, nor leave them lying. Nothing is dropped.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from messaging import accusation, danger, listening
from messaging.models import Conversation, InboundMessage, Pile
from messaging.piles import add
from tickets.stopping import TimeIsUp

MOST = 1000  # messages looked through at once
BUCKET = ("tokens", "tokens_at")  # of a talk


def sift(talk: Conversation, due: Any, now: datetime) -> list[InboundMessage]:
    """Return which of the messages due are heard now, urgent ones first.

    The caller holds the conversation's lock, and stores BUCKET if anything is heard.
    What waits longer, and what lies on a pile, is written down here.
    """
    rows: list[InboundMessage] = list(due[:MOST])
    blocked = talk.contact.blocked_until is not None and now < talk.contact.blocked_until
    tokens = talk.line.limits.refilled(talk.tokens, talk.tokens_at, now)
    free = [row for row in rows if row.is_released]
    counted = [row for row in rows if not row.is_released]
    if not blocked and len(counted) <= tokens:
        return _heard(talk, [*free, *counted], tokens - len(counted), now)
    urgent, police, rest = _told_apart(counted)
    # a blocked sender's words about police are heard as anybody's: a desk must not cover them
    wanting = police if blocked else [*police, *rest]
    fits = int(tokens)
    waits = 0 if blocked else _room_to_wait(talk, now)
    excess = wanting[fits:]
    _let_wait(talk, excess[:waits], tokens - fits, now)
    _lay(talk, excess[waits:], police, now)
    if blocked and rest:
        add(talk, rest, why=Pile.Why.BLOCKED, now=now)
    heard = [*urgent, *sorted([*free, *wanting[:fits]], key=lambda row: (row.sent_at, row.pk))]
    return _heard(talk, heard, tokens - min(fits, len(wanting)), now)


def _told_apart(rows: Sequence[InboundMessage]) -> tuple[list[InboundMessage], ...]:
    """Return the urgent messages, those about police, and the rest."""
    apart: dict[str, list[InboundMessage]] = {"urgent": [], "police": [], "rest": []}
    for row in rows:
        apart[_kind(row)].append(row)
    return tuple(apart.values())


def _kind(row: InboundMessage) -> str:
    try:
        incoming = listening.opened(row)
    except TimeIsUp:
        raise
    except Exception:  # noqa: BLE001  # its own turn finds out what is wrong with it
        return "rest"
    if incoming.choice == "danger" or danger.is_now(incoming.text):
        return "urgent"
    return "police" if accusation.heard(incoming.text) else "rest"


def _lay(
    talk: Conversation,
    rows: Sequence[InboundMessage],
    police: Sequence[InboundMessage],
    now: datetime,
) -> None:
    about = {
        Pile.Why.POLICE: [row for row in rows if row in police],
        Pile.Why.FLOOD: [row for row in rows if row not in police],
    }
    for why, laid in about.items():
        if laid:
            add(talk, laid, why=why, now=now)


def _heard(
    talk: Conversation, rows: Sequence[InboundMessage], tokens: float, now: datetime
) -> list[InboundMessage]:
    talk.tokens, talk.tokens_at = max(tokens, 0), now
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
