"""The second factor: codes of an authenticator app (RFC 6238), and ten codes for its loss.

A code works once. Who may try how often is decided by `districts.patience`, before this is asked.
"""

import logging
import re
import secrets
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

from django.db import transaction
from django_otp.oath import TOTP

from districts import locker
from districts.models import AccountEvent, Officer, RecoveryCode, SecondFactor

KEY_BYTES = 20
STEP_SECONDS = 30
DIGITS = 6
STEPS_OFF = 1  # how far the telephone's clock may be off, either way
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"  # nothing that is misread from paper
ISSUER = "Sataark"
APART = re.compile(r"[\s\-]")
log = logging.getLogger(__name__)


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def spoken_key(key: bytes) -> str:
    """Return the key as it is typed into an app, in groups of four."""
    text = b32encode(key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def link(officer: Officer, key: bytes) -> str:
    """Return the otpauth address of `key`, which apps read from a QR code or by a tap."""
    about = {"secret": b32encode(key).decode(), "issuer": ISSUER}
    return f"otpauth://totp/{quote(f'{ISSUER}:{officer.service_number}')}?{urlencode(about)}"


def is_set_up(officer: Officer) -> bool:
    return SecondFactor.objects.filter(pk=officer.pk).exists()


@transaction.atomic
def set_up(*, officer: Officer, key: bytes, code: str, now: datetime) -> list[str]:
    """Keep `key` once `code` proves that the app has it; return ten new recovery codes.

    Returns none, and keeps nothing, when the code is not right.
    """
    Officer.objects.select_for_update().get(pk=officer.pk)
    step = _step(key, code, now, after=-1)
    if step is None:
        return []
    sealed = locker.lock(key, place=_place(officer))
    given = {"sealed_key": sealed, "last_step": step, "since": now}
    SecondFactor.objects.update_or_create(officer=officer, defaults=given)
    _tell(officer, AccountEvent.Kind.FACTOR, now)
    return _new_codes(officer)


@transaction.atomic
def check(*, officer: Officer, code: str, now: datetime) -> bool:
    """Say whether `code` is right, of the app or of the ten, and void it.

    One code at a time: of two tries with one code at the same moment one fails. No code of the
    app is right while its key does not open; recovery codes hang on the same SECRET_KEY.
    """
    factor = SecondFactor.objects.select_for_update().filter(pk=officer.pk).first()
    if factor is None:
        return False
    step = _new_step(officer, factor, code, now)
    if step is not None:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return True
    return _recover(officer, code, now)


@transaction.atomic
def renew_codes(*, officer: Officer, now: datetime) -> list[str]:
    """Return ten new recovery codes; the former ones are void."""
    Officer.objects.select_for_update().get(pk=officer.pk)
    _tell(officer, AccountEvent.Kind.CODES, now)
    return _new_codes(officer)


def forget(officer: Officer) -> None:
    """Take the second factor away; the next sign-in sets up another. Safe to repeat."""
    SecondFactor.objects.filter(pk=officer.pk).delete()
    officer.passkeys.all().delete()
    officer.recovery_codes.all().delete()


def codes_left(officer: Officer) -> int:
    return officer.recovery_codes.filter(used_at=None).count()


def _new_step(officer: Officer, factor: SecondFactor, code: str, now: datetime) -> int | None:
    try:
        key = locker.unlock(bytes(factor.sealed_key), place=_place(officer))
    except locker.UnableToUnlock:
        log.error("sealed under a SECRET_KEY that SECRET_KEY_FALLBACKS does not list")
        return None
    return _step(key, code, now, after=factor.last_step)


def _step(key: bytes, code: str, now: datetime, *, after: int) -> int | None:
    """Return the half minute that `code` belongs to, if it is later than `after`."""
    text = APART.sub("", code)
    if not (text.isdecimal() and len(text) == DIGITS):
        return None
    totp = TOTP(key, STEP_SECONDS, 0, DIGITS)
    totp.time = now.timestamp()
    return totp.t() if totp.verify(int(text), STEPS_OFF, after + 1) else None


def _recover(officer: Officer, code: str, now: datetime) -> bool:
    text = APART.sub("", code).casefold()
    found = officer.recovery_codes.filter(
        mark__in=locker.marks(text, place=_place(officer)), used_at=None
    )
    if not found.update(used_at=now):
        return False
    _tell(officer, AccountEvent.Kind.RECOVERED, now)
    return True


def _new_codes(officer: Officer) -> list[str]:
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    officer.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(officer=officer, mark=locker.marks(code, place=_place(officer))[0])
        for code in codes
    )
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _tell(officer: Officer, kind: AccountEvent.Kind, at: datetime) -> None:
    AccountEvent.objects.create(officer=officer, kind=kind, at=at, by=officer)


def _place(officer: Officer) -> str:
    return f"second-factor of officer {officer.pk}"
