"""Words that mean danger now, or money being stolen now: Devanagari, Roman Hindi, English. Pure.

Leans towards hearing danger: a needless "call 112" costs a sentence, a missed one a life.
"""

from messaging.conversation.reading import plain
from messaging.vocabulary import phrases

CRIES = tuple(f" {plain(phrase)}" for phrase in phrases("danger"))
ALONE = frozenset(map(plain, phrases("danger_alone")))
LONG_AGO = tuple(map(plain, phrases("long_ago")))
FRAUD = tuple(f" {plain(phrase)}" for phrase in phrases("cyber_fraud"))
SIGNS = ("🆘", "🚨")


def is_now(text: str) -> bool:
    """Say whether these words mean that somebody is in danger now."""
    if any(sign in text for sign in SIGNS):
        return True
    words = plain(text)
    if words in ALONE:
        return True
    spaced = f" {words}"
    return any(cry in spaced for cry in CRIES) and not any(past in words for past in LONG_AGO)


def is_cyber_fraud(text: str) -> bool:
    """Say whether these words tell of money or an account being taken online."""
    spaced = f" {plain(text)}"
    return any(word in spaced for word in FRAUD)
