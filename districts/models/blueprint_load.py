from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from districts.models.officer import Officer


class BlueprintLoad(models.Model):
    """A blueprint that an administrator loaded by the portal; rows are added, never changed."""

    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=80)  # of the file, as it was kept
    number = models.PositiveIntegerField()  # of its changes
    changes = models.JSONField(encoder=DjangoJSONEncoder)  # each with what stood before

    def __str__(self) -> str:
        return self.name
