"""The talk on a ticket as an officer may know of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from messaging.models import ThreadEntry
from tickets import blocks

Told = ThreadEntry.Told
# known from the first moment, so they say nothing of when a phone rang
AT_ONCE = frozenset({Told.NOTHING, Told.WAITING, Told.NO_ADDRESS, Told.SILENT, Told.TAKEN_BACK})


@dataclass(frozen=True)
class Said:
    entry: ThreadEntry
    hours: int  # the citizen's moment is known to so many hours; 0: exactly
    fate: ThreadEntry.Told


def seen(entries: Iterable[ThreadEntry], *, hours: int, now: datetime) -> Iterator[Said]:
    """Yield the entries as seen by somebody who sees the citizen in blocks of `hours`.

    What became of our own words shows when the block in which it became so has ended: else a
    page that says "told" the moment a phone rings would say whose phone it was.
    """
    for entry in entries:
        is_citizens = entry.side == ThreadEntry.Side.CITIZEN
        yield Said(entry, hours if is_citizens else 0, _fate(entry, hours, now))


def _fate(entry: ThreadEntry, hours: int, now: datetime) -> ThreadEntry.Told:
    fate = Told(entry.told)
    if not hours or fate in AT_ONCE or entry.told_at is None:
        return fate
    return fate if blocks.end(entry.told_at, hours) <= now else Told.WAITING
