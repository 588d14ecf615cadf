from django.db import models
from django.db.models import Q

from districts.models import Officer, Role, Unit
from tickets.models.event import Event


class Explanation(models.Model):
    """A superior asked an officer why nothing was done; the words stand in the history."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="explanations"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="explanations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)  # the post in which they are asked
    asked = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "officer"],
                condition=Q(answered_at=None),
                name="asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answer=None, answered_at=None)
                | Q(answer__isnull=False, answered_at__isnull=False),
                name="answered_at_iff_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer", "asked_at"],
                name="explanations_owed",
                condition=Q(answered_at=None),
            ),
            models.Index(fields=["unit", "asked_at"], name="explanations_of_a_unit"),
        ]
