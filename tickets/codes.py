"""Receipt codes: random, easy to read aloud, with a check character."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 11  # 10 random characters (50 bits) and the check character
LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": ""})


def new_code() -> str:
    """Return a fresh random code, e.g. "K7Q4MTX2W9P". 50 random bits."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


def read_code(typed: str) -> str | None:
    """Return the code in what somebody typed or read aloud, or None when it cannot be one.

    Forgives case, spaces, dashes and the look-alikes I, L and O.
    """
    code = typed.upper().translate(LOOKALIKES)
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        return None
    return code if _check(code[:-1]) == code[-1] else None


def spaced(code: str) -> str:
    """Return a code as people read it: "K7Q-4MTX-2W9P"."""
    return f"{code[:3]}-{code[3:7]}-{code[7:]}"


def _check(body: str) -> str:
    # weighted modulo 31 over the 32 letters: catches one wrong letter and most swaps
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, start=1))
    return ALPHABET[total % 31]
