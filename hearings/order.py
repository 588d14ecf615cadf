"""Who is heard next: priority, then token. Pure.

A line that dropped comes before everybody, for that caller had been called already. Whoever was
not there when called comes back once, behind those of equal standing who have not been called.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar


class Place(NamedTuple):
    """What decides where a caller stands in the queue of a day."""

    dropped: bool
    carried: bool  # waited in vain on another day
    is_first: bool  # elderly, disabled, unwell, alone, abroad
    absences: int
    token: int


Key = tuple[bool, bool, bool, int, int]
Caller = TypeVar("Caller")


def key(place: Place) -> Key:
    """Return what to sort by: the smallest is heard next."""
    return (
        not place.dropped,
        not place.carried,
        not place.is_first,
        place.absences,
        place.token,
    )


def ahead_of(place: Place, others: Iterable[Place]) -> int:
    """Return how many of `others` are heard before a caller at `place`."""
    mine = key(place)
    return sum(key(other) < mine for other in others)
