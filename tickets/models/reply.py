import uuid

from django.db import models

from districts.models import Line


class Reply(models.Model):
    """A ready answer of a line, in words of its own; names in braces are filled in."""

    class Use(models.TextChoices):
        ASK = "ask"
        OUTCOME = "outcome"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="replies")
    use = models.CharField(max_length=10, choices=Use)
    name = models.CharField(max_length=80)
    text = models.TextField()
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["use", "name"]
        constraints = [models.UniqueConstraint(fields=["line", "name"], name="reply_once_a_line")]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return self.name
