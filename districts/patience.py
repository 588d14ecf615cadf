"""Growing delays between tries to sign in, so that guessing is slow and nobody is locked out.

Counted per service number and address: an enemy who guesses at a chief's password from
somewhere else does not keep the chief out. A high count from one address slows that address,
but only by seconds, because a whole office may share it.
"""

import hashlib
import ipaddress
import unicodedata
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection, transaction

REMEMBERED_SECONDS = 60 * 60
FIRST_DELAY_SECONDS = 10
LONGEST_NUMBER = 200  # characters


class Limit(NamedTuple):
    free: int  # tries before the first delay
    longest_seconds: int


BY_PAIR = Limit(free=5, longest_seconds=15 * 60)
# wherever they come from: whoever tries codes has the password already
BY_CODE = Limit(free=5, longest_seconds=15 * 60)
BY_ADDRESS = Limit(free=60, longest_seconds=30)


def admit(*, number: str, address: str, now: datetime) -> int:
    """Count one try and return 0, or return the seconds to wait and count nothing.

    Counts before the password is looked at, one try at a time, so that tries made at the same
    moment in several processes are all counted.
    """
    return _admit([(_key(number, address), BY_PAIR), (_key("", address), BY_ADDRESS)], now)


def admit_code(*, officer_id: int, now: datetime) -> int:
    """Count one try at an officer's code, or password again, as `admit` does."""
    return _admit([(_code_key(officer_id), BY_CODE)], now)


def forget_codes(*, officer_id: int) -> None:
    """Start afresh after a right code."""
    cache.delete(_code_key(officer_id))


def _admit(counters: list[tuple[str, Limit]], now: datetime) -> int:
    with transaction.atomic():
        for key, _limit in counters:
            _lock(key)
        states = [cache.get(key, (0, 0.0)) for key, _limit in counters]
        wait = max(until for _tries, until in states) - now.timestamp()
        if wait > 0:
            return int(wait) + 1
        for (key, limit), (tries, _until) in zip(counters, states, strict=True):
            until = now.timestamp() + _delay(tries + 1, limit)
            cache.set(key, (tries + 1, until), REMEMBERED_SECONDS)
    return 0


def forget(*, number: str, address: str) -> None:
    """Start afresh for this officer at this address, after the right password.

    The address gets this one try back: a whole office signs in from it when duty begins.
    """
    cache.delete(_key(number, address))
    key = _key("", address)
    with transaction.atomic():
        _lock(key)
        tries, until = cache.get(key, (0, 0.0))
        cache.set(key, (max(tries - 1, 0), until), REMEMBERED_SECONDS)


def _lock(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _delay(tries: int, limit: Limit) -> int:
    """Return the seconds before the next try: none at first, then 10, 20, 40 …"""
    if tries < limit.free:
        return 0
    return min(FIRST_DELAY_SECONDS * 2 ** min(tries - limit.free, 20), limit.longest_seconds)


def _key(number: str, address: str) -> str:
    # hashed: neither numbers nor addresses lie about in the cache, and any length fits
    pair = f"{_as_signed_in(number)}|{_network(address)}".encode()
    return f"signing-in-{hashlib.sha256(pair).hexdigest()}"


def _code_key(officer_id: int) -> str:
    return f"code-of-{officer_id}"


def _as_signed_in(number: str) -> str:
    """Return one spelling for all that the form takes for one number: wide letters, for one."""
    return unicodedata.normalize("NFKC", number.strip()[:LONGEST_NUMBER]).strip().casefold()


def _network(address: str) -> str:
    """Return what one customer holds: an IPv4 address, or the first half of an IPv6 one."""
    try:
        known = ipaddress.IPv6Address(address)
    except ValueError:
        return address
    return str(known.ipv4_mapped or ipaddress.IPv6Network((known, 64), strict=False))
