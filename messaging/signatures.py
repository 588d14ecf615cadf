"""The signature on a webhook's raw bytes."""

import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "sha256="


def signature_is_valid(raw: bytes, header: str, secrets: Sequence[str]) -> bool:
    """Say whether `header` is the HMAC-SHA256 of `raw` under one of `secrets`, exactly as sent.

    Compared as bytes in constant time: on text the comparison would raise for non-ASCII input,
    and a hostile header would become an error page.
    """
    if not header.startswith(PREFIX):
        return False
    claimed = header.removeprefix(PREFIX).encode()
    genuine = (
        hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest().encode() for secret in secrets
    )
    return any([hmac.compare_digest(claimed, expected) for expected in genuine])
