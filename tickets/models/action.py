from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from districts.models import Unit
from tickets.models.event import Event


class Action(models.Model):
    """What the station did, in figures a report can count. Its note and actor are the event's."""

    class Kind(models.TextChoices):
        SPOT_VISIT = "spot_visit", _("Went to the spot")
        GD_ENTRY = "gd_entry", _("General diary entry")
        FIR = "fir", _("FIR registered")
        ARREST = "arrest", _("Arrest")
        SEIZURE = "seizure", _("Seizure")
        COUNSELLING = "counselling", _("Settled by talking")
        NOTHING_FOUND = "nothing_found", _("Nothing found")

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="actions")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="action")
    kind = models.CharField(max_length=16, choices=Kind)
    happened_at = models.DateTimeField()
    reference = models.CharField(max_length=60, blank=True)  # GD or FIR number
    sections = models.JSONField(default=list, blank=True)  # ["BNS 303(2)", …]
    arrests = models.PositiveSmallIntegerField(default=0)
    seized = models.CharField(max_length=300, blank=True)  # what and how much, in words
    # [{"what": …, "amount": "12.5", "measure": "litre"}], see `tickets.seizures`
    seizures = models.JSONField(default=list, db_default=[], blank=True)

    # of the note, see `tickets.likeness`: notes that share one are nearly the same
    bands = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # the station that acted, whoever has the ticket later
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["happened_at"]
        indexes = [models.Index(fields=["unit", "happened_at"], name="actions_of_a_unit")]
