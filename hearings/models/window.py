from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from districts.models import Line, Unit
from districts.timing import INDIA
from hearings.hours import Hours

if TYPE_CHECKING:
    from hearings.models.request import HearingRequestQuerySet


class WindowQuerySet(models.QuerySet["Window"]):
    def of_units(self, *paths: str) -> "WindowQuerySet":
        """Return the windows of lines at or below any of `paths`."""
        return self.filter(line__unit__in=Unit.objects.below(*paths))


class Window(models.Model):
    """The hours of every day in which a line hears people, in India's time."""

    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="hearing_window")
    opens = models.TimeField()
    closes = models.TimeField()
    weekdays = models.JSONField(default=list)  # 0 is Monday
    # [{"hi": …, "en": …}]: the desks that are planned; more may be opened on the day
    desk_names = models.JSONField(default=list, blank=True)
    minutes_each = models.PositiveSmallIntegerField(default=5)

    objects = WindowQuerySet.as_manager()
    requests: "HearingRequestQuerySet"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="window_opens_then_closes"
            )
        ]

    @property
    def planned_desks(self) -> int:
        return max(1, len(self.desk_names))

    @property
    def planned_pace(self) -> timedelta:
        """How long one desk is expected to need for one caller."""
        return timedelta(minutes=self.minutes_each)

    def hours_of(self, day: date) -> Hours:
        return Hours(
            datetime.combine(day, self.opens, INDIA), datetime.combine(day, self.closes, INDIA)
        )

    def next_hours(self, after: datetime) -> Hours:
        """Return the hours that run at `after`, or the next ones (aware, India)."""
        today = after.astimezone(INDIA).date()
        for offset in range(8):
            day = today + timedelta(days=offset)
            hours = self.hours_of(day)
            if day.weekday() in self.weekdays and hours.closes > after:
                return hours
        raise ValueError("A hearing window needs at least one weekday.")

    def last_day(self, now: datetime) -> date:
        """Return the day on which the hearing opened last: today, once it has."""
        today = now.astimezone(INDIA).date()
        days = (today - timedelta(days=offset) for offset in range(8))
        return next(
            day
            for day in days
            if day.weekday() in self.weekdays and self.hours_of(day).opens <= now
        )
