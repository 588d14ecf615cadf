"""A part of a file, as players ask for it when someone jumps to the middle. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

CHUNK = 256 * 1024
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class OutOfRange(Exception):
    """The file ends before what was asked for begins."""


@dataclass(frozen=True, slots=True)
class Span:
    first: int
    last: int  # inclusive
    whole: int  # bytes of the whole file

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    @property
    def header(self) -> str:
        return f"bytes {self.first}-{self.last}/{self.whole}"


def span(header: str, whole: int) -> Span | None:
    """Return what a Range header asks of a file of `whole` bytes; None for all of it.

    Several ranges, other units and nonsense are answered with the whole file, as HTTP allows.
    Raises OutOfRange.
    """
    asked = ONE_RANGE.fullmatch(header.strip())
    if asked is None or asked.groups() == ("", ""):
        return None
    first, last = asked.groups()
    if not first:
        length = min(int(last), whole)
        start, end = whole - length, whole - 1
    else:
        start, end = int(first), min(int(last or whole), whole - 1)
        if last and int(last) < start:
            return None
    if start >= whole or end < start:
        raise OutOfRange
    return Span(start, end, whole)


def read(file: IO[Any], part: Span | None) -> Iterator[bytes]:
    """Yield `part` of `file` (all of it when None), and close it at the end."""
    left = part.length if part else -1
    with file:
        file.seek(part.first if part else 0)
        while left and (chunk := file.read(min(CHUNK, left) if part else CHUNK)):
            left -= len(chunk) if part else 0
            yield chunk
