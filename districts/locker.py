"""Small secrets of officers, kept so that a copy of the database alone gives none away.

The keys come from SECRET_KEY, one for each use; see docs/adr/0013.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


class UnableToUnlock(Exception):
    """Sealed under a SECRET_KEY this process does not know, or for another place."""


def lock(secret: bytes, *, place: str) -> bytes:
    """Return `secret` sealed for `place`; a box moved to another place does not open."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    key = next(_keys("seal"))
    return nonce + AESGCM(key).encrypt(nonce, secret, place.encode())


def unlock(box: bytes, *, place: str) -> bytes:
    """Return what was sealed for `place`, also under a former SECRET_KEY still listed.

    Raises UnableToUnlock.
    """
    nonce, sealed = box[:NONCE_BYTES], box[NONCE_BYTES:]
    for key in _keys("seal"):
        try:
            return AESGCM(key).decrypt(nonce, sealed, place.encode())
        except (InvalidTag, ValueError):
            continue
    raise UnableToUnlock("A sealed secret does not open.")


def marks(text: str, *, place: str) -> list[str]:
    """Return the keyed hashes `text` may be kept under at `place`, today's first."""
    said = f"{place}\n{text}".encode()
    return [hmac.new(key, said, hashlib.sha256).hexdigest() for key in _keys("mark")]


def _keys(use: str) -> Iterator[bytes]:
    for text in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        derived = HKDF(SHA256(), 32, salt=None, info=f"sataark officers {use} 1".encode())
        yield derived.derive(text.encode())
