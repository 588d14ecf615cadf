"""Stored deliveries become messages: opened, split, kept once for ever, nothing left over.

One splitter works at a time; a part that fails stays behind while the rest flows.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from messaging import letterbox, quarantine
from messaging.models import Delivery, Quarantined
from messaging.parts import NotReadable, Part, parts_of, read_body
from messaging.reading import Reading
from vault.boxes import UnableToOpen, unseal
from vault.rings import index_key, private_ring

log = logging.getLogger(__name__)

SPLITTER = 0x5A7A_0001  # advisory lock
LAST_ATTEMPT = 5  # from this one on, each part is set aside before it is tried
HOPELESS = 12  # attempts after which not even the parts can be told
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)


def read_deliveries(*, now: datetime) -> list[int]:
    """Split all unread deliveries; return the conversations that have new messages waiting.

    Safe to repeat and to kill anywhere. Raises vault.rings.KeysMissing before touching
    anything when this process may not open boxes.
    """
    return list(dict.fromkeys(stream_deliveries(now=now)))


def stream_deliveries(*, now: datetime) -> Iterator[int]:
    """As `read_deliveries`, yielding as it goes; nothing is read before the first `next`."""
    private_ring(), index_key()
    # Asked without the lock: whoever holds it asks again after letting it go, so that a
    # delivery stored meanwhile is read by one or the other.
    while Delivery.objects.unread(now).exists():
        claimed = _claim(now)
        if claimed is None:
            return
        yield from _read(claimed, now)


def _claim(now: datetime) -> Delivery | None:
    """Take the oldest unread delivery, or None while another splitter is at work.

    The attempt is counted before anything is tried: a part may kill the process.
    """
    with transaction.atomic():
        if not _lock("pg_try_advisory_xact_lock"):
            return None
        delivery = Delivery.objects.unread(now).select_for_update().first()
        if delivery is None:
            return None
        delivery.attempts += 1
        pause = min(FIRST_PAUSE * 2 ** min(delivery.attempts - 1, 8), LONGEST_PAUSE)
        delivery.next_attempt_at = now + pause
        delivery.save(update_fields=["attempts", "next_attempt_at"])
    return delivery


def _read(delivery: Delivery, now: datetime) -> list[int]:
    try:
        raw = _open(delivery)
    except UnableToOpen:
        # its key may come back; what is behind it does not wait
        log.error("delivery cannot be opened", extra={"delivery": delivery.pk})
        return []
    try:
        parts = _parts(delivery, raw)
    except NotReadable as problem:
        _set_aside_whole(delivery, raw, problem.reason, now)
        return []
    reading = Reading(delivery, now)
    left = [part for part in parts if delivery.left is None or part.place in delivery.left]
    # news of the account names no citizen, and waits for whoever will act on it
    keeps_box = bool(parts) and all(part.kind == "news" for part in parts)
    if delivery.attempts < LAST_ATTEMPT:
        with transaction.atomic():
            if _is_mine(delivery):
                _settle(reading, left=reading.take(left), keeps_box=keeps_box)
    else:
        _read_carefully(reading, left, keeps_box=keeps_box)
    return list(reading.conversations)


def _parts(delivery: Delivery, raw: bytes) -> list[Part]:
    if delivery.attempts > HOPELESS and delivery.left is None:
        raise NotReadable(Quarantined.Reason.KEEPS_FAILING)
    return list(parts_of(read_body(raw), delivery))


def _read_carefully(reading: Reading, left: list[Part], *, keeps_box: bool) -> None:
    """Take parts in transactions of their own, each already set aside when it is tried.

    A part that kills the process is in quarantine then, and is not tried again.
    """
    while left:
        part, *left = left
        with transaction.atomic():
            if not _is_mine(reading.delivery):
                return
            _set_aside(reading, part)
            _save(reading, left=[part.place for part in left])
        with transaction.atomic():
            _lock("pg_advisory_xact_lock")
            if part.kind != "refused" and not reading.take([part]):
                _take_back(reading, part)
            else:
                quarantine.alarm(reading.delivery, place=part.place)
            _save(reading)
    with transaction.atomic():
        if _is_mine(reading.delivery):
            _settle(reading, left=[], keeps_box=keeps_box)


def _set_aside(reading: Reading, part: Part) -> None:
    reason = part.reason or Quarantined.Reason.KEEPS_FAILING
    kept = quarantine.keep(
        reading.delivery, place=part.place, reason=reason, raw=part.raw, now=reading.now
    )
    reading.counted["quarantined"] += kept


def _take_back(reading: Reading, part: Part) -> None:
    reading.delivery.quarantine.filter(place=part.place).delete()
    reading.counted["quarantined"] -= 1


def _set_aside_whole(
    delivery: Delivery, raw: bytes, reason: Quarantined.Reason, now: datetime
) -> None:
    with transaction.atomic():
        if not _is_mine(delivery):
            return
        reading = Reading(delivery, now)
        kept = quarantine.keep(delivery, place="body", reason=reason, raw=raw, now=now)
        quarantine.alarm(delivery, place="body")
        reading.counted["quarantined"] += kept
        _settle(reading, left=[], keeps_box=False)


def _settle(reading: Reading, *, left: list[Part], keeps_box: bool) -> None:
    """Write the ledger; a delivery with nothing left is read, and its box is emptied."""
    if left:
        _save(reading, left=[part.place for part in left])
    else:
        emptied: dict[str, Any] = {} if keeps_box else {"box": None}
        _save(reading, left=None, read_at=reading.now, **emptied)


def _save(reading: Reading, **values: Any) -> None:
    counts = {column: F(column) + number for column, number in reading.counted.items() if number}
    if counts or values:
        Delivery.objects.filter(pk=reading.delivery.pk).update(**counts, **values)
    reading.counted.clear()


def _open(delivery: Delivery) -> bytes:
    box = unseal(
        bytes(delivery.box or b""),
        context=letterbox.context(delivery.box_id),
        keys=private_ring(),
    )
    return box.reveal()


def _is_mine(delivery: Delivery) -> bool:
    """Take the splitter's lock; say whether nobody has claimed the delivery after us."""
    _lock("pg_advisory_xact_lock")
    same = Delivery.objects.filter(pk=delivery.pk, read_at=None, attempts=delivery.attempts)
    return same.select_for_update().exists()


def _lock(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [SPLITTER])
        row = cursor.fetchone()
    return row is not None and row[0] is not False
