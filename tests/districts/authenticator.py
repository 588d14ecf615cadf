"""An officer's telephone in tests: it knows the key and shows the code of a moment."""

from base64 import b32decode
from datetime import datetime, timedelta

from django_otp.oath import hotp

from districts import second_factor
from districts.models import Officer

HALF_MINUTE = timedelta(seconds=30)


class Authenticator:
    def __init__(self, key: bytes) -> None:
        self.key = key

    @classmethod
    def typed(cls, letters: str) -> "Authenticator":
        return cls(b32decode(letters.replace(" ", "")))

    def code(self, now: datetime) -> str:
        return f"{hotp(self.key, int(now.timestamp()) // 30):06}"


def set_up(officer: Officer, *, now: datetime) -> tuple[Authenticator, list[str]]:
    """Give `officer` an app, as of a minute before `now`; return it and the recovery codes."""
    telephone = Authenticator(second_factor.new_key())
    then = now - 2 * HALF_MINUTE
    codes = second_factor.set_up(
        officer=officer, key=telephone.key, code=telephone.code(then), now=then
    )
    assert codes
    return telephone, codes
