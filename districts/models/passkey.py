import uuid

from django.db import models

from districts.models.officer import Officer


class Passkey(models.Model):
    """A key of an officer's telephone, computer or stick; we hold its public half alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=40)  # as the officer calls it
    credential = models.BinaryField()  # WebAuthn's attested credential data
    credential_id = models.BinaryField(unique=True)
    sign_count = models.BigIntegerField()  # of the last use; 0 for ever where nothing is counted
    since = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    copied_at = models.DateTimeField(null=True, blank=True)  # counted backwards: two have it

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return self.name
