from django.db import models
from django.db.models import Q
from django.db.models.expressions import OuterRef

from districts.models import Officer, Posting, Unit


class AccusationQuerySet(models.QuerySet["Accusation"]):
    def against(self, officer: Officer) -> "AccusationQuerySet":
        """Return accusations of `officer`, or of a unit at or above a current posting of theirs.

        An accused station hides the ticket from everybody posted in it; an accused district
        hides it from everybody in the district, the chief included.
        """
        postings = Posting.objects.current().filter(
            officer_id=officer.pk, unit__path__startswith=OuterRef("unit__path")
        )
        return self.filter(Q(officer_id=officer.pk) | models.Exists(postings))


class Accusation(models.Model):
    """A ticket complains about this officer or this unit; for them it does not exist."""

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="accusations"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = AccusationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, officer__isnull=False) | Q(unit__isnull=False, officer=None),
                name="accuses_one_unit_or_one_officer",
            ),
            models.UniqueConstraint(
                fields=["ticket", "unit", "officer"], name="accused_once", nulls_distinct=False
            ),
        ]
