"""Files are sealed as streams: whole, in order, in little memory, or not opened."""

import io
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import files
from vault.boxes import UnableToOpen, UnableToSeal, key_id_of, unseal
from vault.files import CHUNK, TAG
from vault.rings import PrivateRing

PRIVATE = PrivateRing.generate()
PUBLIC = PRIVATE.public()
KEY = files.new_file_key()
SMALL = 64
HEAD_LOCKED = 4 + 1 + 32
HEAD_SEALED = HEAD_LOCKED + 2 + 125


class Dripping(io.BytesIO):
    """A stream that, like a socket, gives less than it is asked for."""

    def read(self, size=-1):
        return super().read(min(size, 7) if size > 0 else size)


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(files, "CHUNK", SMALL)


def locked(plaintext, key=KEY):
    sink = io.BytesIO()
    files.lock_stream(io.BytesIO(plaintext), sink, key=key)
    return sink.getvalue()


def unlocked(stored, key=KEY):
    sink = io.BytesIO()
    files.unlock_stream(io.BytesIO(stored), sink, key=key)
    return sink.getvalue()


def sealed(plaintext, context, keys=PUBLIC):
    sink = io.BytesIO()
    files.seal_stream(io.BytesIO(plaintext), sink, context=context, keys=keys)
    return sink.getvalue()


def unsealed(stored, context, keys=PRIVATE):
    sink = io.BytesIO()
    files.unseal_stream(io.BytesIO(stored), sink, context=context, keys=keys)
    return sink.getvalue()


def chunks_of(stored, head, size):
    body = stored[head:]
    step = size + TAG
    return stored[:head], [body[at : at + step] for at in range(0, len(body), step)]


