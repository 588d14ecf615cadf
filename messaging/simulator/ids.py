"""Identifiers that look like the real ones, telephone number inside included."""

import base64
import hashlib
import hmac
import secrets


def wamid(address: str) -> str:
    """Return a message id; like the real ones it carries the person's `address` in base64."""
    who, unique = address.encode()[:200], secrets.token_hex(10).upper().encode()
    parts = [b"\x1c\x18", bytes([len(who)]), who, b"\x15\x02\x00\x11\x18"]
    raw = b"".join([*parts, bytes([len(unique)]), unique, b"\x00"])
    return f"wamid.{base64.b64encode(raw).decode()}"


def media_id() -> str:
    return str(10**14 + secrets.randbelow(9 * 10**14))


def template_id() -> str:
    return media_id()


def trace() -> str:
    return f"A{secrets.token_urlsafe(16)}"


def bsuid(seed: str) -> str:
    """Return the business-scoped user id that belongs to `seed`, always the same one."""
    return f"IN.SYNTH{hashlib.sha256(seed.encode()).hexdigest()[:16].upper()}"


def link_signature(key: bytes, media: str, expires: int) -> str:
    return hmac.new(key, f"{media}|{expires}".encode(), hashlib.sha256).hexdigest()[:32]
