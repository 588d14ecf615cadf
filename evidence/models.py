"""Files of a ticket: the sealed original, its hash, and the clean copy officers see."""

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from districts.models import Officer
from tickets.models import Ticket


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, officer: Officer) -> "AttachmentQuerySet":
        """Return the files of tickets `officer` may see."""
        return self.filter(ticket__in=Ticket.objects.visible_to(officer))

    def to_fetch(self, now: datetime) -> "AttachmentQuerySet":
        return self.filter(state=Attachment.State.ANNOUNCED, next_attempt_at__lte=now)

    def to_clean(self, now: datetime) -> "AttachmentQuerySet":
        return self.filter(state=Attachment.State.QUARANTINED, next_attempt_at__lte=now)


class Attachment(models.Model):
    """A file a citizen sent, or an officer as proof. Pages show only its clean copy, unnamed."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("Photo")
        VIDEO = "video", _("Video")
        AUDIO = "audio", _("Voice")
        DOCUMENT = "document", _("File")
        STICKER = "sticker", _("Sticker")

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("On its way")  # known of, not fetched
        QUARANTINED = "quarantined", _("Being checked")  # fetched and sealed, copy not clean yet
        READY = "ready", _("Ready")
        WITHHELD = "withheld", _("Kept safe, cannot be shown")  # no safe copy can be made
        LOST = "lost", _("Could not be fetched")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # empty until the conversation becomes a ticket
    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    # the officer whose proof it is; None: the citizen sent it
    brought_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.ANNOUNCED)
    announced_at = models.DateTimeField()
    # opaque here: the provider's id and the file's true name, sealed for whoever fetches it
    source = models.BinaryField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    problem = models.CharField(max_length=40, blank=True)  # a code, never a provider's sentence
    # the original: hash and size of the bytes as they arrived; the file is sealed to the vault
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)  # bytes
    original = models.FileField(upload_to="originals/%Y/%m/", blank=True, max_length=200)
    original_key = models.CharField(max_length=16, blank=True)  # id of the vault's key it needs
    # the copy to clean, locked under a one-time key; the key goes first, then the copy, then the
    # state changes: a crash in between is finished by the next attempt
    quarantine = models.FileField(upload_to="quarantine/", blank=True, max_length=200)
    quarantine_key = models.BinaryField(null=True, blank=True)
    clean_copy = models.FileField(upload_to="clean/%Y/%m/", blank=True, max_length=200)
    clean_type = models.CharField(max_length=40, blank=True)  # MIME type, ours
    # how loud a recording is, 0 to 99, in steps of equal length; for drawing it
    bars = ArrayField(models.PositiveSmallIntegerField(), default=list, db_default=[])
    ready_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    @property
    def wave(self) -> str:
        """The recording's loudness as the path of an SVG, 100 high and two wide for each bar."""
        return "".join(
            f"M{2 * at + 1} {50 - bar // 2}v{max(1, bar)}" for at, bar in enumerate(self.bars)
        )

    class Meta:
        ordering = ["announced_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(clean_copy="") & Q(quarantine="")),
                name="ready_has_a_clean_copy_and_no_other",
            ),
            models.CheckConstraint(
                condition=Q(state="quarantined") | Q(quarantine="", quarantine_key=None),
                name="nothing_to_unlock_outside_quarantine",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "next_attempt_at"],
                name="attachment_sweeps",
                condition=Q(state__in=["announced", "quarantined"]),
            )
        ]


class Custody(models.Model):
    """Who held a file and what was done with it: append-only, also part of the ticket's history."""

    class What(models.TextChoices):
        FETCHED = "fetched", _("Fetched and sealed")
        CLEANED = "cleaned", _("Clean copy made")
        WITHHELD = "withheld", _("No safe copy could be made")
        SHOWN = "shown", _("Clean copy shown")
        LOST = "lost", _("Could not be fetched")

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="custody")
    what = models.CharField(max_length=10, choices=What)
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, blank=True)  # of the bytes this step produced

    class Meta:
        ordering = ["happened_at", "pk"]
        indexes = [models.Index(fields=["attachment", "by", "happened_at"], name="custody_shown")]
