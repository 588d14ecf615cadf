"""A box opens with its own key in its own place, or not at all."""

import traceback
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import boxes
from vault.boxes import Context, UnableToOpen, UnableToSeal, key_id_of, seal, unseal
from vault.rings import PrivateRing, PublicRing

SENDER = b"IN.SYNTH0001 915550012345"
PRIVATE = PrivateRing.generate()
PUBLIC = PRIVATE.public()

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
contexts = st.builds(Context, purpose=words, place=words, row=words)


def assert_shut(box, *, context, keys=PRIVATE):
    with pytest.raises(UnableToOpen) as refusal:
        unseal(box, context=context, keys=keys)
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "SYNTH" not in sentence


@given(st.binary(max_size=5000), contexts)
def test_what_is_sealed_opens_again(plaintext, context):
    box = seal(plaintext, context=context, keys=PUBLIC)

    assert unseal(box, context=context, keys=PRIVATE).reveal() == plaintext


@pytest.mark.parametrize("length", [0, 1, 63, 64, 255, 256, 1024 * 1024, 4 * 1024 * 1024])
def test_every_length_opens_again(length, context):
    plaintext = b"\0\x80" * (length // 2) + b"\0" * (length % 2)

    box = seal(plaintext, context=context, keys=PUBLIC)

    assert unseal(box, context=context, keys=PRIVATE).reveal() == plaintext


@given(contexts, contexts)
def test_a_box_opens_in_no_other_context(context, other):
    box = seal(SENDER, context=context, keys=PUBLIC)

    if other == context:
        assert unseal(box, context=other, keys=PRIVATE).reveal() == SENDER
    else:
        assert_shut(box, context=other)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"row": "9b9c2c5e-0d2f-4b57-8f6f-6b1f2b1b7f11"},
        {"place": "messaging.inbound.sealed"},
        {"purpose": "webhook"},
        {"purpose": "routem", "place": "essaging.alias.sealed"},
        {"purpose": "messaging.alias.sealed", "place": "route"},
    ],
)
def test_a_box_moved_elsewhere_stays_shut(context, elsewhere):
    box = seal(SENDER, context=context, keys=PUBLIC)

    assert_shut(box, context=replace(context, **elsewhere))


def test_any_flipped_bit_keeps_it_shut(context):
    box = seal(SENDER, context=context, keys=PUBLIC)

    for position in range(len(box)):
        for bit in range(8):
            changed = bytearray(box)
            changed[position] ^= 1 << bit
            assert_shut(bytes(changed), context=context)


def test_cut_short_or_lengthened_it_stays_shut(context):
    box = seal(SENDER, context=context, keys=PUBLIC)

    for length in range(len(box)):
        assert_shut(box[:length], context=context)
    assert_shut(box + b"\0", context=context)
    assert_shut(b"\0" + box, context=context)


@pytest.mark.parametrize("box", [b"", b"SKV1", b"\0" * 125, b"SKV1" * 40, b"SKV1\x01" + bytes(120)])
def test_what_is_no_box_stays_shut(context, box):
    assert_shut(box, context=context)


def test_an_enormous_box_is_refused_unread(context, monkeypatch):
    monkeypatch.delattr(boxes, "SUITE_1")
    header = b"SKV1\x01" + bytes.fromhex(PUBLIC.current_id)

    assert_shut(header + bytes(100 * 1024 * 1024), context=context)


def test_a_box_with_an_impossible_encapsulated_key_stays_shut(context):
    box = seal(SENDER, context=context, keys=PUBLIC)

    for weak in (bytes(32), (1).to_bytes(32, "little"), b"\xff" * 32):
        assert_shut(box[:13] + weak + box[45:], context=context)


def test_only_a_box_has_a_key_id(context):
    box = seal(SENDER, context=context, keys=PUBLIC)
    assert key_id_of(box) == PUBLIC.current_id

    shorter = [box[:length] for length in range(len(box))]
    of_another_kind = [b"SKV2" + box[4:], box[:4] + b"\x02" + box[5:], b"\0" + box]
    for other in (*shorter, *of_another_kind):
        with pytest.raises(UnableToOpen):
            key_id_of(other)


