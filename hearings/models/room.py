from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from districts.models import Officer
from hearings.models.desk import Call

SILENT = timedelta(seconds=12)  # a page asks every second; one that does not is gone


class SeatQuerySet(models.QuerySet["Seat"]):
    def taken(self, now: datetime) -> "SeatQuerySet":
        """Return the seats at which somebody sits: their page asked a moment ago."""
        return self.filter(left_at=None, seen_at__gt=now - SILENT)


class Seat(models.Model):
    """One page in one call. Whoever comes back after a reload or a lost line sits down anew."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="seats")
    officer = models.ForeignKey(  # nobody: the citizen
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["call"], name="seats_now", condition=Q(left_at=None))]


class Guest(models.Model):
    """An officer asked to join a call beside the desk's own, such as the station's head."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="guests")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    was_shared = models.BooleanField(default=False)  # they were let see the ticket for the call

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "officer"], name="guest_once_a_call")
        ]


class Signal(models.Model):
    """What one page tells another to find it, and words typed. Deleted when the call ends."""

    class Kind(models.TextChoices):
        DESCRIPTION = "description"
        CANDIDATE = "candidate"
        WORDS = "words"

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="signals")
    sender = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="sent")
    receiver = models.ForeignKey(  # nobody: everybody in the call
        Seat, on_delete=models.CASCADE, null=True, blank=True, related_name="received"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    body = models.JSONField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
