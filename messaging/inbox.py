"""Stored deliveries become messages: opened, split, kept once for ever, nothing left over.

One splitter works at a time; a part that fails stays behind while the rest flows.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, chain, takewhile
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Length

from messaging import letterbox, quarantine
from messaging.models import Delivery, Quarantined
from messaging.parts import Lines, NotReadable, Part, parts_of, read_body
from messaging.reading import Reading
from vault.boxes import UnableToOpen, unseal
from vault.rings import index_key, private_ring

log = logging.getLogger(__name__)

SPLITTER = 0x5A7A_0001  # advisory lock
LAST_ATTEMPT = 5  # from this one on, each part is set aside before it is tried
HOPELESS = 12  # attempts after which not even the parts can be told
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)
AT_ONCE = 50  # fresh deliveries taken in one transaction
BYTES_AT_ONCE = 4_000_000  # of their bodies together; one alone may be larger


@dataclass(frozen=True, slots=True)
class Opened:
    """A delivery and those of its parts that are still to be taken."""

    delivery: Delivery
    left: Sequence[Part]
    keeps_box: bool


def read_deliveries(*, now: datetime) -> list[int]:
    """Split all unread deliveries; return the conversations that have new messages waiting.

    Safe to repeat and to kill anywhere. Raises vault.rings.KeysMissing before touching
    anything when this process may not open boxes.
    """
    return list(dict.fromkeys(chain.from_iterable(stream_deliveries(now=now))))


def stream_deliveries(*, now: datetime) -> Iterator[list[int]]:
    """As `read_deliveries`, yielding as it goes; nothing is read before the first `next`."""
    private_ring(), index_key()
    # Asked without the lock: whoever holds it asks again after letting it go, so that a
    # delivery stored meanwhile is read by one or the other.
    while Delivery.objects.unread(now).exists():
        claimed = _claim(now)
        if claimed is None:
            return
        yield _read(claimed, now)


def _claim(now: datetime) -> list[Delivery] | None:
    """Take the oldest unread deliveries, or None while another splitter is at work.

    Fresh ones come together, as many as fit; one that was tried before comes alone. The
    attempt is counted before anything is tried: a part may kill the process.
    """
    with transaction.atomic():
        if not _lock("pg_try_advisory_xact_lock"):
            return None
        unread = Delivery.objects.unread(now).values_list("pk", "attempts", Length("box"))
        rows, tried = _first_together(list(unread[:AT_ONCE]))
        pause = min(FIRST_PAUSE * 2 ** min(tried, 8), LONGEST_PAUSE)
        claimed = Delivery.objects.filter(pk__in=rows).order_by("pk")
        claimed.update(attempts=tried + 1, next_attempt_at=now + pause)
        return list(claimed)


def _first_together(unread: Sequence[tuple[int, int, int | None]]) -> tuple[list[int], int]:
    """Of (row, attempts, bytes), return the rows to be read now and their attempts so far."""
    tried = unread[0][1] if unread else 0
    if tried:
        return [unread[0][0]], tried
    fresh = list(takewhile(lambda row: not row[1], unread))
    fitting = sum(size <= BYTES_AT_ONCE for size in accumulate(size or 0 for *_, size in fresh))
    return [row for row, *_ in fresh[: max(fitting, 1)]], tried


def _read(claimed: Iterable[Delivery], now: datetime) -> list[int]:
    lines: Lines = {}
    opened = [one for one in (_opened(delivery, lines, now) for delivery in claimed) if one]
    reading = Reading(now)
    if any(one.delivery.attempts >= LAST_ATTEMPT for one in opened):
        for one in opened:
            _read_carefully(reading, one)
    else:
        _read_together(reading, opened)
    return list(reading.conversations)


def _opened(delivery: Delivery, lines: Lines, now: datetime) -> Opened | None:
    try:
        raw = _open(delivery)
    except UnableToOpen:
        # its key may come back; what is behind it does not wait
        log.error("delivery cannot be opened", extra={"delivery": delivery.pk})
        return None
    try:
        parts = _parts(delivery, raw, lines)
    except NotReadable as problem:
        _set_aside_whole(delivery, raw, problem.reason, now)
        return None
    left = [part for part in parts if delivery.left is None or part.place in delivery.left]
    # news of the account names no citizen, and waits for whoever will act on it
    keeps_box = bool(parts) and all(part.kind == "news" for part in parts)
    return Opened(delivery, left, keeps_box)


def _parts(delivery: Delivery, raw: bytes, lines: Lines) -> list[Part]:
    if delivery.attempts > HOPELESS and delivery.left is None:
        raise NotReadable(Quarantined.Reason.KEEPS_FAILING)
    return list(parts_of(read_body(raw), delivery, lines))


def _read_together(reading: Reading, opened: Iterable[Opened]) -> None:
    with transaction.atomic():
        mine = _still_claimed([one.delivery for one in opened])
        opened = [one for one in opened if one.delivery.pk in mine]
        failed = reading.take([part for one in opened for part in one.left])
        for one in opened:
            places = [part.place for part in failed if part.delivery is one.delivery]
            if places:
                _save(reading, [one.delivery], left=places)
        _settle(reading, [one for one in opened if one.delivery not in _deliveries(failed)])


def _read_carefully(reading: Reading, opened: Opened) -> None:
    """Take parts in transactions of their own, each already set aside when it is tried.

    A part that kills the process is in quarantine then, and is not tried again.
    """
    left, delivery = list(opened.left), opened.delivery
    while left:
        part, *left = left
        with transaction.atomic():
            if not _still_claimed([delivery]):
                return
            _set_aside(reading, part)
            _save(reading, [delivery], left=[part.place for part in left])
        with transaction.atomic():
            _lock("pg_advisory_xact_lock")
            if part.kind != "refused" and not reading.take([part]):
                _take_back(reading, part)
            else:
                quarantine.alarm(delivery, place=part.place)
            _save(reading, [delivery])
    with transaction.atomic():
        if _still_claimed([delivery]):
            _settle(reading, [opened])


def _set_aside(reading: Reading, part: Part) -> None:
    reason = part.reason or Quarantined.Reason.KEEPS_FAILING
    kept = quarantine.keep(
        part.delivery, place=part.place, reason=reason, raw=part.raw, now=reading.now
    )
    reading.count(part.delivery, "quarantined", kept)


def _take_back(reading: Reading, part: Part) -> None:
    part.delivery.quarantine.filter(place=part.place).delete()
    reading.count(part.delivery, "quarantined", -1)


def _set_aside_whole(
    delivery: Delivery, raw: bytes, reason: Quarantined.Reason, now: datetime
) -> None:
    with transaction.atomic():
        if not _still_claimed([delivery]):
            return
        reading = Reading(now)
        kept = quarantine.keep(delivery, place="body", reason=reason, raw=raw, now=now)
        quarantine.alarm(delivery, place="body")
        reading.count(delivery, "quarantined", kept)
        _settle(reading, [Opened(delivery, [], keeps_box=False)])


def _settle(reading: Reading, opened: Iterable[Opened]) -> None:
    """Write the ledger of deliveries with nothing left; their boxes are emptied."""
    kept = [one.delivery for one in opened if one.keeps_box]
    emptied = [one.delivery for one in opened if not one.keeps_box]
    _save(reading, kept, left=None, read_at=reading.now)
    _save(reading, emptied, left=None, read_at=reading.now, box=None)


def _save(reading: Reading, deliveries: Iterable[Delivery], **values: Any) -> None:
    """Store `values` and what was counted, with one statement for all that are alike."""
    alike: dict[tuple[tuple[str, int], ...], list[int]] = defaultdict(list)
    for delivery in deliveries:
        alike[tuple(sorted(reading.counts_of(delivery).items()))].append(delivery.pk)
    for counts, rows in alike.items():
        added = {column: F(column) + number for column, number in counts}
        if added or values:
            Delivery.objects.filter(pk__in=rows).update(**added, **values)


def _open(delivery: Delivery) -> bytes:
    box = unseal(
        bytes(delivery.box or b""),
        context=letterbox.context(delivery.box_id),
        keys=private_ring(),
    )
    return box.reveal()


def _still_claimed(deliveries: Iterable[Delivery]) -> set[int]:
    """Take the splitter's lock; return the rows that nobody has claimed after us."""
    _lock("pg_advisory_xact_lock")
    claims = {delivery.pk: delivery.attempts for delivery in deliveries}
    unread = Delivery.objects.filter(pk__in=claims, read_at=None).select_for_update()
    now_claimed = unread.values_list("pk", "attempts")
    return {row for row, attempts in now_claimed if attempts == claims[row]}


def _deliveries(parts: Iterable[Part]) -> list[Delivery]:
    return [part.delivery for part in parts]


def _lock(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [SPLITTER])
        row = cursor.fetchone()
    return row is not None and row[0] is not False
