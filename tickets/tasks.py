"""Each task: load nothing, decide nothing, make one call. Queues are in CELERY_TASK_ROUTES."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from tickets import counting
from tickets.services import checkpoints, escalation


@shared_task
def sweep_clocks(**_later_arguments: Any) -> None:
    escalation.escalate_due(now=timezone.now())


@shared_task
def sweep_checkpoints(**_later_arguments: Any) -> None:
    checkpoints.make(now=timezone.now())


@shared_task
def sweep_figures(**_later_arguments: Any) -> None:
    counting.sweep(now=timezone.now())
