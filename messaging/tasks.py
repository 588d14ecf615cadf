"""Each task: load nothing, decide nothing, make one call. Queues are in CELERY_TASK_ROUTES."""

from typing import Any

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
    spool,
    templates,
    turns,
)
from messaging.duty import heralds, mornings, registration


@shared_task
def drain_spool(**_later_arguments: Any) -> None:
    if spool.drain(now=timezone.now()):
        read_inbox.delay()


@shared_task
def read_inbox(**_later_arguments: Any) -> None:
    for conversation_id in inbox.stream_deliveries(now=timezone.now()):
        take_turn.delay(conversation_id=conversation_id)


@shared_task
def sweep_inbox(**_later_arguments: Any) -> None:
    read_inbox()
    for conversation_id in turns.waiting(now=timezone.now()):
        take_turn.delay(conversation_id=conversation_id)


@shared_task
def take_turn(*, conversation_id: int, **_later_arguments: Any) -> None:
    _hint(turns.take(conversation_id=conversation_id, now=timezone.now()))


@shared_task
def sweep_drafts(**_later_arguments: Any) -> None:
    _hint(turns.settle_quiet_drafts(now=timezone.now()))


@shared_task
def sweep_announcements(**_later_arguments: Any) -> None:
    overheard.lift(now=timezone.now())
    callers.follow(now=timezone.now())
    for message_id in announcements.announce(now=timezone.now()):
        send_message.delay(message_id=str(message_id))


@shared_task
def sweep_measures(**_later_arguments: Any) -> None:
    now = timezone.now()
    measures.apply(now=now)
    for conversation_id in piles.release(now=now):
        take_turn.delay(conversation_id=conversation_id)


@shared_task
def send_message(*, message_id: str, **_later_arguments: Any) -> None:
    outbox.send(message_id=message_id, now=timezone.now())


@shared_task
def sweep_outbox(**_later_arguments: Any) -> None:
    for message_id in outbox.recover(now=timezone.now()):
        send_message.delay(message_id=str(message_id))


@shared_task
def sweep_forgotten(**_later_arguments: Any) -> None:
    forgetting.finish(now=timezone.now())


@shared_task
def sweep_templates(**_later_arguments: Any) -> None:
    for line in templates.synchronise(now=timezone.now()):
        outbox.revive(line=line, now=timezone.now())


@shared_task
def sweep_notices(**_later_arguments: Any) -> None:
    for message_id in heralds.notify(now=timezone.now()):
        send_message.delay(message_id=str(message_id))


@shared_task
def sweep_duty(**_later_arguments: Any) -> None:
    registration.forget_left(now=timezone.now())
    for message_id in mornings.greet(now=timezone.now()):
        send_message.delay(message_id=str(message_id))


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


def _hint(result: turns.Result) -> None:
    for message_id in result.messages:
        send_message.delay(message_id=str(message_id))
    for attachment_id in result.attachments:
        fetch_attachment.delay(attachment_id=str(attachment_id))
