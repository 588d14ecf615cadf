"""The answer to "where?": a name, perhaps one of several known places. Pure."""

from dataclasses import replace

from districts import far
from messaging.conversation import matching, reading
from messaging.conversation.line import LineView, name_in
from messaging.conversation.saying import Choice, Decision, Known, Say
from messaging.conversation.state import PLACE_LENGTH, Part, Question, State
from messaging.vocabulary import phrases

LONGEST_NAME = 80  # characters of a place that the gazetteer knows, with the words around it
LONGEST_UNKNOWN = 40  # characters; more may be part of the story
ALIKE = 80.0  # of 100: "barely" is Bareilly
YES = phrases("yes")
UNSURE = Choice("spot:", key="button_unsure")


def place_of(part: Part, is_known: bool) -> str:
    """Return a short message as the place it names; empty when it may be more than that."""
    longest = LONGEST_NAME if is_known else LONGEST_UNKNOWN
    is_short = part.is_only_words and len(part.text) <= longest and not reading.asks(part.text)
    if not is_known and reading.tells(part.text):
        return ""
    return "" if not is_short or reading.means(part.text, reading.UNSURE) else part.text


def named(state: State, text: str, line: LineView, known: Known) -> Decision | None:
    """Read a short text as the answer to "where?", "which of these?" or "in which district?"."""
    if state.asked == Question.SPOT:
        return spot_named(state, text)
    if state.asked == Question.WHOSE:
        return district_named(state, text, line)
    return place_named(state, text, line, known)


def place_named(state: State, text: str, line: LineView, known: Known) -> Decision | None:
    """Take a short text as the place and nothing else; None when it may be more than that."""
    if state.place_told:
        return None
    if reading.means(text, reading.UNSURE):
        return Decision(replace(state, place_told=True))
    if reading.asks(text) or reading.means(text, YES, reading.THANKS, reading.GREETINGS):
        return None
    if not known.spots and reading.denies(text):
        return None
    longest = LONGEST_NAME if known.spots else LONGEST_UNKNOWN
    if len(text) > longest or matching.category_spoken_of(text, line):
        return None
    state = replace(state, place=text[:PLACE_LENGTH], place_told=True, place_ref=known.ref)
    is_strange = known.is_strange and line.home is not None
    return Decision(_with_spots(replace(state, is_strange=is_strange), known))


def spot_named(state: State, text: str) -> Decision | None:
    """Take a number, a name or "not sure" as the answer to "which of these?"."""
    position = reading.number(text)
    if position is not None and 1 <= position <= len(state.spots):
        return choose(state, state.spots[position - 1].code)
    if position == len(state.spots) + 1 or reading.means(text, reading.UNSURE):
        return choose(state, "")
    words = reading.plain(text)
    meant = [one for one in state.spots if words in map(reading.plain, (one.hi, one.en))]
    return choose(state, meant[0].code) if len(meant) == 1 else None


def choose(state: State, station: str) -> Decision:
    """Note which of the offered places it is; none for "not sure" or one not offered."""
    offered = {one.code for one in state.spots}
    state = replace(state, active=True, spots=())
    return Decision(replace(state, station=station) if station in offered else state)


def district_named(state: State, text: str, line: LineView) -> Decision | None:
    """Take a number, a district's name or "not sure" as the answer to "in which district?"."""
    if reading.number(text) in (1, 2) or reading.means(text, reading.UNSURE, YES):
        return at_home(state)
    is_other = reading.means(text, reading.MORE, reading.THANKS, reading.GREETINGS)
    if is_other:
        return None
    if line.home is not None and matching.is_like_district(text, line.home, ALIKE):
        return at_home(state)
    if not far.is_district(text):
        return None  # more of the story, perhaps
    place = f"{state.place}, {text}"[:PLACE_LENGTH]
    return Decision(replace(state, place=place, elsewhere=text, is_strange=False))


def at_home(state: State) -> Decision:
    """Take an unknown place as one of ours, as long as nobody says otherwise."""
    return Decision(replace(state, is_strange=False))


def ask_whose(line: LineView, language: str) -> Say:
    name = name_in(line.home.names, language) if line.home else ""
    unsure = Choice("home:", key="button_unsure")
    return Say(("ask_whose",), choices=(Choice("home:yes", title=name), unsure))


def question(state: State, language: str) -> Say:
    rows = [
        Choice(
            f"spot:{one.code}",
            title=name_in({"hi": one.hi, "en": one.en}, language),
            description=name_in({"hi": one.of_hi, "en": one.of_en}, language),
        )
        for one in state.spots
    ]
    return Say(("ask_spot",), choices=(*rows, UNSURE), is_list=True)


def _with_spots(state: State, known: Known) -> State:
    if len(known.spots) > 1:
        return replace(state, spots=known.spots)
    clear = [one.code for one in known.spots if one.is_clear]
    return replace(state, station=clear[0]) if clear else state
