"""Before it is sent: words that would tell who sent it are shown to the citizen, once. Pure.

Only "send as it is" sends them uncovered. Silence, and pressing "send" again, cover them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from messaging import betrayals
from messaging.conversation.line import LineView
from messaging.conversation.reading import plain
from messaging.conversation.saying import Choice, Decision, Say
from messaging.conversation.state import Question, State
from messaging.masking import dotted, dotted_apart

REVEAL = "reveal"  # the aside that is open while the citizen decides
CHOICES = (
    Choice("reveal:hide", key="button_cover"),
    Choice("reveal:keep", key="button_as_it_is"),
)
SHOWN, LONGEST_SHOWN = 5, 60  # pieces, and characters of each
URGENT = timedelta(minutes=60)  # so long after danger nothing is asked


def applies(state: State, line: LineView, now: datetime | None = None) -> bool:
    """Say whether to look: at tips and at what is told about police, never in danger.

    Who complains for themselves has to say who they are.
    """
    if now and state.warned_at and now - state.warned_at < URGENT:
        return False
    category = line.category(state.category)
    if category is not None:
        return category.about_police or not category.is_complaint
    return line.takes_tips and state.kind != "complaint"


def warning(state: State, line: LineView, now: datetime) -> Decision | None:
    """Ask once about telling words of the draft; None when there are none that are new."""
    if not applies(state, line, now):
        return None
    pieces = _pieces([*(part.text for part in state.draft), state.place])
    fresh = {mark: words for mark, words in pieces.items() if mark not in state.shown}
    if not fresh:
        return None
    listed = [f"• {words[:LONGEST_SHOWN]}" for words in list(fresh.values())[:SHOWN]]
    marks = (*state.shown, *fresh)
    state = replace(state, aside=REVEAL, shown=marks, asked=Question.NONE, times=0)
    return Decision(state, (Say(("ask_reveal",), {"found": "\n".join(listed)}, CHOICES),))


def tells(text: str) -> bool:
    return bool(betrayals.spans(text))


def covered(state: State) -> State:
    """Return the state with the draft's telling words hidden, also if they run over messages."""
    texts = [part.text for part in state.draft]
    hidden = dotted_apart(texts, betrayals.spans("\n".join(texts)))
    parts = tuple(replace(one, text=text) for one, text in zip(state.draft, hidden, strict=True))
    return replace(state, draft=parts, place=covered_words(state.place))


def covered_words(text: str) -> str:
    return dotted(text, betrayals.spans(text))


def _pieces(texts: Sequence[str]) -> dict[str, str]:
    """Return telling words by mark; a mark is short, so that it tells nothing by itself."""
    joined = "\n".join(texts)
    said = [joined[start:end] for start, end in betrayals.spans(joined)]
    return {sha256(plain(words).encode()).hexdigest()[:8]: words for words in said}
