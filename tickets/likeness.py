"""Whether two notes are nearly the same text, with other numbers and dates filled in. Pure."""

import hashlib
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
GRAM = 4  # characters
BANDS, ROWS = 8, 3  # notes that share 2 grams of 3 meet in a band 94 times in 100
SHORTEST = 12  # characters: “done” is the same in all languages
# shares of grams in common from which two texts count as the same
COPIED = 0.55  # officers' notes: chosen and measured in tests/tickets/test_likeness.py
ALIKE = 0.65  # citizens' texts: to fold two different ones into one row would hide somebody


def grams(note: str) -> frozenset[str]:
    """Return the four-letter pieces of a note without numbers, signs and capitals."""
    text = " ".join(_letters(unicodedata.normalize("NFKC", note).casefold()).split())
    if len(text) < SHORTEST:
        return frozenset()
    return frozenset(text[start : start + GRAM] for start in range(len(text) - GRAM + 1))


def bands(note: str) -> list[int]:
    """Return a few numbers of which nearly identical notes share at least one; [] when short."""
    pieces = grams(note)
    if not pieces:
        return []
    least = [min(_hash(piece, seed) for piece in pieces) for seed in range(BANDS * ROWS)]
    rows = (least[start : start + ROWS] for start in range(0, len(least), ROWS))
    return [_hash(",".join(map(str, row)), number) for number, row in enumerate(rows)]


def copied(notes: Mapping[Key, str], together: Iterable[Sequence[Key]]) -> set[Key]:
    """Return the keys of notes nearly the same as another's of the same group in `together`."""
    pieces = {key: grams(note) for key, note in notes.items()}
    found: set[Key] = set()
    for group in together:
        same: dict[frozenset[str], list[Key]] = {}
        for key in group:
            same.setdefault(pieces[key], []).append(key)
        # each text once: a sentence pasted five hundred times is compared with itself but once
        alike = {text for text, keys in same.items() if text and len(keys) > 1}
        for one, other in combinations(same, 2):
            is_known = one in alike and other in alike
            if not is_known and _shares(one, other, COPIED):
                alike |= {one, other}
        found.update(key for text in alike for key in same[text])
    return found


def nearly_same(one: str, other: str) -> bool:
    """Say whether two texts are copies, but for numbers and a few words. Never when short."""
    return _shares(grams(one), grams(other), ALIKE)


def _shares(one: frozenset[str], other: frozenset[str], share: float) -> bool:
    return bool(one) and len(one & other) >= share * len(one | other)


def _letters(text: str) -> str:
    # marks too: the vowel signs of Hindi carry the word
    return "".join(c if unicodedata.category(c)[0] in "LM" else " " for c in text)


def _hash(text: str, seed: int) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8, salt=seed.to_bytes(2, "big")).digest()
    return int.from_bytes(digest, "big", signed=True)
