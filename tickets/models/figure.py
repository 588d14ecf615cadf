"""Daily figures, and what keeps them equal to the history. Filled by `tickets.counting` alone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from districts.models import Category, Unit


class Measure(models.IntegerChoices):
    """What a figure counts, and what its bucket says.

    Of each clock: TOOK how long, in `tickets.histogram`'s buckets, RUNNING, LATE (stopped or
    running past its deadline), and LATE_UNSEEN: late, but within the block of hours in which
    officers below the district see the deadline.
    """

    ARRIVED = 1  # bucket: the hour in India
    FORWARDED = 2  # at the station that received it
    RETURNED = 3  # at the station that gave it back
    ACKNOWLEDGED = 4
    ACTED = 5
    OUTCOME = 6  # bucket: its place in OUTCOMES
    CLOSED = 7  # bucket: its place in REASONS
    REOPENED = 8  # bucket: 0 by the citizen, 1 by an officer
    PAUSED = 9
    ESCALATED = 10
    TRIAGE_TOOK = 11
    TRIAGE_RUNNING = 12
    TRIAGE_LATE = 13
    TRIAGE_LATE_UNSEEN = 14
    ACKNOWLEDGE_TOOK = 21
    ACKNOWLEDGE_RUNNING = 22
    ACKNOWLEDGE_LATE = 23
    ACKNOWLEDGE_LATE_UNSEEN = 24
    ACT_TOOK = 31
    ACT_RUNNING = 32
    ACT_LATE = 33
    ACT_LATE_UNSEEN = 34
    RESOLVE_TOOK = 41
    RESOLVE_RUNNING = 42
    RESOLVE_LATE = 43
    RESOLVE_LATE_UNSEEN = 44


# stored by place: new ones go to the end
OUTCOMES = ("done", "nothing_found", "passed_on", "not_police")
REASONS = ("done", "not_police", "duplicate", "false", "spam", "withdrawn")


class Figure(models.Model):
    """So many of one measure on one of India's days; sums over units and days are its use.

    What happened is counted on its day at the unit that had the ticket then; a clock on the day
    it started, at the unit that has it or had it last. A ticket about police is counted where it
    lies now, apart from the others, as if it had never been elsewhere.
    """

    # derived rows in large numbers: looking up what each belongs to would cost more than it says
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    day = models.DateField()
    is_restricted = models.BooleanField()
    block_hours = models.PositiveSmallIntegerField()  # below the district; 0: seen exactly
    measure = models.PositiveSmallIntegerField(choices=Measure)
    bucket = models.PositiveSmallIntegerField(default=0)
    count = models.IntegerField()

    class Meta:
        ordering = ["unit", "day", "measure", "bucket"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "unit",
                    "day",
                    "measure",
                    "bucket",
                    "category",
                    "is_restricted",
                    "block_hours",
                ],
                name="figure_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["id"], name="figures_of_nothing", condition=Q(count=0))]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day} {Measure(self.measure).name}/{self.bucket}"


class Tally(models.Model):
    """In which figures a ticket is counted, so that it can be taken out again. Once for each."""

    ticket = models.OneToOneField(
        "tickets.Ticket", on_delete=models.CASCADE, primary_key=True, db_constraint=False
    )
    figures = ArrayField(models.BigIntegerField())


class Recount(models.Model):
    """A ticket of which there is more to count from `due_at` on.

    A trigger on the history adds a row with every event, in the event's own transaction; counting
    adds the next deadline of a clock that runs.
    """

    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    due_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], name="recounts_due")]
