"""The code an officer sends from the telephone that is to be registered. Stored nowhere."""

import re

from django.utils.crypto import salted_hmac

from messaging.models import PhoneClaim

WORD = "DUTY"
SENT = re.compile(r"\W*(?:duty|ड्यूटी)\D{0,20}(\d{4})\D{0,3}(\d{4})\D{0,5}", re.IGNORECASE)


def code_of(claim: PhoneClaim) -> str:
    """Return eight digits, the same for one claim wherever they are asked for."""
    digest = salted_hmac("messaging.duty.code", str(claim.pk), algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8]) % 10**8:08}"


def code_in(text: str) -> str:
    """Return the digits when the whole text is such a code as we show, in any script's digits."""
    found = SENT.fullmatch(text.strip()[:60])
    return "".join(str(int(digit)) for digit in found[1] + found[2]) if found else ""


def message(code: str) -> str:
    """Return the text to send."""
    return f"{WORD} {code[:4]} {code[4:]}"
