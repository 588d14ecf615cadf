"""What became of a message: one handler for WhatsApp's answer and for the statuses that follow."""

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import BinaryField, Case, Value, When

from messaging import circuit, templates
from messaging.models import EarlyStatus, OfficerPhone, OutboundMessage, ThreadEntry
from messaging.reactions import RETRIES, WINDOW_CLOSED, Reaction, reaction_to
from vault.index import index
from vault.rings import index_key
from vault.secret import Secret

log = logging.getLogger(__name__)

State = OutboundMessage.State
Progress = OutboundMessage.Progress
Told = ThreadEntry.Told

BASE_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=30)
WINDOW_DOUBT_PAUSE = timedelta(seconds=30)  # WhatsApp sometimes errs about an open window
RANK = {
    "sent": Progress.SENT,
    "delivered": Progress.DELIVERED,
    "read": Progress.READ,
    "played": Progress.PLAYED,
}


def message_index(phone_number_id: str, provider_id: str) -> bytes:
    """Return the keyed index of a provider's message id, which itself carries a phone number."""
    return index(f"{phone_number_id}|{provider_id}", purpose="message", key=index_key())


@transaction.atomic
def accepted(taken: Sequence[tuple[OutboundMessage, Secret[str]]], now: datetime) -> None:
    """Record that WhatsApp took these messages, by its ids; then what it already said of them."""
    keys = {
        message.pk: message_index(message.line.phone_number_id, provider_id.reveal())
        for message, provider_id in taken
    }
    each = [When(pk=row, then=Value(key)) for row, key in keys.items()]
    OutboundMessage.objects.filter(pk__in=keys).exclude(state=State.FAILED).update(
        state=State.SENT,
        index=Case(*each, output_field=BinaryField()),
        settled_at=now,
        error_code=None,
    )
    by_key = {(message.line_id, keys[message.pk]): message for message, _ in taken}
    for message in by_key.values():
        tell_desk(message, Told.NOTICE_SENT if message.sent_as_template else Told.TOLD, now)
    lines = {message.line_id for message in by_key.values()}
    early = EarlyStatus.objects.filter(line__in=lines, index__in=keys.values())
    for status in early.select_for_update().order_by("happened_at"):
        meant = by_key.get((status.line_id, bytes(status.index)))
        if meant is not None:
            meant.state = State.SENT
            advance(meant, status.status, status.error_code, now)
            status.delete()


def advance(message: OutboundMessage, status: str, code: int | None, now: datetime) -> None:
    """Raise the message's progress; a failure counts only before anything better is known.

    The caller has locked the message as it is. Safe to repeat and in any order: ranks never go
    down.
    """
    if status == "failed":
        return _fail(message, code, now)
    OutboundMessage.objects.filter(pk=message.pk, progress__lt=RANK[status]).update(
        progress=RANK[status]
    )
    if status == "read" and message.notice_id is not None:
        phone = OfficerPhone.objects.filter(conversation=message.conversation_id)
        phone.update(last_read_at=now)
    uncertain = [State.SENDING, State.UNKNOWN, State.QUEUED]
    unsure = OutboundMessage.objects.filter(pk=message.pk, state__in=uncertain)
    if message.state in uncertain and unsure.update(state=State.SENT, settled_at=now):
        tell_desk(message, Told.NOTICE_SENT if message.sent_as_template else Told.TOLD, now)


def _fail(message: OutboundMessage, code: int | None, now: datetime) -> None:
    on_its_way = {State.SENT, State.SENDING, State.UNKNOWN}
    fresh = OutboundMessage.objects.select_related("line").get(pk=message.pk)
    if fresh.progress <= Progress.SENT and fresh.state in on_its_way:
        react(fresh, code, reaction_to(code, 400), now)


