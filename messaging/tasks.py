"""Each task: load nothing, decide nothing, make one call. Queues are in CELERY_TASK_ROUTES."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from evidence.tasks import clean_attachment
from messaging import (
    announcements,
    callers,
    forgetting,
    inbox,
    measures,
    media,
    outbox,
    overheard,
    piles,
    rounds,
    spool,
    templates,
    turns,
)
from messaging.duty import heralds, mornings, registration

Id = TypeVar("Id")
MESSAGES = 16  # of one task: a hint costs as much as a turn


@shared_task
def drain_spool(**_later_arguments: Any) -> None:
    if spool.drain(now=timezone.now()):
        read_inbox.delay()


@shared_task
def read_inbox(**_later_arguments: Any) -> None:
    for conversation_ids in inbox.stream_deliveries(now=timezone.now()):
        if len(conversation_ids) <= rounds.SIZE:
            _take_turns(conversation_ids)
        else:
            _hint_turns(conversation_ids)  # so many are for several processes


@shared_task
def sweep_inbox(**_later_arguments: Any) -> None:
    read_inbox()
    for conversation_ids in turns.overlooked(now=timezone.now()):
        take_turns.delay(conversation_ids=conversation_ids)


@shared_task
def take_turns(*, conversation_ids: list[int], **_later_arguments: Any) -> None:
    _take_turns(conversation_ids)


@shared_task
def sweep_drafts(**_later_arguments: Any) -> None:
    _hint_messages(turns.settle_quiet_drafts(now=timezone.now()).messages)


@shared_task
def sweep_announcements(**_later_arguments: Any) -> None:
    overheard.lift(now=timezone.now())
    callers.follow(now=timezone.now())
    _hint_messages(announcements.announce(now=timezone.now()))


@shared_task
def sweep_measures(**_later_arguments: Any) -> None:
    now = timezone.now()
    measures.apply(now=now)
    _hint_turns(piles.release(now=now))


@shared_task
def send_messages(*, message_ids: list[str], **_later_arguments: Any) -> None:
    outbox.send(message_ids=message_ids, clock=timezone.now)


@shared_task
def sweep_outbox(**_later_arguments: Any) -> None:
    _hint_messages(outbox.recover(now=timezone.now()))


@shared_task
def sweep_forgotten(**_later_arguments: Any) -> None:
    forgetting.finish(now=timezone.now())


@shared_task
def sweep_templates(**_later_arguments: Any) -> None:
    for line in templates.synchronise(now=timezone.now()):
        outbox.revive(line=line, now=timezone.now())


@shared_task
def sweep_notices(**_later_arguments: Any) -> None:
    _hint_messages(heralds.notify(now=timezone.now()))


@shared_task
def sweep_duty(**_later_arguments: Any) -> None:
    registration.forget_left(now=timezone.now())
    _hint_messages(mornings.greet(now=timezone.now()))


@shared_task
def fetch_attachment(*, attachment_id: str, **_later_arguments: Any) -> None:
    if media.fetch(attachment_id=attachment_id, now=timezone.now()):
        clean_attachment.delay(attachment_id=attachment_id)
        for following in media.to_fetch(now=timezone.now())[:1]:
            fetch_attachment.delay(attachment_id=str(following))


@shared_task
def sweep_media(**_later_arguments: Any) -> None:
    for attachment_id in media.to_fetch(now=timezone.now()):
        fetch_attachment.delay(attachment_id=str(attachment_id))


def _take_turns(conversation_ids: list[int]) -> None:
    """Take the turns and say here what comes of them; a hint for each step would cost more."""
    result = turns.take_each(conversation_ids=conversation_ids, now=timezone.now())
    for attachment_id in result.attachments:
        fetch_attachment.delay(attachment_id=str(attachment_id))
    _hint_messages(result.messages[MESSAGES:])
    if result.messages:
        outbox.send(message_ids=result.messages[:MESSAGES], clock=timezone.now)


def _hint_turns(conversation_ids: Iterable[int]) -> None:
    for some in _several(conversation_ids, rounds.SIZE):
        take_turns.delay(conversation_ids=some)


def _hint_messages(message_ids: Iterable[UUID]) -> None:
    for some in _several(map(str, message_ids), MESSAGES):
        send_messages.delay(message_ids=some)


def _several(ids: Iterable[Id], most: int) -> Iterator[list[Id]]:
    left = iter(ids)
    while some := list(islice(left, most)):
        yield some
