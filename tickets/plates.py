"""Numbers of vehicles, however they were written: UP65AB1234, UP-65-AB 1234. Pure."""

import re
import unicodedata
from itertools import product
from typing import NamedTuple

APART = r"[\s./-]*"
# state, district, series, number; and the series without a state: 22 BH 1234 AA
PLATE = re.compile(
    rf"(?<![^\W_])(?:([a-z]{{2}}){APART}(\d{{1,2}}){APART}([a-z]{{1,3}}){APART}(\d{{4}})"
    rf"|(\d{{2}}){APART}(bh){APART}(\d{{4}}){APART}([a-z]{{1,2}}))(?![^\W_])",
    re.IGNORECASE | re.ASCII,
)
LONGEST = 4  # digits, of the group that every plate has
DIGITS = {str(digit): f"{digit}{chr(0x966 + digit)}" for digit in range(10)}


class Plate(NamedTuple):
    """How a number may be written: what PostgreSQL's ~* finds, and of its four digits all ways."""

    pattern: str
    numbers: list[str]


def take_out(words: str) -> tuple[list[Plate], str]:
    """Return the plates in `words`, and what else is there.

    A plate is found with any spaces or dashes and in either script's digits.
    """
    latin = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in words)
    found = [_plate(match) for match in PLATE.finditer(latin)]
    return found, PLATE.sub(" ", latin) if found else words


def _plate(match: re.Match[str]) -> Plate:
    groups = [group for group in match.groups() if group]
    between = r"[\s./-]*"
    parts = [
        "".join(f"[{DIGITS[char]}]" if char in DIGITS else char for char in group)
        for group in groups
    ]
    # not \m and \M, which in some locales know no digits but ours
    apart = "[^a-z0-9०-९]"
    number = next(group for group in groups if len(group) == LONGEST and group.isdecimal())
    numbers = ["".join(written) for written in product(*(DIGITS[char] for char in number))]
    return Plate(f"(^|{apart}){between.join(parts)}({apart}|$)", numbers)