def react(
    message: OutboundMessage,
    code: int | None,
    reaction: Reaction,
    now: datetime,
    *,
    pause: int = 0,
) -> None:
    """Do what the table says about an error; `pause` is WhatsApp's own wish in seconds."""
    match reaction:
        case Reaction.STOP_NUMBER:
            _wait_for(message, code, circuit.open_for(message.line, code, now))
        case Reaction.SLOW_NUMBER:
            _wait_for(message, code, circuit.slow_down(message.line, now, pause))
        case Reaction.RETRY | Reaction.RETRY_PAIR:
            wish = timedelta(seconds=pause or _pair_pause(message, reaction))
            try_again(message, now, code=code, pause=wish or None)
        case Reaction.TEMPLATE:
            _fall_back_to_template(message, code, now)
        case Reaction.TEMPLATE_UNUSABLE:
            templates.withdraw(message, code, now)
            _requeue(message, code, now)
        case Reaction.GIVE_UP | Reaction.OUR_FAULT:
            if reaction is Reaction.OUR_FAULT:
                names = {"outbound": str(message.pk), "error_code": code}
                log.error("message refused", extra=names)
            give_up(message, code, Told.UNREACHABLE, now)


def try_again(
    message: OutboundMessage,
    now: datetime,
    *,
    code: int | None = None,
    pause: timedelta | None = None,
) -> None:
    """Queue the message again after a pause, doubled each time with jitter, or give it up."""
    if message.attempts >= RETRIES:
        log.error("message given up", extra={"outbound": str(message.pk), "error_code": code})
        return give_up(message, code, Told.UNREACHABLE, now)
    longest = min(BASE_PAUSE * 2**message.attempts, LONGEST_PAUSE)
    pause = pause or longest * random.uniform(0.5, 1)
    _requeue(message, code, now + pause)


def give_up(message: OutboundMessage, code: int | None, told: str, now: datetime) -> None:
    """Settle the message as failed and say so to the desk."""
    OutboundMessage.objects.filter(pk=message.pk).update(
        state=State.FAILED, settled_at=now, error_code=code
    )
    tell_desk(message, told, now)


def suppress(message: OutboundMessage, now: datetime) -> None:
    """Settle a message whose citizen has no address with us any more."""
    OutboundMessage.objects.filter(pk=message.pk).update(state=State.SUPPRESSED, settled_at=now)
    tell_desk(message, Told.NO_ADDRESS, now)


def withdraw(message: OutboundMessage, now: datetime) -> None:
    """Settle a message that has not left and is no longer true. Safe beside another worker."""
    waiting = OutboundMessage.objects.filter(pk=message.pk, state=message.state)
    if waiting.update(state=State.SUPPRESSED, settled_at=now):
        tell_desk(message, Told.TAKEN_BACK, now)


def tell_desk(message: OutboundMessage, told: str, now: datetime) -> None:
    """Show on the ticket what became of what was said, and since when."""
    if message.entry_id is None and message.event_id is None:
        return
    if message.entry_id is not None:
        entries = ThreadEntry.objects.filter(pk=message.entry_id)
    else:
        # read after a tap on the notice: the entry hangs on the message that was the notice
        first = OutboundMessage.objects.filter(event=message.event_id, entry__isnull=False)
        entries = ThreadEntry.objects.filter(pk__in=first.values("entry"))
    entries.update(told=told, told_at=now)


def _pair_pause(message: OutboundMessage, reaction: Reaction) -> int:
    """Return the seconds to leave one person in peace: four times longer at each attempt."""
    return min(4**message.attempts, 1800) if reaction is Reaction.RETRY_PAIR else 0


def _fall_back_to_template(message: OutboundMessage, code: int | None, now: datetime) -> None:
    if message.attempts < 2 and not message.sent_as_template:
        # the second attempt goes out as a template (templates.body_to_send)
        return _requeue(message, code, now + WINDOW_DOUBT_PAUSE)
    if message.sent_as_template or not message.template:
        return give_up(message, WINDOW_CLOSED, Told.WINDOW_CLOSED, now)
    _requeue(message, code, now)


def hold(message: OutboundMessage, until: datetime) -> None:
    """Queue a claimed message for later, as if it had not been claimed."""
    _wait_for(message, message.error_code, until)


def _wait_for(message: OutboundMessage, code: int | None, until: datetime) -> None:
    """Queue the message for when the number works again, without using up an attempt."""
    message.attempts = max(0, message.attempts - 1)
    _requeue(message, code, until)


def _requeue(message: OutboundMessage, code: int | None, not_before: datetime) -> None:
    OutboundMessage.objects.filter(pk=message.pk).update(
        state=State.QUEUED, not_before=not_before, attempts=message.attempts, error_code=code
    )
