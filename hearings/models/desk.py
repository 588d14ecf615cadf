import uuid
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q

from districts.models import Officer
from hearings.models.request import HearingRequest
from hearings.models.window import Window

COMES_WITHIN = timedelta(minutes=3)  # of being called


class DeskQuerySet(models.QuerySet["Desk"]):
    def open(self) -> "DeskQuerySet":
        return self.filter(closed_at=None)


class Desk(models.Model):
    """An officer who hears people now. Opened and closed by themselves, at any moment."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="desks")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="hearing_desks")
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 … among those open together
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=Q(closed_at=None), name="one_open_desk_an_officer"
            ),
            models.UniqueConstraint(
                fields=["window", "number"],
                condition=Q(closed_at=None),
                name="one_open_desk_a_number",
            ),
        ]

    def name(self, language: str) -> str:
        """Return the planned name of this desk; further desks go by their number."""
        names = self.window.desk_names
        named = names[self.number - 1] if self.number <= len(names) else {}
        return str(named.get(language) or self.number)


class CallQuerySet(models.QuerySet["Call"]):
    def live(self) -> "CallQuerySet":
        return self.filter(ended_at=None)

    def of_day(self, window: Window, day: date) -> "CallQuerySet":
        return self.filter(request__window=window, day=day)


class Call(models.Model):
    """One caller at one desk. The database lets nobody be at two, and no desk have two."""

    class Ending(models.TextChoices):
        HEARD = "heard"
        MISSED = "missed"  # was not there within three minutes
        DROPPED = "dropped"  # the line was lost
        PUT_BACK = "put_back"  # by the desk, untold

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(HearingRequest, on_delete=models.PROTECT, related_name="calls")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="calls")
    day = models.DateField()
    called_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True)  # the citizen's first arrival
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    # who hears was let see the ticket for this call; taken back when nobody was heard
    was_shared = models.BooleanField(default=False, db_default=False)
    waited = models.DurationField()  # from asking or the opening, whichever was later, to the call

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["called_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(ended_at=None), name="one_live_call_a_caller"
            ),
            models.UniqueConstraint(
                fields=["desk"], condition=Q(ended_at=None), name="one_live_call_a_desk"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="")
                | (Q(ended_at__gte=F("called_at")) & ~Q(ending="")),
                name="call_ends_somehow",
            ),
        ]
        indexes = [models.Index(fields=["day", "desk"], name="calls_of_a_day")]

    def is_missed(self, now: datetime) -> bool:
        return self.joined_at is None and now - self.called_at >= COMES_WITHIN
