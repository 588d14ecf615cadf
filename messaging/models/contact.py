import uuid

from django.db import models
from django.db.models import Q


class Contact(models.Model):
    """Whoever writes to us, known only by a random id. Addresses hang on it as sealed aliases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    portfolio = models.CharField(max_length=40)
    # an officer on duty; the same telephone has another contact for what it tells as a citizen's
    is_officer = models.BooleanField(default=False, db_default=False)
    created_on = models.DateField()
    # set aside until then, and ticketed without notices until then; danger now is always heard
    blocked_until = models.DateTimeField(null=True, blank=True)
    muted_until = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    # when the addresses are destroyed at the latest: the last answer may still need them
    leaves_by = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["leaves_by"],
                name="contacts_leaving",
                condition=Q(leaves_by__isnull=False),
            )
        ]


class Alias(models.Model):
    """An address of a contact: found by keyed index, opened only to send."""

    class Kind(models.TextChoices):
        BSUID = "bsuid"
        PARENT_BSUID = "parent_bsuid"
        PHONE = "phone"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="aliases")
    portfolio = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind)
    index = models.BinaryField()
    box = models.BinaryField()  # the address, sealed; context row is this id
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "kind", "index"],
                condition=Q(valid_to=None),
                name="address_belongs_to_one_contact",
            )
        ]
