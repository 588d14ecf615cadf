import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from districts.models import Line, Officer, Role, Unit
from tickets import policy
from tickets.models import Event
from tickets.policy import Deed

DESKS = frozenset({Role.DESK, Role.WATCH, Role.CHIEF})


class PileQuerySet(models.QuerySet["Pile"]):
    def visible_to(self, officer: Officer) -> "PileQuerySet":
        """Return the piles of lines over whose unit `officer` does a desk's work.

        What is about police lies before those who may see such tickets, and before no desk.
        """
        over = Q(pk=None)
        for path in policy.parts(officer, Deed.CLOSE, roles=DESKS):
            over |= Q(line__unit__path__startswith=path)
        confidential = Q(line__unit__in=Unit.objects.restricted_visible_to(officer))
        is_police = Q(why=Pile.Why.POLICE)
        return self.filter(~is_police & over | is_police & confidential)

    def ask_for(self, pile_id: uuid.UUID, *, by: Officer, now: datetime) -> "Pile":
        """Note that an officer wants the pile to be heard; the gateway does it. Safe to repeat.

        Raises Pile.DoesNotExist when `by` may not know of it.
        """
        pile = self.visible_to(by).lying().get(pk=pile_id)
        self.filter(pk=pile.pk, asked_for_at=None).update(asked_for_at=now, asked_for_by=by)
        return pile

    def lying(self) -> "PileQuerySet":
        return self.filter(released_at=None)


class Pile(models.Model):
    """Messages of one sender that the desk looks at only if it wants: kept sealed, counted.

    Its id says nothing of the sender: the next pile of the same sender has another.
    """

    class Why(models.TextChoices):
        FLOOD = "flood", _("sent too many at once")
        BLOCKED = "blocked", _("the sender is blocked for now")
        POLICE = "police", _("about police, sent too many at once")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    # only the gateway's code follows it
    conversation = models.ForeignKey(
        "messaging.Conversation", on_delete=models.CASCADE, related_name="piles"
    )
    why = models.CharField(max_length=8, choices=Why)
    count = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    asked_for_at = models.DateTimeField(null=True, blank=True)  # an officer wants to see it
    asked_for_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    objects = PileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "why"],
                condition=Q(released_at=None),
                name="one_pile_of_a_sender",
            )
        ]


class Measure(models.Model):
    """A silencing that the gateway has carried out: each event of that kind once."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
