"""Rings come from the environment's text; malformed text is named, never quoted."""

import traceback

import pytest

from vault import rings
from vault.rings import KeysMalformed, KeysMissing, PrivateRing, PublicRing
from vault.secret import Secret

A, B = PrivateRing.generate(), PrivateRing.generate()
A_PRIVATE, B_PRIVATE = A.text().reveal(), B.text().reveal()
A_PUBLIC, B_PUBLIC = A.public().text(), B.public().text()
A_ID, A_KEY = A_PRIVATE.split(":")
B_ID, B_KEY = B_PRIVATE.split(":")


def frames(error):
    """A report with the local variables of every frame of the vault, as error trackers make it."""
    of_the_vault = error.__traceback__.tb_next
    report = traceback.TracebackException(type(error), error, of_the_vault, capture_locals=True)
    return "".join(report.format())


@pytest.mark.parametrize("ring", [A.public(), PublicRing([*A.public(), *B.public()])])
def test_a_public_ring_reads_what_it_writes(ring):
    again = PublicRing.parse(Secret(ring.text()))

    assert again.ids == ring.ids
    assert again.text() == ring.text()


def test_a_private_ring_reads_what_it_writes():
    ring = PrivateRing([*B, *A])

    again = PrivateRing.parse(ring.text())

    assert again.ids == (B_ID, A_ID)
    assert again.text() == ring.text()
    assert again.public().text() == f"{B_PUBLIC},{A_PUBLIC}"


def test_the_first_key_is_the_current_one():
    ring = PublicRing.parse(Secret(f"{B_PUBLIC},{A_PUBLIC}"))

    assert ring.current_id == B_ID
    assert rings.key_id(ring.current) == B_ID


def test_spaces_and_base64_padding_are_forgiven():
    ring = PrivateRing.parse(Secret(f" {A_ID}:{A_KEY}= ,\n{B_ID}:{B_KEY} "))

    assert ring.ids == (A_ID, B_ID)


def test_printing_a_ring_shows_ids_alone():
    both = PrivateRing([*A, *B])

    assert repr(both) == str(both) == f"<PrivateRing {A_ID} {B_ID}>"
    assert repr(both.public()) == f"<PublicRing {A_ID} {B_ID}>"


def test_a_ring_without_its_only_key_is_empty():
    assert not A.without(A_ID)
    assert A.without(B_ID).ids == (A_ID,)
    assert A.find(A_ID) is not None
    assert A.find(B_ID) is None


MALFORMED = {
    "not a key": (A_KEY, "key number 1 is not written as"),
    "no id": (f":{A_KEY}", "key number 1 is not written as"),
    "short id": (f"{A_ID[:15]}:{A_KEY}", "key number 1 is not written as"),
    "capitals": (f"{'AB' * 8}:{A_KEY}", "key number 1 is not written as"),
    "short key": (f"{A_ID}:{A_KEY[:-1]}", "key number 1 is not written as"),
    "long key": (f"{A_ID}:{A_KEY}AA", "key number 1 is not written as"),
    "plain base64": (f"{A_ID}:{'+' * 43}", "key number 1 is not written as"),
    "spare bits": (f"{A_ID}:{'A' * 42}B", "key number 1 is not written as"),
    "space inside": (f"{A_ID}:{A_KEY[:20]} {A_KEY[20:]}", "key number 1 is not written as"),
    "second empty": (f"{A_ID}:{A_KEY},", "key number 2 is not written as"),
    "semicolon": (f"{A_ID}:{A_KEY};{B_ID}:{B_KEY}", "key number 1 is not written as"),
    "twice": (f"{A_ID}:{A_KEY},{A_ID}:{A_KEY}", "key number 2 is there twice"),
    "ids exchanged": (f"{A_ID}:{A_KEY},{A_ID[::-1]}:{B_KEY}", "key number 2 does not belong"),
    "devanagari digits": (f"{'१' * 16}:{A_KEY}", "key number 1 is not written as"),
}


