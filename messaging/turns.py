"""One turn of the talk: everything a citizen has sent since the last one, answered once.

The conversation's row is locked, so turns of one citizen follow each other; messages, tickets and
replies of a turn are written in one transaction, so a turn that dies has not happened.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from messaging import conversation, line_views, listening, outbox, rounds, sifting
from messaging.duty.shift import Shift
from messaging.listening import Heard
from messaging.models import Conversation, InboundMessage
from messaging.rounds import AT_ONCE, SIZE, Result, Turn
from tickets.stopping import TimeIsUp

log = logging.getLogger(__name__)

BATCH = 200  # conversations of one sweep
ON_ITS_WAY = timedelta(seconds=5)  # a hint; what waits for longer was overlooked
LONG = timedelta(minutes=1)  # overlooked again and again
SETTLED_AGAIN = timedelta(minutes=5)  # a draft that could not be


def waiting(*, now: datetime) -> list[int]:
    """Return conversations with messages whose turn has come, longest waiting first."""
    due = InboundMessage.objects.filter(
        state=InboundMessage.State.WAITING, next_attempt_at__lte=now
    )
    # grouped by the database: one citizen's thousands must not fill the list
    talks = due.values("conversation_id").annotate(first=Min("sent_at"))
    in_order = talks.order_by("first", "conversation_id")
    return list(in_order.values_list("conversation_id", flat=True)[:BATCH])


def overlooked(*, now: datetime) -> list[list[int]]:
    """Return conversations that wait although a hint would have brought their turn by now.

    Each list is for one task. Whoever has waited for long comes alone: a message that kills its
    worker must not take others with it for ever. Whatever else waits is in some worker's hands:
    a second hint would only make it wait longer.
    """
    alone = waiting(now=now - LONG)
    late = [one for one in waiting(now=now - ON_ITS_WAY) if one not in alone]
    together = [late[first : first + SIZE] for first in range(0, len(late), SIZE)]
    return [*([one] for one in alone), *together]


def take_each(*, conversation_ids: Sequence[int], now: datetime) -> Result:
    """Take the turns of several conversations; one that fails is left to the sweep.

    In one round if all is well, each by itself if not.
    """
    together = _together(conversation_ids, now)
    messages, attachments = list(together.messages), list(together.attachments)
    for conversation_id in together.left:
        try:
            result = take(conversation_id=conversation_id, now=now)
        except TimeIsUp:
            raise
        except Exception as error:  # noqa: BLE001  # one talk must not hold up the others
            details = {"conversation": conversation_id, "error": type(error).__name__}
            log.error("turn failed", extra=details)
        else:
            messages += result.messages
            attachments += result.attachments
    return Result(messages, attachments)


@transaction.atomic
def take(*, conversation_id: int, now: datetime) -> Result:
    """Answer everything that waits in one conversation. Safe to repeat and in parallel."""
    talk = _locked(conversation_id)
    if talk is None:
        return Result()
    if talk.contact.is_officer:
        rows = list(rounds.due([talk], now)[:AT_ONCE])
        return _on_duty(talk, rows, now) if rows else Result()
    rows = sifting.sift(talk, rounds.due([talk], now), now)[:AT_ONCE]
    return _with_citizen(talk, rows, now) if rows else Result()


def settle_quiet_drafts(*, now: datetime) -> Result:
    """Turn drafts that have gone quiet into tickets with what is known. Safe to repeat."""
    due = Conversation.objects.filter(draft_due_at__lte=now).order_by("draft_due_at")
    messages: list[UUID] = []
    for conversation_id in list(due.values_list("pk", flat=True)[:BATCH]):
        try:
            messages += _settle(conversation_id, now)
        except TimeIsUp:
            raise
        except Exception as error:  # noqa: BLE001  # one draft must not hold up the others
            details = {"conversation": conversation_id, "error": type(error).__name__}
            log.error("draft not settled", extra=details)
            due.filter(pk=conversation_id).update(draft_due_at=now + SETTLED_AGAIN)
    return Result(messages)


@transaction.atomic
def _settle(conversation_id: int, now: datetime) -> list[UUID]:
    talk = _locked(conversation_id)
    if talk is None or talk.draft_due_at is None or talk.draft_due_at > now:
        return []
    if rounds.due([talk], now).exists():
        return []  # a message came in the meantime; its turn goes first
    reason = f"quiet:{talk.pk}:{talk.draft_due_at.timestamp():.0f}"
    view = line_views.view(talk.line)
    citizen = rounds.citizen_of(talk, view, now)
    decision = conversation.settle(citizen.errands.state, view, now)
    citizen.errands.state = decision.state
    citizen.errands.run(decision.intents)
    messages = rounds.store([Turn(citizen, Heard(), reason, is_asked=False)], now=now)
    return [message.pk for message in messages]


def _together(conversation_ids: Sequence[int], now: datetime) -> Result:
    try:
        return rounds.take(conversation_ids=conversation_ids, now=now)
    except TimeIsUp:
        raise
    except Exception as error:  # noqa: BLE001  # whose fault it was, each turn by itself will tell
        log.warning("round taken apart", extra={"error": type(error).__name__})
        return Result(left=conversation_ids)


def _locked(conversation_id: int) -> Conversation | None:
    return rounds.locked([conversation_id]).select_related("contact", "line__unit").first()


def _with_citizen(talk: Conversation, rows: Sequence[InboundMessage], now: datetime) -> Result:
    citizen = rounds.citizen_of(talk, line_views.view(talk.line), now)
    heard = listening.take_in(rows, citizen)
    if heard.last is None:
        talk.save(update_fields=sifting.BUCKET)
        return Result()
    messages = rounds.store([Turn(citizen, heard, f"turn:{heard.last.pk}")], now=now)
    return Result([message.pk for message in messages], heard.files)


def _on_duty(talk: Conversation, rows: Sequence[InboundMessage], now: datetime) -> Result:
    shift = Shift(talk, now)
    heard = listening.take_in(rows, shift)
    if heard.last is None:
        return Result()
    listening.done(heard.rows)
    talk.save(update_fields=["language", "last_inbound_at"])
    outbox.revive(conversations=[talk], now=now)
    return Result(shift.answer(f"turn:{heard.last.pk}"), heard.files)
