"""The video hearing: when a line hears citizens, and who asked to be heard."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from districts.models import Line, Officer
from tickets.models import Ticket

INDIA = ZoneInfo("Asia/Kolkata")


class Window(models.Model):
    """The hours of every day in which a line hears people, in India's time."""

    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="hearing_window")
    opens = models.TimeField()
    closes = models.TimeField()
    weekdays = models.JSONField(default=list)  # 0 is Monday

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="window_opens_then_closes"
            )
        ]

    def next_opening(self, now: datetime) -> datetime:
        """Return the start of the window that runs at `now`, or of the next one (aware, India)."""
        today = now.astimezone(INDIA).date()
        for offset in range(8):
            day = today + timedelta(days=offset)
            if day.weekday() in self.weekdays and self._closing(day) > now:
                return datetime.combine(day, self.opens, INDIA)
        raise ValueError("A hearing window needs at least one weekday.")

    def _closing(self, day: date) -> datetime:
        return datetime.combine(day, self.closes, INDIA)


class HearingRequestQuerySet(models.QuerySet["HearingRequest"]):
    def visible_to(self, officer: Officer) -> "HearingRequestQuerySet":
        return self.filter(ticket__in=Ticket.objects.visible_to(officer))


class HearingRequest(models.Model):
    """A citizen waits to be heard on a day, with a token number that is theirs alone."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="requests")
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    token = models.PositiveIntegerField()  # 1, 2, 3 … within the day
    asked_at = models.DateTimeField()

    objects = HearingRequestQuerySet.as_manager()

    class Meta:
        ordering = ["day", "token"]
        constraints = [
            models.UniqueConstraint(fields=["window", "day", "token"], name="token_once_a_day")
        ]