def test_more_than_a_box_holds_is_refused(context):
    with pytest.raises(UnableToSeal, match="too long"):
        seal(bytes(16 * 1024 * 1024), context=context, keys=PUBLIC)


def test_another_key_does_not_open_it(context):
    box = seal(SENDER, context=context, keys=PUBLIC)

    assert_shut(box, context=context, keys=PrivateRing.generate())


def test_a_box_renamed_to_another_key_stays_shut(context):
    other = PrivateRing.generate()
    box = seal(SENDER, context=context, keys=PUBLIC)
    renamed = box[:5] + bytes.fromhex(other.ids[0]) + box[13:]

    assert_shut(renamed, context=context, keys=PrivateRing([*PRIVATE, *other]))


def test_the_key_id_is_bound_even_under_the_same_key(context):
    """A ring that lies about the name of its key still cannot open the box under that name."""
    box = seal(SENDER, context=context, keys=PUBLIC)
    liar = PrivateRing(PRIVATE)
    liar._keys = {"00" * 8: next(iter(PRIVATE))}

    assert_shut(box[:5] + bytes(8) + box[13:], context=context, keys=liar)


def test_old_keys_go_on_opening_while_the_first_one_seals(context):
    old, new = PrivateRing.generate(), PrivateRing.generate()
    both = PrivateRing([*new, *old])
    before = seal(b"before", context=context, keys=old.public())
    after = seal(b"after", context=context, keys=both.public())

    assert key_id_of(before) == old.ids[0]
    assert key_id_of(after) == new.ids[0] == both.public().current_id
    assert unseal(before, context=context, keys=both).reveal() == b"before"
    assert unseal(after, context=context, keys=both).reveal() == b"after"
    assert_shut(before, context=context, keys=both.without(old.ids[0]))


def test_the_same_contents_never_make_the_same_box(context):
    sealed = {seal(SENDER, context=context, keys=PUBLIC) for _ in range(50)}

    assert len(sealed) == 50
    assert len({box[13:45] for box in sealed}) == 50


def test_a_number_and_a_longer_name_make_boxes_of_one_length(context):
    short = seal(b"915550012345", context=context, keys=PUBLIC)
    longer = seal(b"IN.SYNTH0001" * 5, context=context, keys=PUBLIC)

    assert len(short) == len(longer) == boxes.SMALLEST_BOX


def test_nothing_of_the_contents_or_the_place_is_in_the_box(context):
    box = seal(SENDER, context=context, keys=PUBLIC)

    for word in (b"SYNTH", b"915550012345", b"messaging", b"route"):
        assert word not in box


def test_authentic_but_oddly_packed_contents_are_refused_and_not_reported(context):
    header = boxes.MAGIC + b"\x01" + bytes.fromhex(PUBLIC.current_id)
    packed = SENDER.ljust(64, b"\0")
    sealed = boxes.SUITE_1.encrypt(packed, PUBLIC.current, boxes.info(header, context))

    with pytest.raises(UnableToOpen, match="not packed by this vault") as refusal:
        unseal(header + sealed, context=context, keys=PRIVATE)

    error = refusal.value
    of_the_vault = error.__traceback__.tb_next
    report = traceback.TracebackException(type(error), error, of_the_vault, capture_locals=True)
    assert "padded = •••" in "".join(report.format())
    assert "SYNTH" not in "".join(report.format())


@pytest.mark.parametrize("missing", ["purpose", "place", "row"])
def test_a_context_without_a_part_is_refused(context, missing):
    with pytest.raises(ValueError, match="needs a purpose, a place and a row"):
        replace(context, **{missing: ""})


def test_public_keys_have_nothing_to_open_with(context):
    assert not hasattr(PublicRing, "find")
    assert not any(hasattr(key, "exchange") for key in PUBLIC)
