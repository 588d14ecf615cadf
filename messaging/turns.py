"""One turn of the talk: everything a citizen has sent since the last one, answered once.

The conversation's row is locked, so turns of one citizen follow each other; messages, tickets and
replies of a turn are written in one transaction, so a turn that dies has not happened.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from messaging import (
    answering,
    conversation,
    forgetting,
    line_views,
    listening,
    manner,
    matters,
    media,
    outbox,
    replies,
    sifting,
    whereabouts,
)
from messaging.conversation import LineView, Question, State
from messaging.conversation.reading import codes
from messaging.duty.shift import Shift
from messaging.errands import Errands
from messaging.models import Conversation, InboundMessage
from messaging.payloads import Incoming
from messaging.reach import attribution
from tickets.stopping import TimeIsUp

log = logging.getLogger(__name__)

BATCH = 200  # conversations of one sweep
AT_ONCE = 100  # messages of one turn
ON_ITS_WAY = timedelta(seconds=5)  # a hint; what waits for longer was overlooked
SETTLED_AGAIN = timedelta(minutes=5)  # a draft that could not be


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


def overlooked(*, now: datetime) -> list[int]:
    """Return conversations that wait although a hint would have brought their turn by now.

    Whatever else waits is in some worker's hands: a second hint would only make it wait longer.
    """
    return waiting(now=now - ON_ITS_WAY)


def take_each(*, conversation_ids: Iterable[int], now: datetime) -> Result:
    """Take the turns of several conversations; one that fails is left to the sweep."""
    messages: list[UUID] = []
    attachments: list[UUID] = []
    for conversation_id in conversation_ids:
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
        rows = list(_due(talk, now)[:AT_ONCE])
        return _on_duty(talk, rows, now) if rows else Result()
    rows = sifting.sift(talk, _due(talk, now), now)[:AT_ONCE]
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
    if _due(talk, now).exists():
        return []  # a message came in the meantime; its turn goes first
    moment = talk.draft_due_at
    view = line_views.view(talk.line)
    decision = conversation.settle(State.from_json(talk.state), view, now)
    errands = Errands(talk, decision.state, now)
    errands.run(decision.intents)
    reason = f"quiet:{talk.pk}:{moment.timestamp():.0f}"
    return _answer(talk, errands, view, reason, is_asked=False)


def _locked(conversation_id: int) -> Conversation | None:
    talks = Conversation.objects.select_related("line__unit", "contact")
    return talks.select_for_update(of=("self",)).filter(pk=conversation_id).first()


def _due(talk: Conversation, now: datetime) -> Any:
    waiting_here = talk.inbound.filter(state=InboundMessage.State.WAITING, next_attempt_at__lte=now)
    return waiting_here.order_by("sent_at", "id")


def _with_citizen(talk: Conversation, rows: Sequence[InboundMessage], now: datetime) -> Result:
    view = line_views.view(talk.line)
    errands = Errands(talk, State.from_json(talk.state), now)
    heard = listening.take_in(rows, _Citizen(errands, view))
    if heard.last is None:
        talk.save(update_fields=sifting.BUCKET)
        return Result()
    messages = _answer(talk, errands, view, f"turn:{heard.last.pk}")
    if not (talk.is_silent or errands.leaves):
        # the window is open again: what could not be said meanwhile follows (by the sweep)
        outbox.revive(conversation=talk, now=now)
    return Result(messages, heard.files)


def _on_duty(talk: Conversation, rows: Sequence[InboundMessage], now: datetime) -> Result:
    shift = Shift(talk, now)
    heard = listening.take_in(rows, shift)
    if heard.last is None:
        return Result()
    talk.save(update_fields=["language", "last_inbound_at"])
    outbox.revive(conversation=talk, now=now)
    return Result(shift.answer(f"turn:{heard.last.pk}"), heard.files)


@dataclass
class _Citizen:
    """Hears what a citizen sends: asks `conversation` what it comes to, and does it."""

    errands: Errands
    view: LineView

    @property
    def is_over(self) -> bool:
        return self.errands.leaves

    def __post_init__(self) -> None:
        self.talk, self.now = self.errands.talk, self.errands.now
        self.mark, self.back_to = self.errands.mark, self.errands.back_to

    def hear(self, incoming: Incoming, row: InboundMessage) -> UUID | None:
        errands, talk = self.errands, self.errands.talk
        passing = incoming.media and incoming.media.kind == "sticker" and not errands.state.active
        file = None if passing else incoming.media
        attachment = media.announce(file, line_id=row.line_id, now=errands.now) if file else None
        answering.prove(talk, codes(incoming.text))
        incoming, errands.state = attribution.welcome(talk.line, incoming, errands.state)
        known = matters.known(talk, row, incoming, attachment)
        is_place_asked = errands.state.asked == Question.PLACE or errands.state.placing
        if is_place_asked and incoming.text:
            found = whereabouts.spots(talk.line, errands.state.district, incoming.text)
            is_strange = not found and whereabouts.is_strange(talk.line, incoming.text)
            known = replace(known, spots=found, is_strange=is_strange)
        elif whereabouts.may_name_a_place(errands.state, incoming):
            found = whereabouts.spot_alone(talk.line, errands.state.district, incoming.text)
            known = replace(known, spots=found, is_place=bool(found))
        if errands.state.asked == Question.NAME or errands.state.name_ref:
            known = replace(known, name=listening.words_with_name(row))
        decision = conversation.hear(errands.state, incoming, self.view, errands.now, known)
        errands.state = decision.state
        errands.says += decision.replies
        errands.run(decision.intents)
        return attachment


def _answer(
    talk: Conversation, errands: Errands, view: LineView, reason: str, *, is_asked: bool = True
) -> list[UUID]:
    _finish(talk, errands, view)
    messages = replies.write(talk, errands, view, reason, is_asked=is_asked)
    if errands.leaves:
        forgetting.forget(contact=talk.contact, now=errands.now)
    return messages


def _finish(talk: Conversation, errands: Errands, view: LineView) -> None:
    """Store where the talk stands, with the question that is put now."""
    state, question = conversation.ask(errands.state, view, errands.now)
    errands.says += [question] if question else []
    talk.state = state.to_json()
    talk.language = conversation.language_of(state, view)
    idle = talk.line.draft_idle
    talk.draft_due_at = errands.now + idle if state.has_substance else None
    fields = ("state", "language", "draft_due_at", "last_inbound_at", *sifting.BUCKET)
    talk.save(update_fields=fields)
    manner.follow(talk, state, errands.now)
