from django.db import models

from districts.models import Officer
from tickets.models.event import Event


class Draft(models.Model):
    """What an officer filled in of one form about a ticket: no deed, and seen by nobody else."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    deed = models.CharField(max_length=20)
    words = models.JSONField(default=dict)  # {field: [as sent, …]}
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "ticket", "deed"], name="draft_once_a_form")
        ]


class TidingRead(models.Model):
    """That an officer has read one tiding, see `tickets.tidings`."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "event"], name="tiding_read_once")
        ]
