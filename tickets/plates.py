"""Numbers of vehicles, however they were written: UP65AB1234, UP-65-AB 1234. Pure."""

import re
import unicodedata

APART = r"[\s./-]*"
# state, district, series, number; and the series without a state: 22 BH 1234 AA
PLATE = re.compile(
    rf"(?<![^\W_])(?:([a-z]{{2}}){APART}(\d{{1,2}}){APART}([a-z]{{1,3}}){APART}(\d{{4}})"
    rf"|(\d{{2}}){APART}(bh){APART}(\d{{4}}){APART}([a-z]{{1,2}}))(?![^\W_])",
    re.IGNORECASE | re.ASCII,
)
DIGITS = {str(digit): f"[{digit}{chr(0x966 + digit)}]" for digit in range(10)}


def take_out(words: str) -> tuple[list[str], str]:
    """Return the patterns of the plates in `words`, for PostgreSQL's ~*, and what else is there.

    A pattern finds the same plate with any spaces or dashes and in either script's digits.
    """
    latin = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in words)
    found = [_pattern(match) for match in PLATE.finditer(latin)]
    return found, PLATE.sub(" ", latin) if found else words


def _pattern(match: re.Match[str]) -> str:
    groups = [group for group in match.groups() if group]
    between = r"[\s./-]*"
    parts = ["".join(DIGITS.get(char, char) for char in group) for group in groups]
    # not \m and \M, which in some locales know no digits but ours; the index reads this too
    apart = "[^a-z0-9०-९]"
    return f"(^|{apart}){between.join(parts)}({apart}|$)"
