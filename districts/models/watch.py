from django.db import models
from django.utils.translation import get_language

from districts.models.line import Line
from districts.models.officer import Officer


class Watch(models.Model):
    """A line that somebody must be watching at every hour, and when somebody last did."""

    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="watch")
    alarm_after_minutes = models.PositiveIntegerField()
    looked_at = models.DateTimeField()  # to the minute; at first, when the watch was set up

    class Meta:
        verbose_name_plural = "watches"

    def __str__(self) -> str:
        return str(self.line)


class Shift(models.Model):
    """One row of the duty roster: these officers watch at these hours, in India's time."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="shifts")
    code = models.SlugField(max_length=60)
    name_hi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    starts = models.TimeField()
    ends = models.TimeField()  # of the next day where it is not after the start
    weekdays = models.JSONField(default=list)  # on which it starts; 0 is Monday
    officers = models.ManyToManyField(Officer, related_name="shifts", blank=True)

    class Meta:
        ordering = ["watch", "starts"]
        constraints = [models.UniqueConstraint(fields=["watch", "code"], name="shift_once_a_watch")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_hi
