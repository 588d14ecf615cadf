"""The name and telephone number a citizen gave to be heard by: for the officer who hears them.

Not the vault: this is told to the police on purpose, and an officer must be able to read it. So
it is sealed with a key of its own, which only the process that shows it holds.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from hearings.models import EarlyParticulars, HearingRequest, Particulars

KEPT = timedelta(days=7)  # after the day of the hearing


class Told(NamedTuple):
    name: str = ""
    phone: str = ""


def can_be_kept() -> bool:
    """Say whether this process has a key; without one nobody is asked for a name."""
    return bool(settings.HEARING_KEYS)


def keep(request: HearingRequest, told: Told) -> None:
    """Seal what was told; nothing told, or no key, is nothing kept."""
    if any(told) and can_be_kept():
        Particulars.objects.update_or_create(
            request=request,
            defaults={
                "sealed": _seal(told),
                "forget_at": request.expected_at + KEPT,
                "has_phone": bool(told.phone),
            },
        )


def sealed_name(name: str) -> str:
    """Return a name as the chat may carry it until there is a ticket."""
    return _seal(Told(name)).decode()


def keep_told(*, ticket_id: int, sealed: str, at: datetime) -> None:
    """Keep what was told before a token is given out, as `sealed_name` returned it."""
    EarlyParticulars.objects.update_or_create(
        ticket_id=ticket_id, defaults={"sealed": sealed.encode(), "forget_at": at + KEPT}
    )


def hand_on(request: HearingRequest) -> None:
    """Give a new request what its citizen told before; needs no key. Safe to repeat."""
    early = EarlyParticulars.objects.filter(ticket=request.ticket_id).first()
    if early is not None:
        until = request.expected_at + KEPT
        # the chat asks for a name alone
        Particulars.objects.create(
            request=request, sealed=early.sealed, forget_at=until, has_phone=False
        )
        early.delete()


def keep_longer(request: HearingRequest) -> None:
    """Keep what was told until a week after the day to which a request was moved."""
    kept = Particulars.objects.filter(request=request)
    kept.update(forget_at=request.expected_at + KEPT)


def read(request: HearingRequest) -> Told:
    """Return what was told; nothing once it is forgotten, or where its key is not held."""
    kept = Particulars.objects.filter(request=request).first()
    if kept is None or not can_be_kept():
        return Told()
    try:
        return Told(**json.loads(_box().decrypt(bytes(kept.sealed))))
    except InvalidToken:
        return Told()


def forget(*, now: datetime) -> int:
    """Delete what is no longer needed. Safe to repeat."""
    kinds = (Particulars, EarlyParticulars)
    return sum(kind.objects.filter(forget_at__lte=now).delete()[0] for kind in kinds)


def forget_told(*, ticket_ids: Sequence[int]) -> None:
    """Delete what the citizens of these tickets told. Safe to repeat."""
    EarlyParticulars.objects.filter(ticket__in=ticket_ids).delete()
    Particulars.objects.filter(request__ticket__in=ticket_ids).delete()


def _seal(told: Told) -> bytes:
    return _box().encrypt(json.dumps(told._asdict()).encode())


def _box() -> MultiFernet:
    """The first key seals, each of them opens."""
    return MultiFernet([Fernet(_key(text)) for text in settings.HEARING_KEYS])


def _key(text: str) -> bytes:
    return base64.urlsafe_b64encode(
        hashlib.sha256(f"hearings.particulars\0{text}".encode()).digest()
    )
