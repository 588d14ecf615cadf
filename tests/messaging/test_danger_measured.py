"""How much danger is heard, and how often it is heard where there is none; run with -s to read."""

import time

import pytest

from messaging import danger
from tests.messaging.measuring import labelled, measure

HALVES = ["danger", "danger_held_out"]
LATER = "danger_since"
HEARS = {
    "now": danger.is_now,
    "cyber": lambda words: danger.CYBER in danger.helps(words),
    "child": lambda words: danger.CHILD in danger.helps(words),
    "women": lambda words: danger.WOMEN in danger.helps(words),
}


def test_there_are_enough_sentences_and_a_good_part_is_held_out():
    tuned, held_out = map(labelled, HALVES)

    assert len(tuned) + len(held_out) >= 300
    assert len(held_out) >= 100
    heard = [words for one in (tuned, held_out, labelled(LATER)) for _, words in one]
    assert len(heard) == len(set(heard))


@pytest.mark.parametrize("half", [*HALVES, LATER])
def test_danger_now_is_heard_and_calm_words_are_not_danger(half):
    measured = measure(half, "now", danger.is_now)

    print(f"\n{half}: {measured}")
    assert measured.recall >= 0.95, measured.missed
    assert measured.precision >= 0.95, measured.false


@pytest.mark.parametrize("label", ["cyber", "child", "women"])
@pytest.mark.parametrize("half", HALVES)
def test_who_needs_another_number_is_heard(half, label):
    measured = measure(half, label, HEARS[label])

    print(f"\n{half}, {label}: {measured}")
    assert measured.recall >= 0.9, measured.missed
    assert measured.precision >= 0.75, measured.false


@pytest.mark.parametrize(
    ("words", "is_danger"),
    [
        ("بچاؤ مجھے مار رہے ہیں", True),
        ("ہمارے محلے میں شراب بکتی ہے", False),
        ("বাঁচাও, আমার ভাইকে মারছে", True),
        ("নমস্কার, এখানে জুয়া খেলা হয়", False),
        ("ਬਚਾਓ", True),
    ],
)
def test_a_cry_in_a_script_of_a_neighbour_is_heard(words, is_danger):
    assert danger.is_now(words) is is_danger


def test_a_very_long_text_is_heard_in_time():
    story = "कल बाज़ार में सामान लेने गए थे तो देखा कि भीड़ लगी है " * 1300  # some 70 KB

    began = time.process_time()
    assert danger.is_now(f"{story}। बचाओ")

    assert time.process_time() - began < 5
