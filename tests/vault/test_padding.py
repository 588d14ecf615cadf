"""The length of a box says little about its contents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import padding

KIB = 1024


@pytest.mark.parametrize(
    ("length", "padded"),
    [
        (0, 64),
        (63, 64),
        (64, 128),
        (127, 128),
        (191, 192),
        (255, 256),
        (256, KIB),
        (KIB - 1, KIB),
        (KIB, 4 * KIB),
        (4 * KIB, 16 * KIB),
        (3 * KIB * KIB, 4 * KIB * KIB),
        (16 * KIB * KIB - 1, 16 * KIB * KIB),
    ],
)
def test_lengths_fall_into_a_few_buckets(length, padded):
    assert len(padding.pad(b"x" * length)) == padded


@given(st.binary(max_size=3000))
def test_padding_comes_off_again(plaintext):
    assert padding.unpad(padding.pad(plaintext)) == plaintext


@given(st.binary(max_size=300), st.integers(max_value=5, min_value=0))
def test_contents_that_look_like_padding_survive(plaintext, marks):
    plaintext += b"\x80" * marks + b"\0" * marks

    assert padding.unpad(padding.pad(plaintext)) == plaintext


@pytest.mark.parametrize(
    "padded",
    [b"", b"\0" * 64, b"x" * 64, b"\x80", b"\x80".ljust(65, b"\0"), b"\x80".ljust(128, b"\0")],
)
def test_what_was_not_padded_here_is_refused(padded):
    assert padding.unpad(padded) is None


def test_sixteen_mebibytes_are_too_many():
    assert padding.fits(bytes(padding.LARGEST - 1))
    assert not padding.fits(bytes(padding.LARGEST))