def assert_shut(open_it, stored, *args):
    with pytest.raises(UnableToOpen) as refusal:
        open_it(stored, *args)
    assert str(refusal.value).endswith(".")
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize(
    "length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 5, 3 * CHUNK]
)
def test_files_of_every_length_open_again(length, context):
    plaintext = bytes(range(251)) * (length // 251 + 1)
    plaintext = plaintext[:length]

    assert unlocked(locked(plaintext)) == plaintext
    assert unsealed(sealed(plaintext, context), context) == plaintext


@given(st.binary(max_size=300), st.integers(min_value=1, max_value=70))
def test_files_open_again_wherever_chunks_end(plaintext, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "CHUNK", size)
        assert unlocked(locked(plaintext)) == plaintext


def test_a_dripping_source_is_the_same_file(small_chunks, context):
    plaintext, stored, opened = b"drop by drop" * 20, io.BytesIO(), io.BytesIO()

    files.seal_stream(Dripping(plaintext), stored, context=context, keys=PUBLIC)
    assert unsealed(stored.getvalue(), context) == plaintext
    files.unseal_stream(Dripping(stored.getvalue()), opened, context=context, keys=PRIVATE)
    assert opened.getvalue() == plaintext


def test_any_flipped_bit_of_a_three_chunk_file_is_noticed(small_chunks, context):
    stored = sealed(b"x" * (2 * SMALL + 9), context)
    assert len(chunks_of(stored, HEAD_SEALED, SMALL)[1]) == 3

    for position in range(len(stored)):
        for bit in range(8):
            changed = bytearray(stored)
            changed[position] ^= 1 << bit
            assert_shut(unsealed, bytes(changed), context)


def test_any_flipped_bit_of_a_locked_file_is_noticed(small_chunks):
    stored = locked(b"x" * (2 * SMALL + 9))

    for position in range(len(stored)):
        for bit in range(8):
            changed = bytearray(stored)
            changed[position] ^= 1 << bit
            assert_shut(unlocked, bytes(changed))


def test_a_file_cut_short_anywhere_is_noticed(small_chunks, context):
    stored = sealed(b"x" * (3 * SMALL), context)

    for length in range(len(stored)):
        assert_shut(unsealed, stored[:length], context)


def test_a_lengthened_file_is_noticed(small_chunks, context):
    stored = sealed(b"x" * (3 * SMALL), context)

    for more in (b"\0", bytes(TAG), stored[-TAG - SMALL :], stored):
        assert_shut(unsealed, stored + more, context)


@pytest.mark.parametrize("size", [SMALL, CHUNK])
def test_dropped_doubled_and_exchanged_chunks_are_noticed(size, context, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", size)
    # Three full chunks of the same contents: only their numbers tell them apart.
    stored = sealed(b"x" * (3 * size), context)
    head, chunks = chunks_of(stored, HEAD_SEALED, size)
    assert len(chunks) == 3

    arrangements = [
        order
        for count in range(5)
        for order in itertools.product(range(3), repeat=count)
        if order != (0, 1, 2)
    ]
    if size == CHUNK:
        arrangements = [(1, 2), (0, 2), (0, 1), (1, 0, 2), (0, 2, 1), (0, 0, 1, 2), (0, 1, 2, 2)]
    for order in arrangements:
        assert_shut(unsealed, head + b"".join(chunks[number] for number in order), context)
    assert unsealed(head + b"".join(chunks), context) == b"x" * (3 * size)


def test_a_chunk_of_another_file_does_not_fit_even_under_the_same_key(small_chunks):
    head, chunks = chunks_of(locked(b"a" * (3 * SMALL)), HEAD_LOCKED, SMALL)
    _, others = chunks_of(locked(b"b" * (3 * SMALL)), HEAD_LOCKED, SMALL)

    assert unlocked(head + b"".join(chunks)) == b"a" * (3 * SMALL)
    for number in range(3):
        mixed = [*chunks]
        mixed[number] = others[number]
        assert_shut(unlocked, head + b"".join(mixed))


def test_the_head_of_another_file_does_not_fit(small_chunks, context):
    first, second = sealed(b"a" * 10, context), sealed(b"b" * 10, context)

    assert_shut(unsealed, first[:HEAD_SEALED] + second[HEAD_SEALED:], context)
    assert_shut(unsealed, first[:HEAD_LOCKED] + second[HEAD_LOCKED:], context)


@pytest.mark.parametrize("part", ["purpose", "place", "row"])
def test_a_file_moved_elsewhere_stays_shut(part, context):
    stored = sealed(b"a photo", context)

    assert_shut(unsealed, stored, replace(context, **{part: "elsewhere"}))


def test_another_key_does_not_open_a_file(context):
    assert_shut(unsealed, sealed(b"a photo", context), context, PrivateRing.generate())
    assert_shut(unlocked, locked(b"a photo"), files.new_file_key())


def test_a_key_that_is_no_key_is_refused():
    with pytest.raises(UnableToSeal, match="A file key has 32 bytes"):
        locked(b"a photo", key=b"short")
    assert_shut(unlocked, locked(b"a photo"), b"short")


def test_a_sealed_file_is_not_a_locked_one(context):
    assert_shut(unlocked, sealed(b"a photo", context))
    assert_shut(unsealed, locked(b"a photo"), context)


@pytest.mark.parametrize("stored", [b"", b"SKF1", b"\xff\xd8\xff\xe0 a photo" * 20, bytes(10_000)])
def test_what_was_never_sealed_stays_shut(stored, context):
    assert_shut(unsealed, stored, context)
    assert_shut(unlocked, stored)


def test_the_same_file_is_never_stored_alike(context):
    assert sealed(b"a photo", context)[HEAD_SEALED:] != sealed(b"a photo", context)[HEAD_SEALED:]
    assert locked(b"a photo")[HEAD_LOCKED:] != locked(b"a photo")[HEAD_LOCKED:]


def test_every_file_has_a_key_of_its_own(context):
    of_file_key = replace(context, purpose=f"file key|{context.purpose}")
    keys = [
        unseal(
            sealed(b"a photo", context)[HEAD_LOCKED + 2 : HEAD_SEALED],
            context=of_file_key,
            keys=PRIVATE,
        )
        for _ in range(2)
    ]

    assert keys[0] != keys[1]
    assert files.new_file_key() != files.new_file_key()


def test_a_resealed_file_opens_with_the_new_key_alone(small_chunks, context):
    new, plaintext = PrivateRing.generate(), b"evidence" * 40
    stored, again = sealed(plaintext, context), io.BytesIO()

    files.reseal_stream(Dripping(stored), again, context=context, old=PRIVATE, keys=new.public())

    moved = again.getvalue()
    assert unsealed(moved, context, new) == plaintext
    assert_shut(unsealed, moved, context, PRIVATE)
    assert moved[HEAD_SEALED:] == stored[HEAD_SEALED:]
    assert key_id_of(moved[HEAD_LOCKED + 2 : HEAD_SEALED]) == new.ids[0]
