from django.db import models
from django.utils.translation import gettext_lazy as _

from districts.models.officer import Officer


class AccountEvent(models.Model):
    """What happened to an officer's account; rows are added, never changed."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Account opened")
        CLOSED = "closed", _("Account closed")
        REOPENED = "reopened", _("Account opened again")
        RESET = "reset", _("Password and code reset")
        PASSWORD = "password", _("Own password chosen")
        FACTOR = "factor", _("Authenticator app set up")
        CODES = "codes", _("New recovery codes made")
        RECOVERED = "recovered", _("Signed in with a recovery code")
        PASSKEY_ADDED = "passkey_added", _("Passkey added")
        PASSKEY_REMOVED = "passkey_removed", _("Passkey removed")
        PASSKEY_COPIED = "passkey_copied", _("A copy of a passkey was refused")

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="account_events")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: the console
    told_at = models.DateTimeField(null=True, blank=True)  # when the officer was shown it

    class Meta:
        indexes = [models.Index(fields=["officer", "-at"], name="account_events_of_officer")]
