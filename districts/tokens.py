"""Tokens of programs end with the password they were got by, and with the account."""

from typing import Any

from django.db.models.signals import post_save
from rest_framework.authtoken.models import Token

from districts.models import Officer


def watch() -> None:
    post_save.connect(_end, sender=Officer, dispatch_uid="districts.tokens")


def _end(instance: Officer, created: bool, **_signal: Any) -> None:
    # Django keeps the new password here until it is saved; a mere new hash of the old one not
    has_new_password = getattr(instance, "_password", None) is not None
    if not created and (has_new_password or not instance.is_active):
        Token.objects.filter(user=instance).delete()
