"""What we say: enqueued once, claimed by one worker, sent outside any transaction, followed up.

The sweep `recover` would do everything the hints do. Where an answer is lost the message waits
as UNKNOWN for a status webhook that carries its id; after that it is sent once more and counted
(docs/adr/0004-at-least-once-where-the-answer-is-lost.md).
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q

from districts.models import Line
from messaging import fates, postbag
from messaging.models import Conversation, OutboundMessage, ThreadEntry
from messaging.reactions import WINDOW_CLOSED

State = OutboundMessage.State
Told = ThreadEntry.Told

CLAIM_LASTS = timedelta(minutes=2)  # longer than the client's timeouts together
STATUS_WAIT = timedelta(minutes=15)  # for a status of a message whose answer was lost
UNSAID_KEPT = timedelta(days=30)  # how old news may be when it can be told after all
BATCH = 500
IN_A_ROW = 20  # messages of one conversation sent by one task, in order


def enqueue(**message: Any) -> OutboundMessage:
    """Write one message to be sent; see `drafted` for what it takes and `enqueue_all`."""
    [written] = enqueue_all([drafted(**message)], at=message["at"])
    return written


def drafted(
    *,
    conversation: Conversation | None,
    line_id: int,
    reason: str,
    body: dict[str, Any],
    at: datetime,
    template: str = "",
    template_values: dict[str, str] | None = None,
    not_before: datetime | None = None,
    is_silenced: bool = False,
    **about: Any,
) -> OutboundMessage:
    """Return one message to be sent, not written yet.

    Without a conversation, with a citizen who asked to be forgotten, or `is_silenced` by one who
    wants no news, it will be kept as SUPPRESSED: silence is recorded too. `about` are the columns
    that say what it tells of: event, entry, notice, and what a template's buttons send.
    """
    unsaid = _why_unsaid(conversation, is_silenced=is_silenced)
    return OutboundMessage(
        reason=reason,
        line_id=line_id,
        conversation=conversation,
        body=body,
        template=template,
        template_values=template_values or {},
        created_at=at,
        not_before=not_before or at,
        **({"state": State.SUPPRESSED, "settled_at": at} if unsaid else {}),
        **about,
    )


def enqueue_all(drafts: Sequence[OutboundMessage], *, at: datetime) -> list[OutboundMessage]:
    """Write messages to be sent, in their order. Safe to repeat: each `reason` is unique.

    The caller holds the transaction in which the reasons arose.
    """
    _put_in_order(drafts, at)
    OutboundMessage.objects.bulk_create(drafts, ignore_conflicts=True)
    of_these = OutboundMessage.objects.filter(reason__in=[draft.reason for draft in drafts])
    kept = dict(of_these.values_list("reason", "pk"))
    written = [draft for draft in drafts if kept[draft.reason] == draft.pk]
    for message in written:
        is_silenced = message.state == State.SUPPRESSED
        unsaid = _why_unsaid(message.conversation, is_silenced=is_silenced)
        fates.tell_desk(message, unsaid or Told.WAITING, at)
    if len(written) == len(drafts):
        return written
    earlier = of_these.in_bulk(field_name="reason")
    return [draft if draft in written else earlier[draft.reason] for draft in drafts]


def send(*, message_ids: Iterable[UUID | str], clock: Callable[[], datetime]) -> None:
    """Send queued messages, then those queued behind them for the same citizens, in order.

    Leaves alone what another worker has, what has gone, and what an earlier one must precede.
    `clock` is asked anew for each: where WhatsApp hangs, a claim must not begin half over.
    """
    next_ids = list(message_ids)
    for _turn in range(IN_A_ROW):
        if not next_ids:
            return
        now = clock()
        claimed = _claim(next_ids, now)
        postbag.deliver(claimed, now)
        talks = {message.conversation_id for message in claimed} - {None}
        behind = OutboundMessage.objects.ready(clock()).filter(conversation__in=talks)
        next_ids = list(behind.values_list("pk", flat=True))


def recover(*, now: datetime) -> list[UUID]:
    """Take back what was lost on the way and return what is ready to be sent. Safe to repeat."""
    lost_claims = OutboundMessage.objects.filter(
        state=State.SENDING, claimed_at__lte=now - CLAIM_LASTS
    )
    lost_claims.update(state=State.UNKNOWN)
    unheard_of = Q(state=State.UNKNOWN, claimed_at__lte=now - STATUS_WAIT)
    OutboundMessage.objects.filter(unheard_of, resent_after_unknown=False).update(
        state=State.QUEUED, not_before=now, resent_after_unknown=True
    )
    for message in OutboundMessage.objects.filter(unheard_of)[:BATCH]:
        fates.give_up(message, None, Told.UNCERTAIN, now)
    ready = OutboundMessage.objects.ready(now).filter(_number_may_speak(now))
    return list(ready.values_list("pk", flat=True)[:BATCH])


def revive(
    *, now: datetime, conversations: Collection[Conversation] = (), line: Line | None = None
) -> int:
    """Queue again what could not be said because the window had closed; return how many.

    When the citizens have written in `conversations`, in its own words; when `line` has a
    template approved at last, by that.
    """
    whose = {"line": line} if line else {"conversation__in": conversations}
    known_shut = {"attempts": 1, "error_code": WINDOW_CLOSED}
    fresh = {"attempts": 0, "error_code": None}
    unsaid = OutboundMessage.objects.filter(
        state=State.FAILED, error_code=WINDOW_CLOSED, settled_at__gte=now - UNSAID_KEPT, **whose
    )
    found = dict(unsaid.values_list("pk", "entry"))
    if not found:
        return 0
    entries = filter(None, found.values())
    ThreadEntry.objects.filter(pk__in=entries).update(told=Told.WAITING)
    return unsaid.filter(pk__in=found).update(
        state=State.QUEUED,
        not_before=now,
        settled_at=None,
        **(known_shut if line else fresh),
    )


def _claim(message_ids: Iterable[UUID | str], now: datetime) -> list[OutboundMessage]:
    """Take for this worker what is free of these, the first of each citizen's alone."""
    earlier = OutboundMessage.objects.filter(
        Q(state=State.QUEUED, not_before__lte=now)
        | Q(state=State.SENDING, claimed_at__gt=now - CLAIM_LASTS),
        conversation=OuterRef("conversation"),
        created_at__lt=OuterRef("created_at"),
    )
    free = OutboundMessage.objects.ready(now).filter(~Exists(earlier), _number_may_speak(now))
    lines = Prefetch("line", Line.objects.select_related("health"))
    with transaction.atomic():
        # a row that another worker changed meanwhile is looked at anew, one it holds is left
        mine = free.filter(pk__in=message_ids).select_related("conversation__contact")
        whole = mine.prefetch_related(lines, "event", "conversation__contact__aliases")
        claimed = list(whole.select_for_update(of=("self",), skip_locked=True))
        rows = OutboundMessage.objects.filter(pk__in=[message.pk for message in claimed])
        rows.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1)
    for message in claimed:
        message.state, message.claimed_at, message.attempts = (
            State.SENDING,
            now,
            message.attempts + 1,
        )
    return claimed


def _number_may_speak(now: datetime) -> Q:
    return (
        Q(line__health=None)
        | Q(line__health__closed_until=None)
        | Q(line__health__closed_until__lte=now)
    )


def _why_unsaid(conversation: Conversation | None, *, is_silenced: bool) -> str:
    """Return why nothing can be said, as the desk reads it; empty when something can."""
    if conversation is None or conversation.contact.forgotten_at is not None:
        return Told.NO_ADDRESS
    return Told.SILENT if is_silenced else ""


def _put_in_order(drafts: Iterable[OutboundMessage], at: datetime) -> None:
    """Give each a moment of its own, after all that was written for the same citizen."""
    talks = {draft.conversation_id for draft in drafts} - {None}
    later = OutboundMessage.objects.filter(conversation__in=talks, created_at__gte=at)
    last = dict(later.values_list("conversation_id").annotate(last=Max("created_at")))
    for draft in drafts:
        if draft.conversation_id in last:
            draft.created_at = last[draft.conversation_id] + timedelta(microseconds=1)
        last[draft.conversation_id] = draft.created_at
