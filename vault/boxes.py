"""Sealed boxes: whoever has the public key can lock, only the private key opens.

HPKE (RFC 9180, base mode) of `cryptography`. A box is

    "SKV1" | suite (1) | key id (8) | encapsulated key (32) | ciphertext and tag

and its HPKE `info` is the header and the context, each preceded by its length. A box moved to
another row, column, purpose or key therefore does not open.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from vault import padding
from vault.rings import KEY_ID_BYTES, PrivateRing, PublicRing
from vault.secret import Secret

MAGIC = b"SKV1"
SUITE_1 = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

_SUITE_1_BYTE = b"\x01"
_HEADER = len(MAGIC) + len(_SUITE_1_BYTE) + KEY_ID_BYTES
_ENCAPSULATED = 32
_TAG = 16
SMALLEST_BOX = _HEADER + _ENCAPSULATED + padding.SMALL_STEP + _TAG
LARGEST_BOX = _HEADER + _ENCAPSULATED + padding.LARGEST + _TAG


class UnableToSeal(Exception):
    """Nothing was sealed; the message is one sentence without contents."""


class UnableToOpen(Exception):
    """The box stays shut; the message is one sentence without contents."""


@dataclass(frozen=True)
class Context:
    """What a box is for and where it lies: purpose, "app.model.column", and the row's own id."""

    purpose: str
    place: str
    row: str

    def __post_init__(self) -> None:
        if not (self.purpose and self.place and self.row):
            raise ValueError("A context needs a purpose, a place and a row.")


def seal(plaintext: bytes, *, context: Context, keys: PublicRing) -> bytes:
    """Lock for the current key. Raises UnableToSeal from 16 MiB on (vault.files has no limit)."""
    if not padding.fits(plaintext):
        raise UnableToSeal("This is too long for one box.")
    header = MAGIC + _SUITE_1_BYTE + bytes.fromhex(keys.current_id)
    sealed = SUITE_1.encrypt(padding.pad(plaintext), keys.current, info(header, context))
    return header + sealed


def unseal(box: bytes, *, context: Context, keys: PrivateRing) -> Secret[bytes]:
    """Open with whichever key of the ring the box names. Raises UnableToOpen."""
    name = key_id_of(box)
    key = keys.find(name)
    if key is None:
        raise UnableToOpen(f"The key {name}, to which this box was sealed, is not on this ring.")
    try:
        padded = Secret(SUITE_1.decrypt(box[_HEADER:], key, info(box[:_HEADER], context)))
    except InvalidTag:
        raise UnableToOpen("This box was changed, or belongs somewhere else.") from None
    plaintext = padding.unpad(padded.reveal())
    if plaintext is None:
        raise UnableToOpen("This box was not packed by this vault.")
    return Secret(plaintext)


def key_id_of(box: bytes) -> str:
    """The id of the key a box was sealed to. Raises UnableToOpen for what is not a box at all."""
    if not SMALLEST_BOX <= len(box) <= LARGEST_BOX:
        raise UnableToOpen("This has not the length of a sealed box.")
    if box[: len(MAGIC)] != MAGIC:
        raise UnableToOpen("This is not a sealed box.")
    if box[len(MAGIC) : len(MAGIC) + 1] != _SUITE_1_BYTE:
        raise UnableToOpen("This box was sealed in a way this vault does not know.")
    return bytes(box[_HEADER - KEY_ID_BYTES : _HEADER]).hex()


def info(header: bytes, context: Context) -> bytes:
    """What HPKE binds the box to, without which it cannot be opened."""
    return b"".join(_with_lengths(header, context.purpose, context.place, context.row))


def _with_lengths(header: bytes, *words: str) -> Iterator[bytes]:
    for part in (header, *(word.encode() for word in words)):
        yield len(part).to_bytes(4)
        yield part
