"""Whoever writes English before choosing a language is told in both whom to call."""

from dataclasses import replace

import pytest

from messaging.conversation import tongues
from messaging.danger import CHILD, CYBER, WOMEN
from tests.messaging.talking import LINE, Citizen, tap, text
from tests.messaging.test_words import too_long
from tests.messaging.turning import Sender, a_line, words_of

HINDI_CALL, ENGLISH_CALL = "अभी फ़ोन करें", "Call now"


def first(citizen, *words):
    citizen.send(*map(text, words))
    return citizen.bodies[0]["text"]["body"]


@pytest.mark.parametrize(
    "words",
    [
        "help me please",
        "Someone is breaking into my house!",
        "they are beating my brother right now",
        "I have been stabbed",
        "shots fired near the market",
    ],
)
def test_an_english_cry_is_answered_in_both_tongues(words):
    said = first(Citizen(), words)

    assert said.index(HINDI_CALL) < said.index(ENGLISH_CALL)
    assert said.count("*112*") == said.count("*232511*") == 2


@pytest.mark.parametrize("words", ["bachao", "goli chal rahi hai", "mujhe maar rahe hai", "बचाओ"])
def test_hindi_in_any_letters_is_answered_in_hindi_alone(words):
    said = first(Citizen(), words)

    assert HINDI_CALL in said and ENGLISH_CALL not in said


def test_a_line_that_speaks_hindi_alone_says_it_in_hindi():
    assert (
        first(Citizen(line=replace(LINE, languages=("hi",))), "help me please").count("*112*") == 1
    )


@pytest.mark.django_db
def test_the_receipt_of_a_cry_is_in_both_and_tells_how_to_go_on_in_english():
    sender = Sender(a_line())
    sender.says("help me please, they are beating me")
    _danger, receipt = sender.answers

    assert "police desk has your message" in words_of(receipt)
    assert "डेस्क तक पहुँच गया" in words_of(receipt)
    assert "“English”" in words_of(receipt)
    assert too_long(receipt.body) == []
    sender.says("English")
    assert "You can hear how your message stands" in sender.read
    sender.says("status")
    assert "the police desk has it" in sender.read


@pytest.mark.parametrize(
    ("words", "number", "key"),
    [
        ("i lost money in an online scam", "1930", CYBER),
        ("someone is abusing a child in our building", "1098", CHILD),
        ("my husband beats me every day", "181", WOMEN),
    ],
)
def test_so_is_who_needs_another_number(words, number, key):
    citizen = Citizen()
    said = first(citizen, words)

    assert citizen.read[0].keys == (key,)
    assert said.count(f"*{number}*") == 2
    assert all(too_long(body) == [] for body in citizen.bodies)
    # what is asked is asked in one: the language can be chosen there
    assert all(not say.also for say in citizen.read[1:])


def test_once_a_language_is_chosen_it_alone_is_spoken():
    citizen = Citizen()
    citizen.send(text("hi"))
    citizen.send(tap("language:en"))

    said = first(citizen, "they are beating my brother right now")

    assert ENGLISH_CALL in said and HINDI_CALL not in said


@pytest.mark.parametrize(
    ("words", "english"),
    [
        ("my house is on fire", True),
        ("mere ghar me aag lagi hai please help", False),
        ("bank account se paise kat gaye", False),
        ("112", False),
        ("🙂", False),
        ("", False),
        ("মদদ help", False),
    ],
)
def test_english_is_told_from_hindi_in_roman_letters(words, english):
    assert tongues.is_english(words) is english
