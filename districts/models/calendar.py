from django.db import models
from django.utils.translation import get_language


class Calendar(models.Model):
    """Working hours of a week, for clocks that do not run round the clock."""

    code = models.SlugField(max_length=60, unique=True)
    state = models.SlugField(max_length=10)  # whose holidays it keeps, e.g. "up"
    name_hi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    # seven lists from Monday of ["10:00", "13:30"], in India's time; "24:00" ends a day
    week = models.JSONField(default=list)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_hi


class Holiday(models.Model):
    """A day on which the calendars of a state count nothing.

    Clocks that run already when it is entered keep the days they started with.
    """

    state = models.SlugField(max_length=10)
    date = models.DateField()
    name_hi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["state", "date"], name="one_holiday_a_day")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_hi
