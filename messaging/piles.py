"""Piles of set-aside messages: laid by the gateway, asked for by the desk, taken up again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from messaging import line_views, outbox, speech
from messaging.conversation import Say
from messaging.models import Conversation, InboundMessage, Pile

SAYS = {
    Pile.Why.FLOOD: "set_aside",
    Pile.Why.BLOCKED: "blocked",
    Pile.Why.POLICE: "set_aside",
}


def add(
    talk: Conversation, rows: Sequence[InboundMessage], *, why: Pile.Why, now: datetime
) -> Pile:
    """Lay messages on the sender's pile; the first time the sender is told so, and of 112.

    The caller holds the conversation's lock.
    """
    pile, is_new = Pile.objects.get_or_create(
        conversation=talk,
        why=why,
        released_at=None,
        defaults={"line": talk.line, "opened_at": now, "changed_at": now},
    )
    Pile.objects.filter(pk=pile.pk).update(count=F("count") + len(rows), changed_at=now)
    for row in rows:
        row.state, row.pile = InboundMessage.State.HELD, pile
    InboundMessage.objects.bulk_update(rows, ["state", "pile"])
    if is_new:
        _tell(talk, pile, now)
    return pile


def release(*, now: datetime) -> list[int]:
    """Let the piles that were asked for be heard; return whose turn it is. Safe to repeat."""
    wanted = Pile.objects.lying().filter(asked_for_at__isnull=False)
    return [_release(pile_id, now) for pile_id in wanted.values_list("pk", flat=True)]


@transaction.atomic
def _release(pile_id: UUID, now: datetime) -> int:
    pile = Pile.objects.get(pk=pile_id)
    Conversation.objects.select_for_update().get(pk=pile.conversation_id)
    held = InboundMessage.objects.filter(pile=pile, state=InboundMessage.State.HELD)
    held.update(state=InboundMessage.State.WAITING, is_released=True, next_attempt_at=now)
    Pile.objects.filter(pk=pile.pk, released_at=None).update(released_at=now)
    return pile.conversation_id


def _tell(talk: Conversation, pile: Pile, now: datetime) -> None:
    view = line_views.view(talk.line)
    language = talk.language or view.first_language
    say = Say((SAYS[Pile.Why(pile.why)],), stands_alone=True)
    outbox.enqueue(
        conversation=talk,
        line_id=talk.line_id,
        reason=f"pile:{pile.pk}",
        body=speech.body(say, view, language),
        at=now,
    )
