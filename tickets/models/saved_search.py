import uuid

from django.db import models

from districts.models import Officer


class SavedSearch(models.Model):
    """A list an officer comes back to: the query of its address, under a name of theirs.

    It finds what its owner may see at the moment of looking, never what they once saw.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="searches")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)  # of /queue/, e.g. "show=open&q=रेत", encoded
    # stands out from so many tickets on; None: never
    alarm_from = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField()  # what came since is told apart

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["officer", "name"], name="search_once_a_name")
        ]
        verbose_name_plural = "saved searches"

    def __str__(self) -> str:
        return self.name
