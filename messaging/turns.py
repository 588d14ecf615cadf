"""One turn of the talk: everything a citizen has sent since the last one, answered once.

The conversation's row is locked, so turns of one citizen follow each other; messages, tickets and
replies of a turn are written in one transaction, so a turn that dies has not happened.
"""

import json
import logging
import time
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from evidence.custody import source_context
from evidence.models import Attachment
from messaging import conversation, identity, line_views, matters, news, outbox, payloads, speech
from messaging.conversation import LineView, State
from messaging.errands import Errands
from messaging.masking import mask
from messaging.models import Conversation, InboundMessage
from messaging.payloads import Incoming
from messaging.reach import attribution
from messaging.reading import message_context
from tickets.models import Event
from vault.boxes import seal, unseal
from vault.rings import private_ring, public_ring

log = logging.getLogger(__name__)

ATTEMPTS = 5  # then a message is set aside, so that the rest flows
PAUSE = timedelta(seconds=10)  # doubled each time
BATCH = 200  # conversations of one sweep
AT_ONCE = 100  # messages of one turn
LONGEST_TURN = 60.0  # seconds, well below the limit of a task; the rest waits for the next turn


@dataclass(frozen=True)
class Result:
    """What the edge may hint at: messages to send, files to fetch."""

    messages: list[UUID] = field(default_factory=list)
    attachments: list[UUID] = field(default_factory=list)


def waiting(*, now: datetime) -> list[int]:
    """Return conversations with messages whose turn has come, longest waiting first."""
    due = InboundMessage.objects.filter(
        state=InboundMessage.State.WAITING, next_attempt_at__lte=now
    )
    # grouped by the database: one citizen's thousands must not fill the list
    talks = due.values("conversation_id").annotate(first=Min("sent_at"))
    in_order = talks.order_by("first", "conversation_id")
    return list(in_order.values_list("conversation_id", flat=True)[:BATCH])


@transaction.atomic
def take(*, conversation_id: int, now: datetime) -> Result:
    """Answer everything that waits in one conversation. Safe to repeat and in parallel."""
    talk = _locked(conversation_id)
    rows = list(_due(talk, now)[:AT_ONCE]) if talk else []
    if talk is None or not rows:
        return Result()
    view = line_views.view(talk.line)
    errands = Errands(talk, State.from_json(talk.state), now)
    attachments: list[UUID] = []
    until = time.monotonic() + LONGEST_TURN
    heard = []
    for row in rows:
        if _hear(row, errands, view, attachments):
            heard.append(row)
        if time.monotonic() > until:
            break
    if not heard:
        return Result()
    _finish(talk, errands, view)
    # the window is open again: what could not be said in the meantime follows (by the sweep)
    outbox.revive(conversation=talk, now=now)
    return Result(_speak(talk, errands, view, f"turn:{heard[-1].pk}"), attachments)


def settle_quiet_drafts(*, now: datetime) -> Result:
    """Turn drafts that have gone quiet into tickets with what is known. Safe to repeat."""
    due = Conversation.objects.filter(draft_due_at__lte=now).order_by("draft_due_at")
    messages: list[UUID] = []
    for conversation_id in list(due.values_list("pk", flat=True)[:BATCH]):
        try:
            messages += _settle(conversation_id, now)
        except Exception as error:  # noqa: BLE001  # one draft must not hold up the others
            details = {"conversation": conversation_id, "error": type(error).__name__}
            log.error("draft not settled", extra=details)
    return Result(messages)


@transaction.atomic
def _settle(conversation_id: int, now: datetime) -> list[UUID]:
    talk = _locked(conversation_id)
    if talk is None or talk.draft_due_at is None or talk.draft_due_at > now:
        return []
    if _due(talk, now).exists():
        return []  # a message came in the meantime; its turn goes first
    moment = talk.draft_due_at
    decision = conversation.settle(State.from_json(talk.state), now)
    errands = Errands(talk, decision.state, now)
    errands.run(decision.intents)
    view = line_views.view(talk.line)
    _finish(talk, errands, view)
    return _speak(talk, errands, view, f"quiet:{talk.pk}:{moment.timestamp():.0f}")


def _locked(conversation_id: int) -> Conversation | None:
    talks = Conversation.objects.select_related("line__unit", "contact")
    return talks.select_for_update(of=("self",)).filter(pk=conversation_id).first()


def _due(talk: Conversation, now: datetime) -> Any:
    waiting_here = talk.inbound.filter(state=InboundMessage.State.WAITING, next_attempt_at__lte=now)
    return waiting_here.order_by("sent_at", "id")


