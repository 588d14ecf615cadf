from django.db import models

from districts.models.officer import Officer


class RepairLook(models.Model):
    """A look of an administrator into the repair room; rows are added, never changed."""

    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    address = models.CharField(max_length=120)  # of the page, without what was asked of it

    def __str__(self) -> str:
        return self.address
