"""Every phrase for officers is there in Hindi, true to its English, within WhatsApp's limits."""

import re

import pytest
from django.utils.translation import override

from messaging.duty.phrases import PHRASES, RETURN_REASON, say
from messaging.notices import TELLS
from tests.messaging.test_words import DISHONEST

VALUES = {
    "code": "K7Q-4MTX-2W9P",
    "moment": "22 Nov 2026",
    "name": "A",
    "count": "9",
    "minutes": "9",
}
LIMITS = {"button_open": 20}  # of a link's title; others are the words of a message


def said(key: str, language: str) -> str:
    with override(language):
        return say(key, **VALUES)


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("key", sorted(PHRASES))
def test_every_phrase_fits_and_promises_nothing_nobody_can_keep(key, language):
    words = said(key, language)

    assert 0 < len(words) <= LIMITS.get(key, 1024)
    assert not DISHONEST.search(words)


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_every_phrase_is_in_hindi_and_says_the_same_values(key):
    hindi, english = said(key, "hi"), said(key, "en")

    assert re.search("[\u0900-\u097f]", hindi) and hindi != english
    assert named(key, "hi") == named(key, "en")


def named(key: str, language: str) -> set[str]:
    with override(language):
        return set(re.findall(r"%\((\w+)\)s", str(PHRASES[key])))


@pytest.mark.parametrize("kind", sorted(TELLS))
def test_what_happened_is_said_in_hindi(kind):
    with override("hi"):
        assert re.search("[\u0900-\u097f]", str(TELLS[kind].what))


def test_the_reason_of_a_return_is_kept_in_hindi_too():
    with override("hi"):
        assert "WhatsApp" in str(RETURN_REASON)