@pytest.mark.parametrize(("text", "complaint"), MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize(
    ("ring", "variable"),
    [(PublicRing, "SATAARK_VAULT_PUBLIC_KEYS"), (PrivateRing, "SATAARK_VAULT_PRIVATE_KEYS")],
)
def test_malformed_text_is_named_not_quoted(ring, variable, text, complaint):
    if ring is PublicRing:
        text = text.replace(A_KEY, A_PUBLIC[17:]).replace(B_KEY, B_PUBLIC[17:])

    with pytest.raises(KeysMalformed) as refusal:
        ring.parse(Secret(text))

    assert str(refusal.value).startswith(f"{variable}: {complaint}")
    report = frames(refusal.value)
    assert "variable = " in report
    for part in (text, A_KEY, B_KEY, A_KEY[:20], B_KEY[20:]):
        assert part not in report


def test_a_public_key_given_as_private_is_noticed():
    with pytest.raises(KeysMalformed, match="key number 1 does not belong to the id"):
        PrivateRing.parse(Secret(A_PUBLIC))


@pytest.mark.parametrize(
    ("load", "variable"),
    [
        (rings.public_ring, "SATAARK_VAULT_PUBLIC_KEYS"),
        (rings.private_ring, "SATAARK_VAULT_PRIVATE_KEYS"),
        (rings.index_key, "SATAARK_INDEX_KEY"),
    ],
)
@pytest.mark.parametrize("empty", ["", "  \n", None])
def test_a_missing_variable_is_named_with_the_way_out(settings, load, variable, empty):
    setattr(settings, variable, empty)

    with pytest.raises(
        KeysMissing, match=f"{variable} is not set; `manage.py vault_keys generate`"
    ):
        load()


@pytest.mark.parametrize(
    "text",
    ["short", "A" * 44, "+" * 43, f"{A_ID}:{A_KEY}", A_KEY + "\nx"],
    ids=["short", "long", "alien", "ring", "lines"],  # keys are new at each run
)
def test_a_malformed_index_key_is_named_not_quoted(hold, text):
    hold(index=text)

    with pytest.raises(KeysMalformed) as refusal:
        rings.index_key()

    assert str(refusal.value) == "SATAARK_INDEX_KEY is not 32 bytes in base64url."


def test_malformed_settings_show_no_key_in_the_frames_of_their_error(hold):
    hold(private=f"{A_ID}:{A_KEY},{B_ID}{B_KEY}", index=A_KEY + "A")

    for load in (rings.private_ring, rings.index_key):
        with pytest.raises(KeysMalformed) as refusal:
            load()
        report = frames(refusal.value)
        assert "text = •••" in report
        assert A_KEY not in report
        assert B_KEY not in report


def test_settings_are_parsed_once(hold, monkeypatch):
    hold(public=A_PUBLIC, private=A_PRIVATE, index=A_KEY)

    first = rings.public_ring(), rings.private_ring(), rings.index_key()
    monkeypatch.delattr(rings, "_setting")
    again = rings.public_ring(), rings.private_ring(), rings.index_key()

    assert all(one is other for one, other in zip(first, again, strict=True))


def test_changed_settings_are_parsed_anew(hold):
    hold(public=A_PUBLIC, private=A_PRIVATE, index=A_KEY)
    before = rings.public_ring().ids, rings.private_ring().ids, rings.index_key()

    hold(public=B_PUBLIC, private=B_PRIVATE, index=B_KEY)
    after = rings.public_ring().ids, rings.private_ring().ids, rings.index_key()

    assert before[:2] == ((A_ID,), (A_ID,))
    assert after[:2] == ((B_ID,), (B_ID,))
    assert before[2] != after[2]


def test_the_web_process_cannot_get_at_private_keys(hold):
    hold(public=A_PUBLIC)

    assert rings.public_ring().current_id == A_ID
    with pytest.raises(KeysMissing):
        rings.private_ring()
    with pytest.raises(KeysMissing):
        rings.index_key()


def test_new_index_keys_differ():
    assert rings.new_index_key() != rings.new_index_key()
    assert len(rings.new_index_key().reveal()) == 32
