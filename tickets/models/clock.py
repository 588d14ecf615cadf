"""The clocks of a ticket as rows, derived from its history, and who was told of them."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from districts.models import Officer, Role, Unit
from tickets.models.event import Event
from tickets.models.labelled import Labelled


class ClockName(models.TextChoices):
    TRIAGE = "triage", _("Desk forwards")
    ACKNOWLEDGE = "acknowledge", _("Station acknowledges")
    ACT = "act", _("First action")
    RESOLVE = "resolve", _("Outcome")


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> "ClockQuerySet":
        return self.filter(stopped_at=None)

    def due(self, now: datetime) -> "ClockQuerySet":
        """Return running clocks whose next step on the ladder has come."""
        return self.running().filter(next_step_at__lte=now)


class Clock(Labelled, models.Model):
    """A reading of `tickets.clock` over the history, stored so that lateness is a column.

    Never edited by hand: `services.clocks.refresh` derives the rows from the events again.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="clocks")
    round = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=12, choices=ClockName)
    turn = models.PositiveSmallIntegerField(default=1)  # hand-overs within the round
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    # the desk or station that has it, or had it when it stopped
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="clocks")
    paused_until = models.DateTimeField(null=True, blank=True)  # the end of the latest pause
    warn_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    # when officers last opened again what they had ended, see `Reading.reopened_at`
    reopened_at = models.DateTimeField(null=True, blank=True)
    steps_taken = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True, blank=True)  # None: the ladder is climbed

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "round", "name", "turn"], name="clock_once_a_turn"
            )
        ]
        indexes = [
            models.Index(fields=["next_step_at"], name="clock_sweep", condition=Q(stopped_at=None)),
            models.Index(
                fields=["due_at", "id"], name="clock_longest_late", condition=Q(stopped_at=None)
            ),
            models.Index(
                fields=["ticket", "due_at"], name="clock_lateness", condition=Q(stopped_at=None)
            ),
            # how a unit closed what it closed, see `tickets.gaming`
            models.Index(fields=["unit", "name", "stopped_at"], name="clocks_stopped_at_a_unit"),
            models.Index(
                fields=["unit", "reopened_at"],
                name="clocks_reopened_at_a_unit",
                condition=Q(reopened_at__isnull=False),
            ),
        ]

    def is_late(self, at: datetime) -> bool:
        """Say whether it ran out before it stopped, and by `at`."""
        return self.due_at <= at and (self.stopped_at is None or self.stopped_at >= self.due_at)


class Escalation(Labelled, models.Model):
    """Somebody told of a clock, once: its holder before the deadline, then step by step above."""

    class Ladder(models.TextChoices):
        WARNING = "warning", _("Warning")
        ORDINARY = "ordinary", _("Ordinary")
        RESTRICTED = "restricted", _("Restricted")

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="escalations")
    ladder = models.CharField(max_length=10, choices=Ladder, default=Ladder.ORDINARY)
    step = models.PositiveSmallIntegerField()  # 0 is the first above the one who is late
    # the fact in the history, for whoever carries the news
    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, null=True, related_name="escalation"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    officers = models.ManyToManyField(Officer, related_name="escalations")
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["taken_at"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "ladder", "step"], name="step_taken_once")
        ]

    @property
    def lateness(self) -> Any:
        """How long after its moment the step was taken, e.g. because the scheduler stood still."""
        return self.taken_at - self.due_at
