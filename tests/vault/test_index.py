"""A value is found again by whoever has the index key, and by nobody else."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.index import index
from vault.rings import new_index_key
from vault.secret import Secret

KEY = Secret(bytes(range(32)))
NUMBER = "915550012345"


def test_the_same_value_is_found_again():
    found = index(NUMBER, purpose="alias.phone", key=KEY)

    assert len(found) == 32
    assert found == index(NUMBER, purpose="alias.phone", key=KEY)


@given(st.text(), st.text(), st.text(), st.text())
def test_value_and_purpose_never_run_into_each_other(value, purpose, other_value, other_purpose):
    first = index(value, purpose=purpose, key=KEY)
    second = index(other_value, purpose=other_purpose, key=KEY)

    assert (first == second) == ((value, purpose) == (other_value, other_purpose))


def test_purpose_and_value_cannot_trade_letters():
    assert index("phone1", purpose="alias.", key=KEY) != index("1", purpose="alias.phone", key=KEY)


def test_another_key_gives_another_index():
    assert index(NUMBER, purpose="message", key=KEY) != index(
        NUMBER, purpose="message", key=new_index_key()
    )


def test_a_dictionary_of_numbers_finds_nothing_without_the_key():
    stored = index(NUMBER, purpose="alias.phone", key=new_index_key())
    guesses = [str(number) for number in range(915550010000, 915550015000)]
    assert NUMBER in guesses

    for guess in guesses:
        assert stored != index(guess, purpose="alias.phone", key=KEY)
        assert stored != hashlib.sha256(guess.encode()).digest()
        assert stored != hmac.digest(b"", guess.encode(), "sha256")


@pytest.mark.parametrize("key", [b"", b"short", bytes(31)])
def test_a_short_key_is_refused(key):
    with pytest.raises(ValueError, match="An index key has 32 bytes"):
        index(NUMBER, purpose="alias.phone", key=Secret(key))


def test_text_that_is_no_unicode_is_indexed_all_the_same():
    assert index("\ud800", purpose="message", key=KEY) != index(
        "\ud801", purpose="message", key=KEY
    )
