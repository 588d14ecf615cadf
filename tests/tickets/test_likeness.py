"""How well copied notes are told from honest ones: chosen on one half, measured on the other.

The pairs are in `data/action_notes.txt`. A sign that is wrong accuses a station that worked, so
of the shares that still find nine copies of ten the highest is taken.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from tickets import likeness

FILE = Path(__file__).parent / "data" / "action_notes.txt"
SHARES = [percent / 100 for percent in range(20, 95, 5)]
FIND = 0.9  # of the copies, on the half by which the share is chosen


class Pair(NamedTuple):
    kind: str
    one: str
    other: str

    @property
    def share(self) -> float:
        one, other = likeness.grams(self.one), likeness.grams(self.other)
        return len(one & other) / len(one | other)

    @property
    def meets(self) -> bool:
        """Whether the two are ever compared: they share a band."""
        return bool(set(likeness.bands(self.one)) & set(likeness.bands(self.other)))


def pairs(kind: str, half: int) -> list[Pair]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    split = [map(str.strip, line.split(" | ")) for line in lines if line[:1] not in {"", "#"}]
    return [pair for pair in (Pair(*parts) for parts in split) if pair.kind == kind][half::2]


def found(kind: str, half: int, share: float) -> float:
    """Return which part of the pairs of a kind counts as copied at this share."""
    given = pairs(kind, half)
    return sum(pair.share >= share for pair in given) / len(given)


def test_the_pairs_are_many_and_each_once():
    every = [pair for kind in ("copy", "apart") for half in (0, 1) for pair in pairs(kind, half)]

    assert len({(pair.one, pair.other) for pair in every}) == len(every) >= 120
    assert all(likeness.grams(pair.one) for pair in every)


def test_the_share_is_the_highest_that_finds_nine_copies_of_ten():
    fitting = [share for share in SHARES if found("copy", 0, share) >= FIND]

    assert max(fitting) == likeness.COPIED
    assert found("apart", 0, likeness.COPIED) == 0


def test_on_the_other_half_it_errs_seldom(record_property):
    copies, honest = pairs("copy", 1), pairs("apart", 1)

    def is_told(pair: Pair) -> bool:
        return bool(likeness.copied({1: pair.one, 2: pair.other}, [[1, 2]] if pair.meets else []))

    right, wrong = sum(map(is_told, copies)), sum(map(is_told, honest))
    precision, recall = right / (right + wrong), right / len(copies)
    record_property("precision", round(precision, 3))
    record_property("recall", round(recall, 3))

    assert (precision, recall) == pytest.approx((1.0, 0.906), abs=0.001)
    assert precision >= 0.95
    assert recall >= 0.85


def test_citizens_texts_are_folded_more_sparingly():
    pair = next(p for p in pairs("copy", 0) if likeness.COPIED <= p.share < likeness.ALIKE)

    assert likeness.copied({1: pair.one, 2: pair.other}, [[1, 2]]) == {1, 2}
    assert not likeness.nearly_same(pair.one, pair.other)
