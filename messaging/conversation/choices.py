"""What a tapped button or list row does. Pure; a stale tap gets an answer, never an error."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from messaging.conversation import asides, draft, guard, heard, naming, questions, spots
from messaging.conversation.line import LineView
from messaging.conversation.saying import (
    Decision,
    Feedback,
    Known,
    Say,
    TellNews,
    TellStatus,
    WishForHearing,
)
from messaging.conversation.state import Question, State

Tap = Callable[[State, str, LineView, datetime, Known], Decision]


def take(state: State, choice: str, line: LineView, now: datetime, known: Known) -> Decision | None:
    """Act on the id of a tapped choice; None when it is none of ours."""
    name, _, value = choice.partition(":")
    if name in ASIDES:
        return asides.tap(state, name, value, line, now)
    if name in OF_A_DRAFT and not state.active:
        return None
    tap = TAPS.get(name)
    # any other tap closes what was asked in between
    return tap(replace(state, aside=""), value, line, now, known) if tap else None


def speak(state: State, tongue: str, line: LineView) -> Decision:
    """Change the language; whoever greeted us in another has not yet read the promise."""
    if tongue not in line.languages:
        return Decision(state)
    has_read = not state.greeted or questions.language_of(state, line) == tongue
    state = replace(state, language=tongue, asked=Question.NONE, times=0)
    return Decision(state, () if has_read else (Say(("promise",)),))


def begin(state: State) -> Decision:
    """Turn to a new matter; what was held back as perhaps belonging to the last is part of it."""
    state = replace(
        state, active=True, which="", joining="", joining_until=None, asked=Question.NONE
    )
    return Decision(state)


def back(state: State) -> Decision:
    """Take back the last answer, and so ask again what it answered."""
    if state.place_told:
        state = replace(state, place="", place_told=False, station="", elsewhere="", spots=())
        state = replace(state, heard=(), heard_ref="")
    elif state.category:
        state = replace(state, category="")
    else:
        state = replace(state, language="")
    return Decision(replace(state, is_strange=False, asked=Question.NONE, skipped=(), times=0))


def more(state: State, now: datetime) -> Decision:
    """Invite more, and leave the floor."""
    state = replace(state, active=True, asked=Question.MORE, asked_at=now)
    return Decision(state, (Say(("tell_more",)),))


def _language(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    return speak(state, value, line)


def _kind(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    kind = value if value in questions.KINDS else state.kind
    return Decision(replace(state, active=True, kind=kind))


def _category(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    category = line.category(value)
    if category is None:
        return Decision(replace(state, active=True, asked=Question.NONE))
    return draft.choose_category(state, category)


def _next_rows(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    start = int(value) if value.isascii() and value.isdigit() and len(value) < 4 else 0
    if start >= len(line.categories):
        start = 0
    rows = questions.category_list(state, line, start=start)
    state = replace(state, active=True, asked=Question.CATEGORY, asked_at=now, times=1)
    return Decision(state, (Say(("ask_category",), choices=rows),))


def _district(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    code = value if line.district(value) else state.district
    return Decision(replace(state, active=True, district=code))


def _spot(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    return spots.choose(state, value)


def _there(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    return heard.choose(state, value, questions.language_of(state, line))


def _home(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    return spots.at_home(replace(state, active=True))


def _nameless(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    return naming.nameless(state)


def _send(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    return draft.send(state, line, now)


def _more(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    return more(state, now)


def _new(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    return begin(state)


def _status(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    return Decision(state, intents=(TellStatus(value),))


def _add(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    if value not in known.own:
        return Decision(replace(state, which=""), (Say(("code_unknown",)),))
    decision = draft.add(state, value, line, now)
    if decision.state.aside:
        return decision
    return replace(decision, state=draft.joining(decision.state, value, now))


def _read(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    event = _event(value)
    return Decision(state, intents=(TellNews(event),) if event else ())


def _solved(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    event = _event(value)
    return Decision(state, intents=(Feedback(event, is_solved=True),) if event else ())


def _unsolved(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    event = _event(value)
    return Decision(state, intents=(Feedback(event, is_solved=False),) if event else ())


def _hearing(state: State, value: str, line: LineView, now: datetime, known: Known) -> Decision:
    number, _, wanted = value.partition(":")
    event = _event(number)
    return Decision(state, intents=(WishForHearing(event, wanted),) if event else ())


def _event(value: str) -> int | None:
    # nineteen digits may be past the database's largest number
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


ASIDES = frozenset({asides.FORGET, asides.NO_REPLY, asides.SAFE, asides.DROP, guard.REVEAL})
OF_A_DRAFT = frozenset({"spot", "home", "there"})
TAPS: dict[str, Tap] = {
    "language": _language,
    "kind": _kind,
    "category": _category,
    "categories": _next_rows,
    "district": _district,
    "spot": _spot,
    "home": _home,
    "there": _there,
    "nameless": _nameless,
    "send": _send,
    "more": _more,
    "new": _new,
    "status": _status,
    "add": _add,
    "read": _read,
    "solved": _solved,
    "unsolved": _unsolved,
    "hearing": _hearing,
}
