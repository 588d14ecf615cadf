"""Whoever writes English before a language was chosen is told in it, too, whom to call. Pure."""

from collections import Counter
from dataclasses import replace

from messaging.conversation.line import LineView
from messaging.conversation.questions import language_of
from messaging.conversation.reading import plain
from messaging.conversation.saying import Decision, Intent, OpenTicket, Say
from messaging.conversation.state import State
from messaging.vocabulary import phrases

ENGLISH = "en"
ENGLISH_WORDS = frozenset(phrases("english"))
SURE = 3  # words
HINDI_WORDS = frozenset(phrases("roman_hindi"))


def to_add(state: State, text: str, line: LineView) -> str:
    """Return the language to speak besides the line's own, while none is chosen."""
    is_open = not state.language and ENGLISH in line.languages
    is_other = is_open and language_of(state, line) != ENGLISH
    return ENGLISH if is_other and is_english(text) else ""


def is_english(text: str) -> bool:
    """Say whether words in Roman letters are rather English than Hindi."""
    words = plain(text)
    if not words.isascii():
        return False
    counted = Counter(words.split())
    english = sum(counted[word] for word in ENGLISH_WORDS)
    return english > sum(counted[word] for word in HINDI_WORDS)


def is_surely_english(text: str) -> bool:
    """Say whether this is a sentence of English, and holds no word that only Hindi has."""
    words = plain(text).split()
    return len(ENGLISH_WORDS.intersection(words)) >= SURE and HINDI_WORDS.isdisjoint(words)


def in_both(decision: Decision, tongue: str) -> Decision:
    """Return the decision with whom to call, and what became of a cry, said in `tongue` too."""
    if not tongue:
        return decision
    replies = tuple(_reply(one, tongue) for one in decision.replies)
    intents = tuple(_intent(one, tongue) for one in decision.intents)
    return replace(decision, replies=replies, intents=intents)


def _reply(say: Say, tongue: str) -> Say:
    return replace(say, also=tongue) if say.stands_alone else say


def _intent(intent: Intent, tongue: str) -> Intent:
    if isinstance(intent, OpenTicket) and intent.is_urgent:
        return replace(intent, also=tongue)
    return intent
