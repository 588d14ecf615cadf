"""A worker makes the papers that were asked for, each once, and deletes them after their time."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils.translation import override

from tickets.models import Report
from tickets.models.report import MOST_ATTEMPTS
from tickets.reports import review
from tickets.reports.files import FILES
from tickets.reports.sheets import Paper, suppressed, whole

log = logging.getLogger(__name__)

KEPT = timedelta(days=14)
BATCH = 20
Maker = Callable[[Report, datetime], Paper]
MAKERS: dict[str, Maker] = {
    Report.Kind.REVIEW: review.fortnight,
    Report.Kind.STATION: review.station,
}


def due(*, now: datetime) -> list[int]:
    waiting = Report.objects.to_make(now).order_by("asked_at")
    return list(waiting.values_list("pk", flat=True)[:BATCH])


def make(*, report_id: int, now: datetime) -> bool:
    """Make one report; return whether it is there now.

    Safe to repeat and in parallel: one worker claims it. What fails three times stays failed.
    """
    mine = Report.objects.to_make(now).filter(pk=report_id)
    claimed = {"state": Report.State.BEING_MADE, "claimed_at": now, "progress": 5}
    if not mine.update(attempts=F("attempts") + 1, **claimed):
        return False
    report = Report.objects.select_related("unit", "asked_by").get(pk=report_id)
    try:
        _make(report, now)
    except Exception as error:  # noqa: BLE001 — any fault of one report must not stop the others
        log.error("report not made", extra={"report": report.pk, "error": type(error).__name__})
        is_last = report.attempts >= MOST_ATTEMPTS
        state = Report.State.FAILED if is_last else Report.State.BEING_MADE
        # again when the lease would have ended
        Report.objects.filter(pk=report.pk).update(state=state, progress=0)
        return False
    return True


def clear_away(*, now: datetime) -> None:
    """Delete the files of reports whose time is over. Safe to repeat."""
    for report in Report.objects.out_of_date(now)[:BATCH]:
        report.file.storage.delete(str(report.file.name))
        Report.objects.filter(pk=report.pk).update(
            state=Report.State.GONE, file="", names=[], progress=0
        )


def _make(report: Report, now: datetime) -> None:
    with override(report.language):
        paper = MAKERS[report.kind](report, now)
        _went_on(report, 60)
        finish = suppressed if report.leaves else whole
        paper = replace(paper, sheets=[finish(sheet) for sheet in paper.sheets])
        body = FILES[report.format](paper)
    _went_on(report, 90)
    digest = hashlib.sha256(body).hexdigest()
    name = report.file.storage.save(
        report.file.field.generate_filename(report, f"{report.pk}.{report.format}"),
        ContentFile(body),
    )
    Report.objects.filter(pk=report.pk).update(
        state=Report.State.READY,
        progress=100,
        file=name,
        sha256=digest,
        names=sorted(paper.names),
        kept_until=now + KEPT,
    )


def _went_on(report: Report, percent: int) -> None:
    Report.objects.filter(pk=report.pk).update(progress=percent)
