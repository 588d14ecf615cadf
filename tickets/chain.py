"""The hash chain under a history: canonical bytes of an event, and their digest. Pure."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

VERSION = b"sataark-history-1\0"
SEAL_VERSION = b"sataark-seal-1\0"
HALVES = re.compile("[\ud800-\udfff]")  # of surrogate pairs


class NotHistory(TypeError):
    """This value would not come back from the database exactly as it went in."""


@dataclass(frozen=True)
class Seal:
    """A digest over a run of events, in the order of their keys, chained to the seal before."""

    first: int
    last: int
    count: int
    previous: bytes
    digest: bytes


def digest(facts: dict[str, Any], *, previous: bytes) -> bytes:
    """Return SHA-256 over the previous digest and the canonical form of `facts`."""
    canonical = json.dumps(
        plain(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode()
    return hashlib.sha256(VERSION + _framed(previous) + _framed(canonical)).digest()


def seal(events: Iterable[tuple[int, bytes]], *, previous: bytes, made_at: datetime) -> Seal | None:
    """Return the seal over (key, digest) pairs in ascending order, or None when there are none."""
    first = last = count = 0
    running = hashlib.sha256()
    for key, event_digest in events:
        running.update(key.to_bytes(8, "big") + _framed(event_digest))
        first, last, count = first or key, key, count + 1
    if not count:
        return None
    moment = str(plain(made_at)).encode()
    sealed = SEAL_VERSION + _framed(previous) + _framed(moment) + running.digest()
    return Seal(first, last, count, previous, hashlib.sha256(sealed).digest())


def plain(value: Any) -> Any:
    """Return `value` as the database will give it back: moments as UTC text, tuples as lists.

    Raises NotHistory for what JSON in PostgreSQL would change or refuse: numbers with a
    fraction, NUL, halves of a surrogate pair, keys that are not text, moments without a zone.
    """
    match value:
        case str():
            return _storable(str.__str__(value))
        case None | bool():
            return value
        case int():
            return int(value)
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case list() | tuple():
            return [plain(item) for item in value]
        case dict() if all(isinstance(key, str) for key in value):
            return {_storable(str.__str__(key)): plain(item) for key, item in value.items()}
    raise NotHistory(f"A history cannot hold a {type(value).__name__}.")


def _storable(text: str) -> str:
    if not text.isascii() and HALVES.search(text) or "\0" in text:
        raise NotHistory("A history cannot hold NUL or half a surrogate pair.")
    return text


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(8, "big") + data
