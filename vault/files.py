"""Sealed files, read and written as streams in constant memory.

    "SKF1" | kind (1) | salt (32) | [length (2) | box with the file key] | chunk | chunk | ...

The chunk key is HKDF-SHA256 of the file key and the salt. Each chunk of 1 MiB is closed with
ChaCha20-Poly1305 under the nonce `number (11) | last (1)`, so that a file cut short, lengthened or
with its chunks exchanged does not open. The box is not part of the chunk key: `reseal_stream`
can replace it when the vault's key changes, and copy the chunks as they are.
"""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vault.boxes import Context, UnableToOpen, UnableToSeal, seal, unseal
from vault.rings import KEY_BYTES, PrivateRing, PublicRing
from vault.secret import Secret

MAGIC = b"SKF1"
CHUNK = 1024 * 1024
TAG = 16

_SEALED = b"\x01"
_LOCKED = b"\x02"
_SALT = 32
_BOX_LENGTH = 2


def seal_stream(source: BinaryIO, sink: BinaryIO, *, context: Context, keys: PublicRing) -> None:
    """Lock a file for the holder of the vault's private key."""
    key = Secret(new_file_key())
    prefix = _prefix(_SEALED)
    _write_head(sink, prefix, seal(key.reveal(), context=_of_file_key(context), keys=keys))
    _close_chunks(source, sink, _cipher(key, prefix))


def unseal_stream(source: BinaryIO, sink: BinaryIO, *, context: Context, keys: PrivateRing) -> None:
    """Open a sealed file. Raises UnableToOpen; throw away what the sink has received by then."""
    prefix, box = _read_head(source)
    key = unseal(box, context=_of_file_key(context), keys=keys)
    _open_chunks(source, sink, _cipher(key, prefix))


def reseal_stream(
    source: BinaryIO, sink: BinaryIO, *, context: Context, old: PrivateRing, keys: PublicRing
) -> None:
    """Copy a sealed file so that the current key opens it; the contents are not decrypted."""
    prefix, box = _read_head(source)
    key = unseal(box, context=_of_file_key(context), keys=old)
    _write_head(sink, prefix, seal(key.reveal(), context=_of_file_key(context), keys=keys))
    while block := source.read(CHUNK):
        sink.write(block)


def lock_stream(source: BinaryIO, sink: BinaryIO, *, key: bytes) -> None:
    """Lock a file under a one-time key, for a copy that lives minutes."""
    if len(key) != KEY_BYTES:
        raise UnableToSeal("A file key has 32 bytes.")
    prefix = _prefix(_LOCKED)
    sink.write(prefix)
    _close_chunks(source, sink, _cipher(Secret(key), prefix))


def unlock_stream(source: BinaryIO, sink: BinaryIO, *, key: bytes) -> None:
    """Open a locked file. Raises UnableToOpen; throw away what the sink has received by then."""
    if len(key) != KEY_BYTES:
        raise UnableToOpen("A file key has 32 bytes.")
    _open_chunks(source, sink, _cipher(Secret(key), _read_prefix(source, _LOCKED)))


def new_file_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _of_file_key(context: Context) -> Context:
    return replace(context, purpose=f"file key|{context.purpose}")


def _prefix(kind: bytes) -> bytes:
    return MAGIC + kind + secrets.token_bytes(_SALT)


def _write_head(sink: BinaryIO, prefix: bytes, box: bytes) -> None:
    sink.write(prefix + len(box).to_bytes(_BOX_LENGTH) + box)


def _read_prefix(source: BinaryIO, kind: bytes) -> bytes:
    prefix = _read(source, len(MAGIC) + len(kind) + _SALT)
    if len(prefix) != len(MAGIC) + len(kind) + _SALT or not prefix.startswith(MAGIC + kind):
        raise UnableToOpen("This is not a file of the kind expected here.")
    return prefix


def _read_head(source: BinaryIO) -> tuple[bytes, bytes]:
    prefix = _read_prefix(source, _SEALED)
    length = int.from_bytes(_read(source, _BOX_LENGTH))
    return prefix, _read(source, length)


def _cipher(key: Secret[bytes], prefix: bytes) -> ChaCha20Poly1305:
    kdf = HKDF(SHA256(), length=KEY_BYTES, salt=prefix, info=b"sataark|vault|file|v1")
    return ChaCha20Poly1305(kdf.derive(key.reveal()))


def _close_chunks(source: BinaryIO, sink: BinaryIO, cipher: ChaCha20Poly1305) -> None:
    for number, chunk, last in _numbered(source, CHUNK):
        sink.write(cipher.encrypt(_nonce(number, last=last), chunk, None))


def _open_chunks(source: BinaryIO, sink: BinaryIO, cipher: ChaCha20Poly1305) -> None:
    for number, chunk, last in _numbered(source, CHUNK + TAG):
        try:
            plaintext = cipher.decrypt(_nonce(number, last=last), chunk, None)
        except InvalidTag:
            raise UnableToOpen("This file was changed, or belongs somewhere else.") from None
        sink.write(plaintext)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _numbered(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Chunks with their number and whether each is the last; an empty file has one, empty."""
    number, chunk = 0, _read(source, size)
    while following := _read(source, size):
        yield number, chunk, False
        number, chunk = number + 1, following
    yield number, chunk, True


def _read(source: BinaryIO, size: int) -> bytes:
    # Network and pipe streams may return less than asked for long before their end.
    parts = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
