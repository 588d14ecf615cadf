from django.db import models
from django.db.models import Q

from districts import grants
from districts.models import Officer, Posting, Unit


class AccusationQuerySet(models.QuerySet["Accusation"]):
    def against(self, officer: Officer) -> "AccusationQuerySet":
        """Return accusations of `officer`, or of a unit at or above a current posting of theirs.

        An accused station hides the ticket from everybody posted in it; an accused district
        hides it from everybody in the district, the chief included.
        """
        return self.filter(Q(officer_id=officer.pk) | Q(unit__in=grants.reach(officer).over))

    def officers(self) -> models.QuerySet:
        """Return the keys of whom these accuse: by name, or posted now at or below a unit."""
        over = self.alias(
            here=models.ExpressionWrapper(models.OuterRef("unit__path"), models.CharField())
        )
        posted = Posting.objects.current().filter(
            models.Exists(over.filter(here__startswith=models.F("unit__path")))
        )
        named = self.filter(officer__isnull=False).values_list("officer", flat=True)
        keys = Q(pk__in=named) | Q(pk__in=posted.values("officer"))
        return Officer.objects.filter(keys).values_list("pk", flat=True)


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
