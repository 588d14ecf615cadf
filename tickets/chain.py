"""The hash chain under a history: canonical bytes of an event, and their digest. Pure."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

VERSION = b"sataark-history-1\0"


def digest(facts: dict[str, Any], *, previous: bytes) -> bytes:
    """Return SHA-256 over the previous digest and the canonical form of `facts`."""
    canonical = json.dumps(
        facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain
    ).encode()
    length = len(canonical).to_bytes(8, "big")
    return hashlib.sha256(VERSION + previous + length + canonical).digest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"A history cannot hold a {type(value).__name__}.")
