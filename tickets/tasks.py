"""Each task: load nothing, decide nothing, make one call. Queues are in CELERY_TASK_ROUTES."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from tickets import counting
from tickets.reports import making
from tickets.services import checkpoints, drafts, escalation, search_notices


@shared_task
def sweep_clocks(**_later_arguments: Any) -> None:
    escalation.escalate_due(now=timezone.now())


@shared_task
def make_report(*, report_id: int, **_later_arguments: Any) -> None:
    making.make(report_id=report_id, now=timezone.now())


@shared_task
def sweep_reports(**_later_arguments: Any) -> None:
    now = timezone.now()
    making.clear_away(now=now)
    drafts.clear_away(now=now)
    for report_id in making.due(now=now):
        make_report.delay(report_id=report_id)


@shared_task
def sweep_checkpoints(**_later_arguments: Any) -> None:
    checkpoints.make(now=timezone.now())


@shared_task
def sweep_figures(**_later_arguments: Any) -> None:
    counting.sweep(now=timezone.now())


@shared_task
def sweep_searches(**_later_arguments: Any) -> None:
    search_notices.sweep(now=timezone.now())
