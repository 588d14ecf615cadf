"""Hiding the sender from the sender's own words: number, username and name, however written."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tickets import texts
from tickets.callers import MASK

SHORTEST_NUMBER = 7  # digits; fewer are not a phone number
NATIONAL = 10  # digits of a number without its country code
SHORTEST_NAME = 3  # letters
LONGEST_NAME = 12  # words and numbers looked for in a row
WIDEST_GAP = 6  # characters between two digits, or two words, of one number or name

SPOKEN = (
    "zero one two three four five six seven eight nine",
    "oh one two three four five six seven ate nine",
    "शून्य एक दो तीन चार पांच छह सात आठ नौ",
    "जीरो एक दो तीन चार पाँच छः सात आठ नौ",
    "ज़ीरो इक दो तीन चार पाञ्च छ सात आठ नो",
    "shunya ek do teen char paanch chhah saat aath nau",
    "jeero ek do tin chaar panch chhe sat ath no",
    "ziro ek do teen chaar paanch che saat aat naw",
)
TIMES = {"double": 2, "डबल": 2, "triple": 3, "ट्रिपल": 3, "trippal": 3, "dabal": 2}

_MARKS = "".join(c for c in map(chr, range(0x300, 0x1200)) if unicodedata.category(c)[0] == "M")
_UNSEEN = "\u200b-\u200f\u2060\ufeff\u00ad"
_DIGIT = r"[\d\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u2468]"
# digits, or letters with their marks; each character is looked at once
ATOM = re.compile(rf"{_DIGIT}+|[^\W\d_](?:[^\W\d_]|[{_MARKS}{_UNSEEN}])*")
UNSEEN = re.compile(f"[{_UNSEEN}]")
BUSINESS_SCOPED = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")


class Atom(NamedTuple):
    start: int
    end: int
    folded: str


def mask(text: str, own: Sequence[str]) -> str:
    """Return `text` with every address and name in `own` replaced by dots.

    Takes time in proportion to the length of the text.
    """
    return dotted(text, _own(text, own))


def mask_together(texts: Sequence[str], own: Sequence[str]) -> list[str]:
    """As `mask`, for messages in a row: a number may begin in one and end in the next."""
    spans = _own("\n".join(texts), own)
    return dotted_apart(texts, spans)


def dotted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return `text` with dots in place of each of `spans`, which may overlap."""
    parts, done = [], 0
    for start, end in sorted(spans):
        if start >= done:
            parts += [text[done:start], MASK]
        done = max(done, end)
    return "".join([*parts, text[done:]])


def dotted_apart(texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return `texts` with dots in place of `spans`, which count in all of them, line after line."""
    found, begin = [], 0
    for text in texts:
        end = begin + len(text)
        inside = [
            (max(first, begin) - begin, min(last, end) - begin)
            for first, last in spans
            if first < end and last > begin
        ]
        found.append(dotted(text, inside))
        begin = end + 1
    return found


def _own(text: str, own: Sequence[str]) -> list[tuple[int, int]]:
    found = atoms_of(text)
    spans: list[tuple[int, int]] = []
    for mine in own:
        if _is_number(mine):
            spans += _numbers(found, _digits(mine))
        else:
            spans += _names(found, mine)
    return spans


def atoms_of(text: str) -> list[Atom]:
    return [Atom(found.start(), found.end(), fold(found[0])) for found in ATOM.finditer(text)]


def fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    seen = texts.without_piles(UNSEEN.sub("", word))
    return unicodedata.normalize("NFKC", seen).casefold()


DIGITS = {fold(word): str(n) for row in SPOKEN for n, word in enumerate(row.split())}
REPEATED = {fold(word): times for word, times in TIMES.items()}


def _is_number(mine: str) -> bool:
    return len(_digits(mine)) >= SHORTEST_NUMBER and not any(map(str.isalpha, mine))


def _digits(text: str) -> str:
    return "".join(_digits_in(atom.folded) for atom in atoms_of(text))


def _digits_in(folded: str) -> str:
    """Return the digits an atom stands for, written in any script or spelled; "" for a word."""
    if folded.isascii() and folded.isdigit():
        return folded
    if folded.isdigit():
        return "".join(str(unicodedata.digit(character)) for character in folded)
    return DIGITS.get(folded, "")


def _numbers(atoms: Sequence[Atom], number: str) -> Iterator[tuple[int, int]]:
    """Find the national part wherever its digits stand in a row, with any prefix before it."""
    needle = number[-NATIONAL:]
    country = number[: -len(needle)]
    for run in runs(atoms):
        said = "".join(digits for digits, _ in run)
        starts = _offsets(run)
        at = said.find(needle)
        while at >= 0:
            prefix = next(
                (p for p in ("00" + country, country, "0") if p and said.endswith(p, 0, at)), ""
            )
            first = run[_holder(starts, at - len(prefix))][1]
            last = run[_holder(starts, at + len(needle) - 1)][1]
            yield first.start, last.end
            at = said.find(needle, at + len(needle))


def runs(atoms: Sequence[Atom]) -> Iterator[list[tuple[str, Atom]]]:
    """Group digits, written or spelled, that nothing but a few other signs separates."""
    run: list[tuple[str, Atom]] = []
    times, end = 1, 0
    for atom in atoms:
        digits, near = _digits_in(atom.folded), atom.start - end <= WIDEST_GAP
        if run and not ((digits or atom.folded in REPEATED) and near):
            yield run
            run = []
        if digits:
            run.append((digits[0] * (times - 1) + digits, atom))
        times, end = REPEATED.get(atom.folded, 1), atom.end
    if run:
        yield run


def _offsets(run: Sequence[tuple[str, Atom]]) -> list[int]:
    """Return for each atom of a run the offset after its last digit."""
    total, offsets = 0, []
    for digits, _ in run:
        total += len(digits)
        offsets.append(total)
    return offsets


def _holder(ends: Sequence[int], offset: int) -> int:
    return bisect_left(ends, offset + 1)


def _names(atoms: Sequence[Atom], name: str) -> Iterator[tuple[int, int]]:
    """Find the whole name, and each of its longer words by itself."""
    wanted = [atom.folded for atom in atoms_of(name)[:LONGEST_NAME]]
    if sum(map(len, wanted)) < SHORTEST_NAME:
        return
    single = {word for word in wanted if len(word) >= SHORTEST_NAME and not word.isdigit()}
    if BUSINESS_SCOPED.fullmatch(name):
        single = set()
    for position, atom in enumerate(atoms):
        if atom.folded == wanted[0] and _follows(atoms, position, wanted):
            yield atom.start, atoms[position + len(wanted) - 1].end
        elif atom.folded in single:
            yield atom.start, atom.end


def _follows(atoms: Sequence[Atom], position: int, wanted: Sequence[str]) -> bool:
    found = atoms[position : position + len(wanted)]
    return [atom.folded for atom in found] == wanted and all(
        after.start - before.end <= WIDEST_GAP
        for before, after in zip(found, found[1:], strict=False)
    )
