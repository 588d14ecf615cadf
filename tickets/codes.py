"""Receipt codes: random, easy to read aloud, with a check character. Pure.

The letters are the elements of GF(32), a finite field in which adding is XOR. A code is right
when the sum of its letters, each multiplied by another power of a generator, is zero. One wrong
letter changes the sum, and so does swapping any two that differ.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 11  # 10 random characters (50 bits) and the check character
LONGEST_TYPED = 100  # characters; more is no code, however it is spaced
LOOKALIKES = str.maketrans("ILO", "110")
_IGNORED = {"Zs", "Pd", "Cf", "Cc"}  # spaces, dashes, invisible marks, tabs and line ends
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1


def new_code() -> str:
    """Return a fresh random code, e.g. "K7Q4MTX2W9P". 50 random bits."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


def read_code(typed: str) -> str | None:
    """Return the code in what somebody typed or read aloud, or None when it cannot be one.

    Forgives case, spaces, dashes, the look-alikes I, L and O, wide letters, and digits in
    Devanagari or any other script.
    """
    if len(typed) > LONGEST_TYPED:
        return None
    kept = (_plain(character) for character in unicodedata.normalize("NFKC", typed))
    code = "".join(kept).upper().translate(LOOKALIKES)
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        return None
    return code if _check(code[:-1]) == code[-1] else None


def spaced(code: str) -> str:
    """Return a code as people read it: "K7Q-4MTX-2W9P"."""
    return f"{code[:3]}-{code[3:7]}-{code[7:]}"


def _plain(character: str) -> str:
    if unicodedata.category(character) in _IGNORED:
        return ""
    return str(unicodedata.decimal(character, character))


def _check(body: str) -> str:
    total = 0
    for letter in body:
        total = _doubled(total ^ ALPHABET.index(letter))
    return ALPHABET[total]


def _doubled(element: int) -> int:
    """Multiply by the generator 2 of the field."""
    doubled = element << 1
    return doubled ^ _FIELD_POLYNOMIAL if doubled & 0b100000 else doubled
