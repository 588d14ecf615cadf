"""What is still to be asked, and how. Nothing is asked a third time; silence is an answer."""

from dataclasses import replace
from datetime import datetime, timedelta

from messaging.conversation import heard, naming, spots
from messaging.conversation.line import LineView, name_in
from messaging.conversation.saying import Choice, Say
from messaging.conversation.state import Part, Question, State
from tickets.codes import spaced

BURST = timedelta(seconds=15)  # an album or a flurry of lines is answered once
PATIENCE = {
    Question.KIND: 1,
    Question.LANGUAGE: 1,
    Question.CATEGORY: 2,
    Question.DISTRICT: 2,
    Question.PLACE: 2,
    Question.SPOT: 1,
    Question.WHOSE: 1,
    Question.NAME: 2,
}
LIST_ROWS = 10
NOW = Choice("danger", key="button_danger", description="")
KINDS = ("tip", "complaint")
LAST = (
    Choice("send", key="button_send"),
    Choice("more", key="button_more"),
    Choice("noreply", key="button_no_reply"),
)
LANGUAGE_NAMES = {"hi": "हिंदी", "en": "English", "bho": "भोजपुरी", "hne": "छत्तीसगढ़ी"}


def language_of(state: State, line: LineView) -> str:
    return state.language if state.language in line.languages else line.first_language


def ask(state: State, line: LineView, now: datetime) -> tuple[State, Say | None]:
    """Return the question still to be put, or None when it is on the screen or nothing is left."""
    state, question = _due(state, line, now)
    if question is None:
        return state, None
    again = question == state.asked
    if not heard.may_be_asked(state, line):
        state = replace(state, heard=(), heard_ref="")
    say = _first_words(state, _put(question, state, line, again=again))
    if "ask_heard" in say.keys:
        state = replace(state, shown=(*state.shown, heard.ASKED))
    times = state.times + 1 if again else 1
    return replace(state, greeted=True, asked=question, asked_at=now, times=times), say


def may_name_the_place(state: State, line: LineView, now: datetime) -> tuple[Part, ...]:
    """Return the messages in which to look for a place, when "where?" would be asked next."""
    _, question = _due(state, line, now)
    is_first = question == Question.PLACE != state.asked
    return state.draft if is_first and heard.listened_for(state, line) else ()


def _due(state: State, line: LineView, now: datetime) -> tuple[State, Question | None]:
    """Return the question to be put now, and the state without those asked often enough."""
    if not state.active or state.aside:
        return state, None
    question = next_question(state, line)
    if question == state.asked and state.asked_at and now - state.asked_at < BURST:
        return state, None
    while question == state.asked and state.times >= PATIENCE.get(question, state.times + 1):
        state = replace(state, skipped=(*state.skipped, question), times=0)
        question = next_question(state, line)
    return state, question


def next_question(state: State, line: LineView) -> Question:
    if state.which:
        return Question.WHICH
    missing = {
        # what it is comes before the tongue: whoever is in danger must find that button first
        Question.KIND: line.splits and not (state.kind or state.category or state.is_discreet),
        Question.LANGUAGE: not state.language and len(line.languages) > 1,
        # in safe chat no list of crimes or stations must stand on the screen
        Question.CATEGORY: not (state.category or state.is_discreet) and bool(line.categories),
        Question.DISTRICT: not state.district and len(line.districts) > 1,
        Question.TELL: not state.has_substance,
        Question.PLACE: not state.place_told,
        Question.SPOT: bool(state.spots) and not state.is_discreet,
        Question.WHOSE: state.is_strange and not state.is_discreet,
        Question.NAME: naming.is_missing(state, line),
    }
    for question, is_missing in missing.items():
        if is_missing and question not in state.skipped:
            return question
    return Question.MORE


def offered(state: State, line: LineView) -> LineView:
    """Return the line with the categories of the kind that was chosen, or with all of them."""
    if state.kind not in KINDS:
        return line
    complaints = state.kind == "complaint"
    kept = tuple(one for one in line.categories if one.is_complaint == complaints)
    return replace(line, categories=kept or line.categories)


def category_list(state: State, line: LineView, *, start: int = 0) -> tuple[Choice, ...]:
    """Return up to ten rows: danger first, then categories, then "more" when some are left."""
    tongue = language_of(state, line)
    left = offered(state, line).categories[start:]
    room = LIST_ROWS - 1  # danger is always there
    shown = left if len(left) <= room else left[: room - 1]
    rows = [
        Choice(
            f"category:{one.code}",
            title=name_in(one.short, tongue),
            description=name_in(one.names, tongue),
        )
        for one in shown
    ]
    if len(shown) < len(left):
        rows.append(Choice(f"categories:{start + len(shown)}", key="button_more_rows"))
    return (NOW, *rows)


def _put(question: Question, state: State, line: LineView, *, again: bool) -> Say:
    kept = ("kept",) if state.draft and (again or not state.greeted) else ()
    match question:
        case Question.KIND:
            kinds = tuple(Choice(f"kind:{kind}", key=f"button_{kind}") for kind in KINDS)
            return Say((*kept, "ask_kind"), choices=(*kinds, NOW))
        case Question.LANGUAGE:
            names = {code: LANGUAGE_NAMES.get(code, code) for code in line.languages[:3]}
            choices = tuple(Choice(f"language:{code}", title=names[code]) for code in names)
            return Say((*kept, "ask_language"), choices=choices)
        case Question.WHICH:
            add = Choice(f"add:{state.which}", key="button_add")
            choices = (add, Choice("new", key="button_new"))
            return Say(("ask_which",), {"code": spaced(state.which)}, choices)
        case Question.CATEGORY:
            return Say((*kept, "ask_category"), choices=category_list(state, line))
        case Question.DISTRICT:
            return Say((*kept, "ask_district"), choices=_districts(state, line))
        case Question.TELL:
            return Say(("ask_tell",))
        case Question.PLACE | Question.SPOT | Question.WHOSE | Question.NAME:
            return _where_or_who(question, state, line, kept, again=again)
    return Say(("kept", "ask_more"), choices=_last(state, line))


def _last(state: State, line: LineView) -> tuple[Choice, ...]:
    """Return how to end; nobody can be called to a hearing whom no reply may reach."""
    category = line.category(state.category)
    return LAST[:-1] if category and category.is_hearing else LAST


def _where_or_who(
    question: Question, state: State, line: LineView, kept: tuple[str, ...], *, again: bool
) -> Say:
    if question == Question.SPOT:
        return spots.question(state, language_of(state, line))
    if question == Question.WHOSE:
        return spots.ask_whose(line, language_of(state, line))
    if question == Question.NAME:
        return Say((*kept, "ask_name"), choices=(naming.NAMELESS,))
    if state.heard and not again:
        return heard.question(state, language_of(state, line), kept)
    return Say((*kept, _place_words(state, line)), asks_place=True)


def _first_words(state: State, say: Say) -> Say:
    """Put greeting and promise before the first question of all, in one message."""
    if state.greeted:
        return say
    return replace(say, keys=("greeting", "promise", *say.keys))


def _place_words(state: State, line: LineView) -> str:
    category = line.category(state.category)
    return "ask_police_place" if category and category.about_police else "ask_place"


def _districts(state: State, line: LineView) -> tuple[Choice, ...]:
    tongue = language_of(state, line)
    return tuple(
        Choice(f"district:{one.code}", title=name_in(one.names, tongue))
        for one in line.districts[:LIST_ROWS]
    )
