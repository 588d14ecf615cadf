from django.db import models

from districts.models import Officer
from tickets import codes


class Incident(models.Model):
    """Many tips about one thing. Its tickets keep their own citizens, histories and clocks.

    What officers know of it are the tickets they may see; it has no sight of its own.
    """

    code = models.CharField(max_length=16, unique=True, default=codes.new_code, editable=False)
    opened_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Membership(models.Model):
    """A ticket of an incident; one incident at most, so that nobody is told twice."""

    ticket = models.OneToOneField(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="membership"
    )
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.ticket_id} of {self.incident_id}"
