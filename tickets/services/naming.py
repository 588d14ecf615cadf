"""The name a citizen gives to be heard by: sealed and kept by whoever lets citizens be heard."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Keeper(Protocol):
    def can_be_kept(self) -> bool: ...

    def sealed_name(self, name: str) -> str: ...

    def keep_told(self, *, ticket_id: int, sealed: str, at: datetime) -> None: ...

    def forget_told(self, *, ticket_ids: Sequence[int]) -> None: ...


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Let `keeper` have the names; the last one registered is asked."""
    _keepers.append(keeper)


def is_asked_for() -> bool:
    """Say whether a name could be kept here; where not, nobody is asked for one."""
    return bool(_keepers) and _keepers[-1].can_be_kept()


def seal(name: str) -> str:
    """Return a name as text that only whoever shows it can read."""
    return _keepers[-1].sealed_name(name)


def keep(*, ticket_id: int, sealed: str, at: datetime) -> None:
    """Keep a sealed name for whoever hears the citizen of this ticket."""
    _keepers[-1].keep_told(ticket_id=ticket_id, sealed=sealed, at=at)


def forget(*, ticket_ids: Sequence[int]) -> None:
    """Destroy the names told for these tickets. Safe to repeat."""
    if _keepers:
        _keepers[-1].forget_told(ticket_ids=ticket_ids)
