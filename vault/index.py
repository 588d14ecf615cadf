"""Keyed indexes: find a row by a value without keeping the value.

A plain hash of a phone number can be searched in hours, because there are few phone numbers. This
holds only while the key is secret, so the key lives with the private keys, not in the web process.
"""

import hmac

from vault.rings import KEY_BYTES
from vault.secret import Secret

_DOMAIN = b"sataark|vault|index|v1|"


def index(value: str, *, purpose: str, key: Secret[bytes]) -> bytes:
    """Thirty-two bytes, the same for the same value and purpose, unlinkable across purposes."""
    if len(key.reveal()) < KEY_BYTES:
        raise ValueError("An index key has 32 bytes.")
    label = purpose.encode()
    # surrogatepass: an encoding error would carry the value in its message.
    octets = value.encode("utf-8", "surrogatepass")
    message = _DOMAIN + len(label).to_bytes(4) + label + octets
    return hmac.digest(key.reveal(), message, "sha256")
