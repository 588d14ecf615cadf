import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from districts.models import Line, Officer
from evidence.models import Attachment
from messaging.models.contact import Contact
from tickets.models import Ticket

WINDOW = timedelta(hours=23, minutes=50)  # WhatsApp's 24 hours, less a safe edge


class Conversation(models.Model):
    """One citizen on one line: where the talk stands."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="conversations")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="conversations")
    language = models.CharField(max_length=5, blank=True)
    state = models.JSONField(default=dict)  # `conversation.State`; the words in it are masked
    last_inbound_at = models.DateTimeField(null=True, blank=True)
    # asked not to be written to: answers only (db defaults: processes of before know no such wish)
    is_silent = models.BooleanField(default=False, db_default=False)
    is_discreet = models.BooleanField(default=False, db_default=False)  # neutral words only
    # hours of the day (India) for news; both 0: any
    safe_from = models.PositiveSmallIntegerField(default=0, db_default=0)
    safe_until = models.PositiveSmallIntegerField(default=0, db_default=0)
    # the sender's bucket: how many messages may be heard at once, as of then
    tokens = models.FloatField(default=0, db_default=0)
    tokens_at = models.DateTimeField(null=True, blank=True)
    # when a quiet draft becomes a ticket by itself; None: no draft
    draft_due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "line"], name="one_conversation_per_line")
        ]
        indexes = [
            models.Index(
                fields=["draft_due_at"],
                name="quiet_drafts",
                condition=Q(draft_due_at__isnull=False),
            )
        ]

    def window_is_open(self, now: datetime) -> bool:
        """Say whether free-form messages may be sent (24 hours from the last inbound one)."""
        return self.last_inbound_at is not None and now < self.last_inbound_at + WINDOW


class Thread(models.Model):
    """The string between a ticket and its sender. Only the gateway's code follows it."""

    pseudonym = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False
    )  # fresh per ticket
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, related_name="threads"
    )
    # whose number a desk typed in: nothing of the ticket is theirs until they say its code
    caller = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, related_name="calls"
    )


class ThreadEntryQuerySet(models.QuerySet["ThreadEntry"]):
    def visible_to(self, officer: Officer) -> "ThreadEntryQuerySet":
        return self.filter(ticket__in=Ticket.objects.visible_to(officer))


class ThreadEntry(models.Model):
    """What officers see of the talk: masked words, clean files, and how our answers fared."""

    class Side(models.TextChoices):
        CITIZEN = "citizen", _("Citizen")
        DESK = "desk", _("Police")

    class Told(models.TextChoices):
        """What became of something we said, without saying to whom."""

        NOTHING = "", ""
        WAITING = "waiting", _("On its way")
        TOLD = "told", _("Told")
        NOTICE_SENT = "notice_sent", _("Told that an answer is waiting")
        WINDOW_CLOSED = "window_closed", _("Could not be told: window closed, no template")
        UNREACHABLE = "unreachable", _("Could not be told: cannot be reached")
        UNCERTAIN = "uncertain", _("Perhaps told: WhatsApp has not confirmed")
        NO_ADDRESS = "no_address", _("Cannot be told: no address is kept")
        SILENT = "silent", _("Cannot be told: asked not to be written to")
        TAKEN_BACK = "taken_back", _("Not told: it was taken back in time")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=Side)
    text = models.TextField(blank=True)
    attachment = models.OneToOneField(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_forwarded = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    told = models.CharField(max_length=14, choices=Told, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadEntryQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]
        verbose_name_plural = "thread entries"
