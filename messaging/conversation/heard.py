"""A place that the story names by the way: asked back once, instead of "where?". Pure."""

from collections.abc import Iterator
from dataclasses import replace

from messaging.conversation import reading
from messaging.conversation.line import LineView, name_in
from messaging.conversation.saying import Choice, Decision, Say
from messaging.conversation.state import PLACE_LENGTH, Question, Spot, State
from messaging.vocabulary import phrases

ASKED = "heard"  # in `State.shown`: it is asked back once in a matter
WATCHED = "watched"  # in `State.said`: somebody looks at this telephone
LONGEST_STORY = 40  # words
SIZES = (4, 3, 2, 1)  # words of a name
CHOICES = (
    Choice("there:yes", key="button_there"),
    Choice("there:no", key="button_somewhere_else"),
)
THERE, SOMEWHERE_ELSE = phrases("there"), phrases("somewhere_else")
YES, NO = phrases("yes"), phrases("no")


def may_be_asked(state: State, line: LineView) -> bool:
    """Say whether a place may stand on the screen: not where somebody else may look at it.

    Of police it is the station that is asked, which need not be where it happened.
    """
    category = line.category(state.category)
    about_police = category is not None and category.about_police
    return not (state.is_discreet or WATCHED in state.said or about_police)


def listened_for(state: State, line: LineView) -> bool:
    return ASKED not in state.shown and may_be_asked(state, line)


def is_on_screen(state: State) -> bool:
    return bool(state.heard) and state.asked == Question.PLACE and state.times == 1


def runs(text: str) -> Iterator[list[tuple[str, str]]]:
    """Yield, for each word like "in", the runs of words that may be its place, longest first.

    With each run come the words around it.
    """
    words = reading.plain(text).split()[:LONGEST_STORY]
    for place in range(len(words)):
        ends = {place for after in AFTER if tuple(words[place : place + len(after)]) == after}
        starts = {place + 1} if (words[place],) in BEFORE else set()
        spans = [(end - size, end) for end in ends for size in SIZES]
        spans += [(start, start + size) for start in starts for size in SIZES]
        within = [(start, end) for start, end in spans if start >= 0 and end <= len(words)]
        yield [
            (" ".join(words[start:end]), " ".join([*words[:start], *words[end:]]))
            for start, end in within
        ]


def listening(state: State, spot: Spot, ref: str) -> State:
    """Return the state with the one place that the message `ref` names."""
    return replace(state, heard=(spot,), heard_ref=ref)


def forgotten(state: State) -> State:
    """Return the state without it, "where?" still to be asked."""
    state = replace(state, heard=(), heard_ref="")
    is_asked = state.asked == Question.PLACE
    return replace(state, asked=Question.NONE, times=0) if is_asked else state


def question(state: State, language: str, kept: tuple[str, ...]) -> Say:
    return Say((*kept, "ask_heard"), {"place": _name(state, language)}, CHOICES)


def named(state: State, text: str, language: str) -> Decision | None:
    """Read a short text as the answer; None when it rather answers "where?" itself."""
    position = reading.number(text)
    if position == 1 or reading.means(text, YES, THERE):
        return choose(state, "yes", language)
    if position == len(CHOICES) or reading.means(text, NO, SOMEWHERE_ELSE):
        return choose(state, "no", language)
    return None


def choose(state: State, value: str, language: str) -> Decision:
    """Take the place as told, or ask "where?" after all; so does a button that is out of date."""
    state = replace(state, active=True)
    if state.place_told:
        return Decision(state)
    if value != "yes" or not state.heard:
        # also where it was asked often enough: somebody wants to answer it
        skipped = tuple(one for one in state.skipped if one != Question.PLACE)
        return Decision(replace(forgotten(state), skipped=skipped))
    told = replace(
        state,
        place=_name(state, language)[:PLACE_LENGTH],
        place_told=True,
        place_ref=state.heard_ref,
        station=state.heard[0].code,
        heard=(),
        heard_ref="",
    )
    return Decision(told)


def _name(state: State, language: str) -> str:
    spot = state.heard[0]
    return name_in({"hi": spot.hi, "en": spot.en}, language)


def _split(name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(reading.plain(one).split()) for one in phrases(name))


AFTER, BEFORE = _split("after_a_place"), _split("before_a_place")
