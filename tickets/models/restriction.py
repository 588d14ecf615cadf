from django.db import models
from django.db.models import Q

from districts import grants
from districts.models import Officer, Posting, Unit
from tickets.models.among_keys import written


class IsAccusing(models.Func):
    """Whether the ticket in a column is named by an accusation `against` an officer.

    The condition of every list, and so written out: to compile it takes longer than to ask.
    """

    template = (
        "EXISTS(SELECT FROM tickets_accusation AS made WHERE made.ticket_id = %(expressions)s"
        " AND (made.officer_id = %(officer)d OR made.unit_id = ANY(%(over)s)))"
    )
    output_field = models.BooleanField()

    def __init__(self, column: str, officer: Officer) -> None:
        over = written(grants.reach(officer).over)
        super().__init__(models.F(column), officer=officer.pk, over=over)


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
