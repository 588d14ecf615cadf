import uuid

from django.db import models

from districts.models import Line, Officer
from messaging.models.conversation import Conversation
from tickets.models import Event


class PhoneClaim(models.Model):
    """An officer's wish to register a telephone: a code to send from it, then a last word here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, related_name="+")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    # the telephone the code came from; None: it has not come
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, related_name="+"
    )
    ending = models.CharField(max_length=2, blank=True)  # of its number, where WhatsApp tells it
    came_at = models.DateTimeField(null=True, blank=True)


class OfficerPhone(models.Model):
    """Where an officer is told of tickets. The address hangs sealed on the conversation's contact.

    That contact is never a citizen's, also where both hold the same telephone: what an officer
    told as a citizen cannot be found from here.
    """

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, related_name="+")
    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="officer_phone"
    )
    ending = models.CharField(max_length=2, blank=True)
    registered_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True, blank=True)  # a notice, as WhatsApp reports


class Notice(models.Model):
    """One event told to one officer, once. Its words are written when it is sent, not before."""

    class Answer(models.TextChoices):
        ACKNOWLEDGED = "acknowledged"
        RETURNED = "returned"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    more = models.PositiveIntegerField(default=0, db_default=0)  # new tickets told of with it
    # what the officer did by a button of it; each notice takes one such deed
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "officer"], name="officer_told_once")
        ]

    @property
    def reason(self) -> str:
        """What makes the message of this notice unique among all that is sent."""
        return f"notice:{self.pk}"


class HeraldedEvent(models.Model):
    """An event whose officers have been told, or that had none to tell."""

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
