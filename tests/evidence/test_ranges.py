"""Players ask for parts of a file; nonsense gets the whole of it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import ranges

DATA = bytes(range(100))


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, 99),
        ("bytes=10-19", 10, 19),
        ("bytes=10-5000", 10, 99),
        ("bytes=99-99", 99, 99),
        ("bytes=-5", 95, 99),
        ("bytes=-5000", 0, 99),
        (" bytes=1-2 ", 1, 2),
    ],
)
def test_one_part(header, first, last):
    part = ranges.span(header, len(DATA))

    assert (part.first, part.last) == (first, last)
    assert part.header == f"bytes {first}-{last}/100"
    assert b"".join(ranges.read(io.BytesIO(DATA), part)) == DATA[first : last + 1]


@pytest.mark.parametrize(
    "header",
    ["", "bytes=", "bytes=-", "bytes=a-b", "bytes=0-1,5-6", "lines=0-1", "bytes=9-3", "bytes=--1"],
)
def test_anything_else_is_the_whole(header):
    assert ranges.span(header, len(DATA)) is None
    assert b"".join(ranges.read(io.BytesIO(DATA), None)) == DATA


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=9999999-"])
def test_beyond_the_end(header):
    with pytest.raises(ranges.OutOfRange):
        ranges.span(header, len(DATA))


@given(st.text(max_size=30) | st.from_regex(r"bytes=\d{0,3}-\d{0,3}", fullmatch=True))
def test_no_header_breaks_it(header):
    try:
        part = ranges.span(header, len(DATA))
    except ranges.OutOfRange:
        return
    assert part is None or 0 <= part.first <= part.last < len(DATA)


def test_the_file_is_closed_at_the_end():
    file = io.BytesIO(DATA)

    list(ranges.read(file, ranges.Span(0, 9, 100)))

    assert file.closed
