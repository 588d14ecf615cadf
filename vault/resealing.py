"""Moving what is still needed from an old key to the current one.

The vault does not know who keeps boxes. Each app that keeps them registers, in its
`AppConfig.ready()`, a function that re-seals one batch of its own rows.
"""

from collections.abc import Iterator
from typing import Protocol

from vault.rings import PrivateRing, PublicRing


class Reseal(Protocol):
    def __call__(self, *, now_key: PublicRing, old: PrivateRing, batch: int) -> int:
        """Re-seal up to `batch` rows still sealed to a key of `old`, and commit. Return how many.

        Called until it returns 0. Safe to kill at any point: the next run goes on from there.
        """


_stores: dict[str, Reseal] = {}


def register(name: str, function: Reseal) -> None:
    if name in _stores:
        raise ValueError(f"{name} is registered for re-sealing already.")
    _stores[name] = function


def unregister(name: str) -> None:
    _stores.pop(name, None)


def stores() -> tuple[str, ...]:
    return tuple(_stores)


def reseal(name: str, *, now_key: PublicRing, old: PrivateRing, batch: int) -> Iterator[int]:
    """Re-seal one store, yielding the size of each batch as it is done."""
    while done := _stores[name](now_key=now_key, old=old, batch=batch):
        yield done
