"""How many files may come in at once: the rest of the gateway's workers stay free for words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

FIRST_SEAT = 0x5A7A_0100  # advisory locks from here on, one for each seat


@contextmanager
def seat() -> Iterator[bool]:
    """Yield whether there is a seat free, and hold it; it falls free when its holder dies."""
    taken = next(filter(_take, range(settings.SATAARK_DOWNLOADS_AT_ONCE)), None)
    try:
        yield taken is not None
    finally:
        if taken is not None:
            _ask("SELECT pg_advisory_unlock(%s)", taken)


def _take(number: int) -> bool:
    return _ask("SELECT pg_try_advisory_lock(%s)", number)


def _ask(query: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query, [FIRST_SEAT + number])
        row = cursor.fetchone()
    return bool(row and row[0])
