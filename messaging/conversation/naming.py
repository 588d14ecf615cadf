"""By what name a citizen is heard: asked of whoever wants a hearing, told on purpose. Pure."""

from dataclasses import replace

from messaging.conversation import reading
from messaging.conversation.line import LineView
from messaging.conversation.saying import Choice, Decision, KeepName, Known, Say
from messaging.conversation.state import State
from messaging.vocabulary import phrases

NAMELESS = Choice("nameless", key="button_nameless")
LONGEST, MOST_WORDS = 80, 8  # of a name, with "wife of …"; more is a story
NO_NAMES = (reading.SEND, reading.MORE, reading.GREETINGS, reading.THANKS, phrases("yes"))
NO = phrases("no")


def is_missing(state: State, line: LineView) -> bool:
    """Say whether a hearing is asked for and it is not known yet under which name."""
    category = line.category(state.category)
    wants_hearing = category is not None and category.is_hearing
    return line.asks_name and wants_hearing and not (state.name or state.is_nameless)


def answered(state: State, text: str, known: Known) -> Decision | None:
    """Read a short text as a name, or as the wish to give none; None when it is neither."""
    position = reading.number(text)
    if position == 1 or reading.means(text, reading.UNSURE, NO):
        return nameless(state)
    if position is not None:
        return Decision(state)  # nothing else is offered: the question is put again
    told = name_in(text, known)
    return Decision(replace(state, name_ref=known.ref), intents=(KeepName(told),)) if told else None


def name_in(text: str, known: Known) -> str:
    """Return the name that is all of a message, or an empty string where it is no name.

    In `text` what WhatsApp calls the sender is hidden; a name told on purpose is to be read.
    """
    told = known.name or text
    return told if _is_name(told) and not reading.means(text, *NO_NAMES) else ""


def _is_name(text: str) -> bool:
    """Say whether this may be a name: a few words on one line that ask nothing."""
    is_short = len(text) <= LONGEST and len(text.split()) <= MOST_WORDS
    has_letters = any(letter.isalpha() for letter in text)
    return is_short and has_letters and not any(mark in text for mark in "?\n")


def nameless(state: State) -> Decision:
    if not state.active:
        return Decision(state, (Say(("not_yours",)),))  # a button of a matter that is sent
    return Decision(replace(state, name="", name_ref="", is_nameless=True))
