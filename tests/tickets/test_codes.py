from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets import codes

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE = st.builds(codes.new_code)


def test_a_new_code_is_eleven_easy_letters_and_reads_as_itself():
    made = {codes.new_code() for _ in range(500)}

    assert len(made) == 500
    assert all(len(code) == 11 and set(code) <= set(LETTERS) for code in made)
    assert all(codes.read_code(code) == code for code in made)


@pytest.mark.parametrize("_time", range(20))
def test_every_single_wrong_letter_is_noticed(_time):
    code = codes.new_code()
    wrong = {
        code[:place] + letter + code[place + 1 :]
        for place in range(len(code))
        for letter in LETTERS
        if letter != code[place]
    }

    assert len(wrong) == 11 * 31
    assert {codes.read_code(one) for one in wrong} == {None}


@pytest.mark.parametrize("place", range(9))
def test_every_swap_of_neighbours_is_noticed(place):
    """For every pair of different letters."""
    noticed = 0
    for first, second in permutations(LETTERS, 2):
        code = _with_check(f"{'7' * place}{first}{second}{'7' * (8 - place)}")
        swapped = f"{code[:place]}{second}{first}{code[place + 2 :]}"
        noticed += codes.read_code(swapped) is None

    assert noticed == 32 * 31


@given(CODE, st.integers(0, 9))
def test_any_swap_of_neighbours_in_any_code_is_noticed(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert codes.read_code(swapped) == (code if swapped == code else None)


def _with_check(body: str) -> str:
    (code,) = filter(None, (codes.read_code(body + letter) for letter in LETTERS))
    return code


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("k7q4mtx2w9{c}", "K7Q4MTX2W9{c}"),
        ("K7Q-4MTX-2W9{c}", "K7Q4MTX2W9{c}"),
        ("  k7q 4mtx\t2w9{c}\n", "K7Q4MTX2W9{c}"),
        ("K7Q\u20114MTX\u20132W9{c}", "K7Q4MTX2W9{c}"),  # dashes that keyboards put in
        ("K७Q४MTX२W९{c}", "K7Q4MTX2W9{c}"),
        ("\u200bK7Q4MTX2W9{c}\u200f", "K7Q4MTX2W9{c}"),
        ("Ｋ７Ｑ４ＭＴＸ２Ｗ９{c}", "K7Q4MTX2W9{c}"),
    ],
)
def test_forgives_how_people_type(typed, read):
    check = _with_check("K7Q4MTX2W9")[-1]

    assert codes.read_code(typed.format(c=check)) == read.format(c=check)


def test_forgives_look_alikes():
    code = _with_check("1100110011")

    assert codes.read_code("iLoO1IOo1l" + code[-1]) == code


@pytest.mark.parametrize(
    "typed", ["", "-", "K7Q4", "U" * 11, "नमस्ते", "K" * 12, "½" * 11, "\0" * 11]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert codes.read_code(typed) is None


@given(st.text())
def test_no_text_makes_it_stumble(typed):
    read = codes.read_code(typed)

    assert read is None or codes.read_code(read) == read


def test_spaced_as_people_read_it():
    assert codes.spaced("K7Q4MTX2W9P") == "K7Q-4MTX-2W9P"


def test_what_is_far_too_long_is_no_code():
    code = codes.new_code()

    assert codes.read_code(code + " " * (codes.LONGEST_TYPED - codes.LENGTH)) == code
    assert codes.read_code(code + " " * codes.LONGEST_TYPED) is None
