"""The name and telephone number a citizen gave to be heard by: for the officer who hears them.

Not the vault: this is told to the police on purpose, and an officer must be able to read it. So
it is sealed with the secret key of the portal, which a copy of the database does not hold.
"""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from hearings.models import HearingRequest, Particulars

KEPT = timedelta(days=7)  # after the day of the hearing


class Told(NamedTuple):
    name: str = ""
    phone: str = ""


def keep(request: HearingRequest, told: Told, *, now: datetime) -> None:
    """Seal what was told; nothing told is nothing kept."""
    if any(told):
        sealed = _box().encrypt(json.dumps(told._asdict()).encode())
        Particulars.objects.update_or_create(
            request=request, defaults={"sealed": sealed, "forget_at": request.expected_at + KEPT}
        )


def read(request: HearingRequest) -> Told:
    """Return what was told; nothing once it is forgotten, or the secret key was changed."""
    kept = Particulars.objects.filter(request=request).first()
    try:
        return Told(**json.loads(_box().decrypt(bytes(kept.sealed)))) if kept else Told()
    except InvalidToken:
        return Told()


def forget(*, now: datetime) -> int:
    """Delete what is no longer needed. Safe to repeat."""
    return Particulars.objects.filter(forget_at__lte=now).delete()[0]


def _box() -> Fernet:
    key = hashlib.sha256(b"hearings.particulars\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
