"""How long things took, as counts in fixed log-spaced buckets: two histograms add up to one. Pure.

Twenty-four buckets to every factor of ten, from one second to three years. A value read back is
the middle of its bucket, by ratio, so it is never further than `ERROR` from what was put in.
"""

from bisect import bisect_right
from collections.abc import Mapping

TO_TEN = 24  # buckets to a factor of ten
BOUNDS = tuple(10 ** (step / TO_TEN) for step in range(8 * TO_TEN + 1))  # seconds
ERROR = 10 ** (1 / (2 * TO_TEN)) - 1  # relative: 4.9 %; beyond the bounds there is none


def bucket(seconds: float) -> int:
    """Return the number of the bucket of a span; 0 for less than a second."""
    return bisect_right(BOUNDS, seconds)


def middle(number: int) -> float:
    """Return the seconds for which a bucket stands."""
    if number <= 0:
        return 0.0
    return BOUNDS[number - 1] * (1 + ERROR)


def percentile(counts: Mapping[int, int], fraction: float) -> float | None:
    """Return seconds as PostgreSQL's percentile_cont would, within ERROR; None for no counts."""
    total = sum(counts.values())
    if not total:
        return None
    place = fraction * (total - 1)
    below = int(place)
    low, high = _at(counts, below), _at(counts, min(below + 1, total - 1))
    return low + (high - low) * (place - below)


def _at(counts: Mapping[int, int], place: int) -> float:
    """Return the value at `place`, from 0, of all values in order."""
    passed = 0
    for number in sorted(counts):
        passed += counts[number]
        if passed > place:
            return middle(number)
    raise IndexError(place)
