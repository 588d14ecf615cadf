"""What was changed on a line in the portal, by whom, and what stood there before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from districts.models.line import Category, Line
from districts.models.officer import Officer


class Amendment(models.Model):
    """One change of a line or of one of its categories; rows are added, never edited."""

    class Subject(models.TextChoices):
        CLOCKS = "clocks", _("Clocks")
        CATEGORY = "category", _("Category")
        HELPLINES = "helplines", _("Helplines")
        TEXTS = "texts", _("Sentences")

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="amendments")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True)
    subject = models.CharField(max_length=12, choices=Subject)
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    before = models.JSONField()  # values by field, of the fields that changed
    after = models.JSONField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(before=models.F("after")), name="amendment_changes_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.line_id}"
