"""A short text read as the answer to the question on the screen. Pure."""

from dataclasses import replace
from datetime import datetime

from messaging.conversation import (
    asides,
    choices,
    cry,
    draft,
    heard,
    matching,
    naming,
    questions,
    reading,
    spots,
)
from messaging.conversation.line import LineView
from messaging.conversation.saying import Decision, Known
from messaging.conversation.state import Part, Question, State

WHERE = frozenset({Question.PLACE, Question.SPOT, Question.WHOSE})


BEFORE = frozenset({Question.KIND, Question.LANGUAGE, Question.CATEGORY, Question.DISTRICT})
UNPLACED = BEFORE | {Question.TELL}  # questions to which a place may be the answer all the same


def enough(state: State, line: LineView, now: datetime) -> Decision | None:
    """Send at once when asked to; before the place is known that alone is asked, once."""
    if state.asked in WHERE or (state.asked in BEFORE and state.place_told):
        return draft.send(state, line, now)
    if state.asked in BEFORE:
        return Decision(replace(state, skipped=(*state.skipped, *sorted(BEFORE))))
    return None


def read(state: State, text: str, line: LineView, now: datetime, known: Known) -> Decision | None:
    """Read a short text as the answer to the question on the screen."""
    answer = _answer(state, text, line, now, known)
    if answer is None and state.asked in UNPLACED and known.is_place:
        answer = spots.place_named(state, text, line, known)
    return answer or _no_news(state, text)


def _answer(
    state: State, text: str, line: LineView, now: datetime, known: Known
) -> Decision | None:
    answer: Decision | None = None
    match state.asked:
        case Question.KIND:
            answer = _kind(state, text, line, now)
        case Question.LANGUAGE:
            answer = _nth_language(state, text, line)
        case Question.WHICH:
            answer = _nth_ticket(state, text, line, now)
        case Question.CATEGORY:
            category = matching.category_chosen(text, questions.offered(state, line))
            answer = draft.choose_category(state, category) if category else None
        case Question.DISTRICT:
            district = matching.district_chosen(text, line)
            answer = Decision(replace(state, district=district.code)) if district else None
        case where if where in WHERE:
            answer = _where(state, text, line, known)
        case Question.NAME | Question.MORE:
            answer = _name_or_end(state, text, line, now, known)
    return answer


def _where(state: State, text: str, line: LineView, known: Known) -> Decision | None:
    """Read a place, or the answer to "is this about …?" while that is what was asked."""
    answer = None
    if heard.is_on_screen(state):
        answer = heard.named(state, text, questions.language_of(state, line))
    return answer or spots.named(state, text, line, known)


def _kind(state: State, text: str, line: LineView, now: datetime) -> Decision | None:
    position = reading.number(text)
    if position == len(questions.KINDS) + 1:
        return cry.help_first(state, Part(said_at=now), line, now)
    chosen = matching.kind_chosen(text)
    if position in (1, 2):
        chosen = questions.KINDS[position - 1]
    return Decision(replace(state, kind=chosen)) if chosen else None


def _name_or_end(
    state: State, text: str, line: LineView, now: datetime, known: Known
) -> Decision | None:
    if state.asked == Question.NAME and (named := naming.answered(state, text, known)):
        return named
    return _more_or_send(state, text, line, now)


def _more_or_send(state: State, text: str, line: LineView, now: datetime) -> Decision | None:
    if reading.means(text, reading.SEND) or reading.number(text) == 1:
        return draft.send(state, line, now)
    if reading.means(text, reading.MORE) or reading.number(text) == 2:
        return choices.more(state, now)
    return asides.ask_no_reply(state) if reading.number(text) == 3 else None


def _no_news(state: State, text: str) -> Decision | None:
    """Let "ok" and "hello" pass without joining the matter."""
    empty = reading.means(text, reading.GREETINGS, reading.THANKS)
    return Decision(state) if empty else None


def _nth_language(state: State, text: str, line: LineView) -> Decision | None:
    position = reading.number(text)
    if position is not None and 1 <= position <= len(line.languages):
        return choices.speak(state, line.languages[position - 1], line)
    return None


def _nth_ticket(state: State, text: str, line: LineView, now: datetime) -> Decision | None:
    position = reading.number(text)
    if position == 1 or reading.means(text, reading.SAME, reading.MORE, reading.SEND):
        return draft.add(state, state.which, line, now)
    return choices.begin(state) if position == 2 else None
