"""Claimed messages on their way to WhatsApp: made ready, posted side by side, followed up.

Threads do nothing but post; none of them touches the database.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from messaging import circuit, departure, endings, fates, identity, notices, templates, whatsapp
from messaging.models import OutboundMessage, ThreadEntry
from messaging.reactions import WINDOW_CLOSED
from tickets.stopping import TimeIsUp
from vault.secret import Secret

log = logging.getLogger(__name__)

AT_ONCE = 8  # posts of one process; WhatsApp takes 80 a second from a number
NEARLY_THE_SAME = 0.05  # seconds between answers that are recorded together
State = OutboundMessage.State
Told = ThreadEntry.Told
Answer = Secret[str] | whatsapp.NotSent | whatsapp.OutcomeUnknown | whatsapp.Refused


@dataclass(frozen=True, slots=True)
class Letter:
    message: OutboundMessage
    recipient: whatsapp.Recipient
    body: dict[str, Any]


def deliver(messages: Iterable[OutboundMessage], now: datetime) -> None:
    """Call WhatsApp for claimed messages and record what became of each.

    To be called outside any transaction. What goes wrong with one is logged and left to
    `outbox.recover`; the others go on.
    """
    letters: list[Letter] = []
    for message in messages:
        with _by_itself(message):
            letters += _letters(message, now)
    posted = {_posting().submit(_post, letter): letter.message for letter in letters}
    for answers in _as_they_come(posted):
        _record_together([(posted[answer], answer.result()) for answer in answers], now)


def _letters(message: OutboundMessage, now: datetime) -> list[Letter]:
    """Return what is to be posted: one letter, or none where the message stays or is settled."""
    if until := departure.held_until(message, now):
        fates.hold(message, until)
        return []
    if message.event is not None and endings.is_taken_back(message.event):
        fates.withdraw(message, now)
        return []
    if message.conversation is None:
        fates.suppress(message, now)  # cut off while it was on its way
        return []
    try:
        notices.renew(message, now)
        recipient = identity.address_of(message.conversation.contact)
    except (notices.NoLongerTrue, identity.NoAddress):
        fates.suppress(message, now)
        return []
    body = templates.body_to_send(message, now)
    if body is None:
        fates.give_up(message, WINDOW_CLOSED, Told.WINDOW_CLOSED, now)
        return []
    return [Letter(message, recipient, body)]


def _post(letter: Letter) -> Answer:
    try:
        with whatsapp.Client(letter.message.line) as client:
            return client.send(letter.recipient, letter.body, reference=str(letter.message.pk))
    except (whatsapp.NotSent, whatsapp.OutcomeUnknown, whatsapp.Refused) as failure:
        return failure


def _as_they_come(posted: Iterable[Future[Answer]]) -> Iterator[set[Future[Answer]]]:
    """Yield answers soon after they come, those together that come at nearly the same time."""
    waiting = set(posted)
    while waiting:
        wait(waiting, return_when=FIRST_COMPLETED)
        come, waiting = wait(waiting, timeout=NEARLY_THE_SAME)
        yield come


def _record_together(answers: Sequence[tuple[OutboundMessage, Answer]], now: datetime) -> None:
    """Record what WhatsApp took with one statement, the rest and what that fails on one by one."""
    taken = [(message, answer) for message, answer in answers if isinstance(answer, Secret)]
    if len(taken) > 1 and _is_recorded(taken, now):
        answers = [one for one in answers if not isinstance(one[1], Secret)]
    for message, answer in answers:
        with _by_itself(message):
            _record(message, answer, now)


def _is_recorded(taken: Sequence[tuple[OutboundMessage, Secret[str]]], now: datetime) -> bool:
    try:
        fates.accepted(taken, now)
    except TimeIsUp:
        raise
    except Exception as error:  # noqa: BLE001  # whose fault it was, each by itself will tell
        log.warning("answers taken apart", extra={"error": type(error).__name__})
        return False
    for line in {message.line_id: message.line for message, _answer in taken}.values():
        circuit.close(line)
    return True


def _record(message: OutboundMessage, answer: Answer, now: datetime) -> None:
    match answer:
        case whatsapp.NotSent():
            fates.try_again(message, now)
        case whatsapp.OutcomeUnknown():
            sending = OutboundMessage.objects.filter(pk=message.pk, state=State.SENDING)
            sending.update(state=State.UNKNOWN)
        case whatsapp.Refused():
            wish = answer.retry_after
            fates.react(message, answer.code, answer.reaction, now, pause=wish)
        case _:
            circuit.close(message.line)
            fates.accepted([(message, answer)], now)


@contextmanager
def _by_itself(message: OutboundMessage) -> Iterator[None]:
    try:
        yield
    except TimeIsUp:
        raise
    except Exception as error:  # noqa: BLE001  # one message must not hold up the others
        details = {"outbound": str(message.pk), "error": type(error).__name__}
        log.error("message not followed up", extra=details)


@cache
def _posting() -> ThreadPoolExecutor:
    """Return this process's threads, which keep their connections to WhatsApp."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="posting")
