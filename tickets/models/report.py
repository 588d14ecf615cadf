from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from districts.models import Officer, Unit

LEASE = timedelta(minutes=10)  # longer than any task may run
MOST_ATTEMPTS = 3


class ReportQuerySet(models.QuerySet["Report"]):
    def to_make(self, now: datetime) -> "ReportQuerySet":
        asked = Q(state=Report.State.ASKED)
        left = Q(state=Report.State.BEING_MADE, claimed_at__lte=now - LEASE)
        return self.filter(asked | left)

    def out_of_date(self, now: datetime) -> "ReportQuerySet":
        return self.filter(state=Report.State.READY, kept_until__lte=now)


class Report(models.Model):
    """A paper an officer asked for: made by a worker, theirs alone, kept for some days."""

    class Kind(models.TextChoices):
        REVIEW = "review", _("Fortnightly review sheet")
        STATION = "station", _("Station report")
        CERTIFICATES = "certificates", _("Files for certificates under section 63 BSA")

    class Format(models.TextChoices):
        PDF = "pdf", _("PDF, to print")
        XLSX = "xlsx", _("Excel (XLSX)")
        CSV = "csv", _("Table (CSV)")

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting")
        BEING_MADE = "being_made", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")
        GONE = "gone", _("Deleted after its time")

    kind = models.CharField(max_length=12, choices=Kind)
    format = models.CharField(max_length=4, choices=Format)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()  # India's days, both within
    last_day = models.DateField()
    leaves = models.BooleanField(default=True)  # the district: small counts and codes are left out
    language = models.CharField(max_length=5)
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="reports")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="reports/%Y/%m/", blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    names = models.JSONField(default=list)  # codes of tickets in it
    kept_until = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="reports_to_make",
                condition=Q(state__in=["asked", "being_made"]),
            )
        ]


class Download(models.Model):
    """That a report was taken away: append-only, guarded by a trigger."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="downloads")
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)  # of what was taken

    class Meta:
        ordering = ["-at"]
