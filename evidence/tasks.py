"""Each task: load nothing, decide nothing, make one call. Queues are in CELERY_TASK_ROUTES."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from evidence import cleaning, laboratory


@shared_task
def clean_attachment(*, attachment_id: str, **_later_arguments: Any) -> None:
    cleaning.clean(attachment_id=attachment_id, now=timezone.now())


@shared_task
def sweep_cleaning(**_later_arguments: Any) -> None:
    laboratory.clear_away(now=timezone.now())
    for attachment_id in cleaning.due(now=timezone.now()):
        clean_attachment.delay(attachment_id=str(attachment_id))
