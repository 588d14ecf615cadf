import uuid

from django.db import models
from django.db.models import Q

from districts.models import Officer
from tickets.models.ticket import Ticket


class DeskEntry(models.Model):
    """A call or a visit that a desk wrote down, once for each form it filled in.

    The caller's number, when one was left, is sealed here before anything is stored; whoever
    speaks to citizens takes it away. Nobody here can open it.
    """

    nonce = models.UUIDField(unique=True, default=uuid.uuid4)  # of the form: sent twice, kept once
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    ticket = models.OneToOneField(
        Ticket, on_delete=models.PROTECT, null=True, related_name="desk_entry"
    )
    caller = models.BinaryField(null=True)  # sealed; its context's row is the nonce
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "desk entries"
        indexes = [
            models.Index(
                fields=["taken_at"],
                name="callers_to_reach",
                condition=Q(caller__isnull=False),
            )
        ]
