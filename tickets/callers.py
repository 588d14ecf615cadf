"""A caller's number: read as people say it, hidden from the words, sealed. Never shown again."""

import re
import unicodedata
from uuid import UUID

from django.utils.translation import gettext as _

from tickets.refusals import Unacceptable
from vault.boxes import Context, seal
from vault.rings import public_ring

COUNTRY = "91"  # India's
NATIONAL = 10  # digits
MASK = "•••"
_APART = r"[\s\-.()]{0,3}"
_MOBILE = re.compile(r"(?:91|0)?([6-9]\d{9})")
_FOREIGN = re.compile(r"\+(\d{8,15})")


def read_number(typed: str) -> str:
    """Return the digits of a mobile number with its country, "" for none given.

    An Indian number may come with 0, 91, +91 or nothing before it; another begins with +.
    Raises Unacceptable.
    """
    digits = "".join(_plain(sign) for sign in typed[:40])
    if not digits:
        return ""
    if found := _MOBILE.fullmatch(digits.lstrip("+")):
        return COUNTRY + found[1]
    if found := _FOREIGN.fullmatch(digits):
        return found[1]
    raise Unacceptable(
        _("This is no mobile number. Write its ten digits, or leave it empty."), field="caller"
    )


def without_number(text: str, number: str) -> str:
    """Return `text` with the caller's own number hidden, however its digits are grouped."""
    if not number:
        return text
    digits = (f"[{digit}{_devanagari(digit)}]" for digit in number[-NATIONAL:])
    return re.sub(rf"(?:\+?{_APART}(?:91|०|0|९१){_APART})?" + _APART.join(digits), MASK, text)


def sealed(number: str, nonce: UUID) -> bytes:
    return seal(number.encode(), context=context(nonce), keys=public_ring())


def context(nonce: UUID) -> Context:
    return Context("caller", "tickets.deskentry.caller", str(nonce))


def _plain(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return str(digit) if digit is not None else "+" * (sign in "+＋")


def _devanagari(digit: str) -> str:
    return chr(ord("०") + int(digit))
