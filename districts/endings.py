"""What a new password or a closed account ends, wherever it is set: the portal, the console."""

from typing import Any

from django.db.models.signals import post_save

from districts import sessions
from districts.models import Officer


def watch() -> None:
    post_save.connect(_end, sender=Officer, dispatch_uid="districts.endings")


def _end(instance: Officer, created: bool, **_signal: Any) -> None:
    # Django keeps the new password here until it is saved; a mere new hash of the old one not
    has_new_password = getattr(instance, "_password", None) is not None
    if not created and (has_new_password or not instance.is_active):
        sessions.end_all(instance)
