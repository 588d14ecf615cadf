import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from districts.models import Line
from messaging.models.conversation import Conversation, ThreadEntry
from messaging.models.duty import Notice
from tickets.models import Event


class OutboundMessageQuerySet(models.QuerySet["OutboundMessage"]):
    def ready(self, now: datetime) -> "OutboundMessageQuerySet":
        """Return queued messages whose moment has come, oldest first."""
        state = OutboundMessage.State.QUEUED
        return self.filter(state=state, not_before__lte=now).order_by("not_before", "created_at")


class OutboundMessage(models.Model):
    """One thing to say to one citizen: claimed, sent once, and followed until its fate is known."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"  # claimed; perhaps on the wire
        UNKNOWN = "unknown"  # left us, answer lost; a status webhook will tell
        SENT = "sent"
        FAILED = "failed"
        SUPPRESSED = "suppressed"  # nobody to tell; kept so that silence is recorded too

    class Progress(models.IntegerChoices):
        """The provider's statuses, ranked: only ever raised."""

        NONE = 0
        SENT = 1
        DELIVERED = 2
        READ = 3
        PLAYED = 4

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # echoed by Meta
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, related_name="outbound"
    )
    # what makes it unique: "turn:<inbound id>:<n>", "quiet:<…>:<n>", "event:<event id>"
    reason = models.CharField(max_length=80, unique=True)
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entry = models.OneToOneField(
        ThreadEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = models.JSONField()  # the provider's message object without recipient
    # said instead when the 24-hour window has closed; None: nothing can be said then
    template = models.CharField(max_length=40, blank=True)
    template_values = models.JSONField(default=dict, blank=True)
    template_taps = models.JSONField(null=True, blank=True)  # what its buttons send back
    # the notice this is, or about which it answers an officer
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(choices=Progress, default=Progress.NONE)
    attempts = models.PositiveSmallIntegerField(default=0)
    error_code = models.IntegerField(null=True, blank=True)
    index = models.BinaryField(null=True, blank=True)  # HMAC of the provider's message id
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    sent_as_template = models.BooleanField(default=False)
    resent_after_unknown = models.BooleanField(default=False)  # a possible, counted duplicate

    objects = OutboundMessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "index"],
                condition=Q(index__isnull=False),
                name="provider_id_names_one_message",
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before", "created_at"],
                name="outbox_ready",
                condition=Q(state="queued"),
            ),
            models.Index(
                fields=["claimed_at"],
                name="outbox_uncertain",
                condition=Q(state__in=["sending", "unknown"]),
            ),
            models.Index(fields=["created_at"], name="outbox_failed", condition=Q(state="failed")),
        ]


class Template(models.Model):
    """A text approved by WhatsApp, by line, purpose and language."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PENDING = "pending"
        APPROVED = "approved"
        REJECTED = "rejected"
        PAUSED = "paused"
        DISABLED = "disabled"

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="templates")
    purpose = models.CharField(max_length=40)  # e.g. "answer_waiting"
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    since = models.DateTimeField(null=True, blank=True)  # of this status
    asked_at = models.DateTimeField(null=True, blank=True)  # when we last asked how it stands
    # WhatsApp's words: why it is out of use, and how readers like it ("green", "yellow", "red")
    reason = models.CharField(max_length=60, blank=True, db_default="", default="")
    quality = models.CharField(max_length=10, blank=True, db_default="", default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "purpose", "language"], name="template_once_a_language"
            )
        ]


class NumberHealth(models.Model):
    """The circuit breaker of a line's number: open until `closed_until`, with the error's code."""

    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="health")
    closed_until = models.DateTimeField(null=True, blank=True)  # nothing is sent before this
    error_code = models.IntegerField(null=True, blank=True)
    since = models.DateTimeField(null=True, blank=True)
