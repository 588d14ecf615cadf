"""Padding, so that the length of a box says little about what is in it."""

SMALL_STEP = 64
SMALL_END = 256
LARGE_START = 1024
LARGE_STEP = 4
LARGEST = 16 * 1024 * 1024

_MARK = b"\x80"


def bucket(length: int) -> int:
    """The padded length: a multiple of 64 up to 256, then 1, 4, 16, 64 … KiB up to 16 MiB."""
    if length <= SMALL_END:
        return -(-length // SMALL_STEP) * SMALL_STEP
    size = LARGE_START
    while size < length:
        size *= LARGE_STEP
    return size


def fits(plaintext: bytes) -> bool:
    return len(plaintext) < LARGEST


def pad(plaintext: bytes) -> bytes:
    return (plaintext + _MARK).ljust(bucket(len(plaintext) + 1), b"\0")


def unpad(padded: bytes) -> bytes | None:
    """The plaintext, or None where `pad` cannot have made this.

    None rather than an exception, whose traceback would carry the plaintext in its frames.
    """
    marked = padded.rstrip(b"\0")
    if not marked.endswith(_MARK) or len(padded) != bucket(len(marked)):
        return None
    return marked[:-1]