def _hear(row: InboundMessage, errands: Errands, view: LineView, attachments: list[UUID]) -> bool:
    """Take in one message in its own savepoint; one that fails waits, and later is set aside."""
    before = errands.mark()
    try:
        with transaction.atomic():
            attachment = _hear_one(row, errands, view)
    except Exception as error:  # noqa: BLE001  # one bad message must not hold up the others
        errands.back_to(before)
        _put_off(row, errands.now, error)
        return False
    if attachment:
        attachments.append(attachment)
    return True


def _hear_one(row: InboundMessage, errands: Errands, view: LineView) -> UUID | None:
    incoming = _opened(row)
    talk = errands.talk
    passing = incoming.media and incoming.media.kind == "sticker" and not errands.state.active
    attachment = None if passing else _announce(incoming, row, errands.now)
    incoming, errands.state = attribution.welcome(talk.line, incoming, errands.state)
    known = matters.known(talk, incoming.quotes, attachment)
    decision = conversation.hear(errands.state, incoming, view, errands.now, known)
    errands.state = decision.state
    errands.says += decision.replies
    errands.run(decision.intents)
    row.state = InboundMessage.State.DONE
    row.save(update_fields=["state"])
    talk.last_inbound_at = max(filter(None, [talk.last_inbound_at, row.sent_at]))
    return attachment


def _opened(row: InboundMessage) -> Incoming:
    """Open one message and hide its sender from its words, before anything else sees them."""
    box = unseal(bytes(row.box or b""), context=message_context(row.box_id), keys=private_ring())
    kept = json.loads(box.reveal())
    incoming = payloads.read_message(kept["message"])
    # WhatsApp may have told a number once and hide it now
    own = [*kept["mask"], *identity.ever_held_by(row.conversation.contact)]
    place = incoming.place
    if place is not None:
        place = replace(place, name=mask(place.name, own), address=mask(place.address, own))
    return replace(incoming, text=mask(incoming.text, own), place=place)


def _announce(incoming: Incoming, row: InboundMessage, now: datetime) -> UUID | None:
    """Register a file to be fetched; its true name and the provider's id stay sealed."""
    media = incoming.media
    if media is None:
        return None
    key = uuid.uuid4()
    source = {
        "line": row.line_id,
        "media_id": media.provider_id,
        "mime": media.mime,
        "sha256": media.sha256,
        "file_name": media.file_name,
    }
    box = seal(json.dumps(source).encode(), context=source_context(key), keys=public_ring())
    Attachment.objects.create(
        id=key, kind=media.kind, announced_at=now, source=box, next_attempt_at=now
    )
    return key


def _put_off(row: InboundMessage, now: datetime, error: Exception) -> None:
    row.attempts += 1
    row.next_attempt_at = now + PAUSE * 2**row.attempts
    if row.attempts >= ATTEMPTS:
        row.state = InboundMessage.State.SET_ASIDE
    row.save(update_fields=["attempts", "next_attempt_at", "state"])
    level = logging.ERROR if row.state == InboundMessage.State.SET_ASIDE else logging.WARNING
    # without the error's own words, which may be the citizen's
    details = {"inbound": row.pk, "attempts": row.attempts, "error": type(error).__name__}
    log.log(level, "message not understood", extra=details)


def _finish(talk: Conversation, errands: Errands, view: LineView) -> None:
    """Store where the talk stands, with the question that is put now."""
    state, question = conversation.ask(errands.state, view, errands.now)
    errands.says += [question] if question else []
    talk.state = state.to_json()
    talk.language = conversation.language_of(state, view)
    idle = talk.line.draft_idle
    talk.draft_due_at = errands.now + idle if state.has_substance else None
    talk.save(update_fields=["state", "language", "draft_due_at", "last_inbound_at"])


def _speak(talk: Conversation, errands: Errands, view: LineView, reason: str) -> list[UUID]:
    """Write the replies of this turn, first the news that was asked for."""
    messages = [_read_out(talk, event, view, errands.now) for event in errands.read]
    says = speech.condensed(errands.says, view, talk.language)
    for number, say in enumerate(says):
        message = outbox.enqueue(
            conversation=talk,
            line_id=talk.line_id,
            reason=f"{reason}:{number}",
            body=speech.body(say, view, talk.language),
            at=errands.now,
        )
        messages.append(message.pk)
    return messages


def _read_out(talk: Conversation, event: Event, view: LineView, now: datetime) -> UUID:
    message = outbox.enqueue(
        conversation=talk,
        line_id=talk.line_id,
        reason=f"read:{event.pk}",
        body=speech.body(news.tell(event), view, talk.language),
        at=now,
        event=event,
    )
    return message.pk
