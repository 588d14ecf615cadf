"""What people type is made safe to store, hash and show; what cannot be is refused in words."""

import time
import unicodedata

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tickets import chain, texts
from tickets.refusals import Unacceptable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\0b", "ab"),
        ("bell\x07 escape\x1b[31m", "bell escape[31m"),
        ("c1\x85line", "c1\nline"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("tab\tstays", "tab\tstays"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2066isolated\u2069 \u200fmark", "isolated mark"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("🍶👩\u200d👩\u200d👧", "🍶👩\u200d👩\u200d👧"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),  # the joiner spells this letter
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("e\u0301", "é"),
        ("  around  ", "around"),
    ],
)
def test_cleaning(typed, kept):
    assert texts.clean(typed) == kept


@given(st.text(st.characters(exclude_categories=[])))
def test_whatever_is_typed_can_be_stored_and_cleaning_again_changes_nothing(typed):
    cleaned = texts.clean(typed)

    assert chain.plain(cleaned) == cleaned
    assert texts.clean(cleaned) == cleaned
    assert not {unicodedata.category(c) for c in cleaned if c not in "\n\t"} & {"Cc", "Cs"}


@pytest.mark.parametrize(("length", "fits"), [(10, True), (11, False)])
def test_the_longest_that_fits(length, fits):
    try:
        texts.paragraphs("🍶" * length, field="text", longest=10)
        taken = True
    except Unacceptable:
        taken = False

    assert taken is fits


def test_a_refusal_is_a_sentence_and_names_the_field():
    with override("en"), pytest.raises(Unacceptable) as refused:
        texts.paragraphs("x" * 11, field="note", longest=10)

    assert str(refused.value) == "This is too long: 11 characters, at most 10 fit."
    assert refused.value.field == "note"


@pytest.mark.parametrize("typed", ["", " \n", "\u200b", "\u202e", "\0"])
def test_what_cannot_be_seen_is_nothing(typed):
    with pytest.raises(Unacceptable):
        texts.paragraphs(typed, field="text", required=True)


def test_a_line_has_no_breaks():
    assert texts.line(" one\n two\tthree ", field="place") == "one two three"


@pytest.mark.parametrize("between", ["", "\u200b", "\u202e"])
def test_a_pile_of_marks_is_cut_before_it_costs_minutes(between):
    began = time.process_time()
    kept = texts.clean("क" + f"\u0323{between}\u0301{between}" * 35_000)

    assert len(kept) == 1 + texts.MOST_MARKS
    assert time.process_time() - began < 2


def test_whatever_sits_on_the_letter_before_counts_as_a_mark():
    every = filter(str.isprintable, map(chr, range(0x110000)))
    marks = [c for c in every if unicodedata.combining(unicodedata.normalize("NFKD", c)[0])]

    assert len(marks) > 800
    assert [mark for mark in marks if len(texts.without_piles("a" + mark * 99)) > 31] == []


def test_words_of_hindi_keep_all_their_marks():
    words = "ज़्यादा ठंढ़ में ख़ूँख़्वार कुत्ते"

    assert texts.without_piles(words) == words
