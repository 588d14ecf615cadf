"""The matter being told: what joins it, and what becomes of it. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from messaging import danger, phrasebook
from messaging.conversation import guard, matching, reading, spots
from messaging.conversation.line import CategoryView, LineView
from messaging.conversation.questions import BURST
from messaging.conversation.saying import (
    AddToTicket,
    Decision,
    Forget,
    Intent,
    OpenTicket,
    Say,
)
from messaging.conversation.state import FULL, PLACE_LENGTH, Part, Question, State
from messaging.payloads import Media

AFTERTHOUGHT = timedelta(hours=24)  # so long a new message may belong to the last ticket
JOINING = timedelta(minutes=15)  # after "add to this", everything goes there unasked
URGENT_JOINING = timedelta(minutes=60)
LONGEST_PLACE = 200  # characters; more is a story that may contain the place
CLEANED_COPY = "cleaned_copy"
WOMEN_FIRST = "women_first"  # what a line says first of all to women, and about children
FEARS = {"watched": "watched", "promise": "fears"}


def keep(state: State, part: Part, line: LineView, now: datetime) -> Decision:
    """Join one message to the matter being told, or begin a matter with it."""
    if not state.active and may_belong_to_last(state, now) and part.says_something:
        state = replace(state, which=state.sent)
    if not state.active:
        state = replace(state, said=())
    state, advice = _understand(state.with_part(part), part, line)
    if len(state.draft) >= FULL:
        return _with(advice, submit(state, line))
    return Decision(state, advice)


def send(state: State, line: LineView, now: datetime) -> Decision:
    """Send what is known, unless the citizen should first see that it tells who they are."""
    return guard.warning(state, line, now) or submit(state, line)


def submit(
    state: State,
    line: LineView,
    *,
    is_urgent: bool = False,
    fell_quiet: bool = False,
    as_it_is: bool = False,
) -> Decision:
    """Send what is known to the desk; words that tell who sent it only if `as_it_is`."""
    if not state.has_substance and not is_urgent and not (state.which and state.draft):
        return Decision(replace(state, active=True, asked=Question.NONE))
    told = state
    if not (is_urgent or as_it_is) and guard.applies(state, line):
        state = guard.covered(state)
    parts, is_covered = state.draft, state != told
    intents: list[Intent] = [Forget()] if state.no_reply else []
    if state.which and not is_urgent:
        # a ticket keeps its first place; another is told in words
        parts = (*parts, Part(state.place)) if state.place else parts
        added = AddToTicket(state.which, parts, is_covered=is_covered)
        return Decision(state.forgetting_draft(), intents=(added, *intents))
    opened = replace(
        _opening(state), is_urgent=is_urgent, fell_quiet=fell_quiet, is_covered=is_covered
    )
    return Decision(state.forgetting_draft(), intents=(opened, *intents))


def add(state: State, code: str, line: LineView, now: datetime) -> Decision:
    """Add the draft, perhaps empty as yet, to a ticket that is already with the desk."""
    if not state.draft:
        return Decision(replace(state, which="", joining=code), (Say(("tell_addition",)),))
    return send(replace(state, which=code), line, now)


def _opening(state: State) -> OpenTicket:
    return OpenTicket(
        state.draft,
        state.kind,
        state.category,
        state.district,
        state.place,
        state.latitude,
        state.longitude,
        no_reply=state.no_reply,
        station=state.station,
        elsewhere=state.elsewhere,
        poster=state.poster,
        name=state.name,
        is_nameless=state.is_nameless,
    )


def pass_on(
    state: State, part: Part, code: str, line: LineView, now: datetime, *, is_known: bool = False
) -> Decision:
    """Give one message to a ticket at once; a flurry of them is confirmed once.

    `is_known` says that it names a known place. What tells who sent it waits for the citizen's
    word, or is covered if a draft is in the way.
    """
    is_telling = guard.applies(state, line, now) and guard.tells(part.text)
    if is_telling and not state.draft:
        return add(state.with_part(part), code, line, now)
    if is_telling:
        part = replace(part, text=guard.covered_words(part.text))
    quietly = state.noted_at is not None and now - state.noted_at < BURST
    if not quietly:
        state = replace(state, noted_at=now)
    state, advice = _help_lines(state, part)
    place = spots.place_of(part, is_known) if code == state.placing else ""
    if place or part.latitude is not None:
        state = replace(state, placing="")
    return Decision(state, advice, (AddToTicket(code, (part,), quietly, is_telling, place),))


def opened(
    state: State, code: str, now: datetime, *, is_urgent: bool, is_placed: bool = True
) -> State:
    """Remember the ticket that came of the draft, and whether its place is still asked for."""
    state = replace(state, sent=code, sent_at=now, placing="" if is_placed else code)
    return joining(state, code, now, URGENT_JOINING) if is_urgent else state


def joining(state: State, code: str, now: datetime, lasts: timedelta = JOINING) -> State:
    """Let what follows go to this ticket unasked for a while."""
    return replace(state, joining=code, joining_until=now + lasts)


def choose_category(state: State, category: CategoryView) -> Decision:
    state = replace(state, active=True, category=category.code)
    return _advise(state, category.first_says)


def _understand(state: State, part: Part, line: LineView) -> tuple[State, tuple[Say, ...]]:
    """Read category, district, place and advice from one message of the draft."""
    state = _place(state, part)
    state, advice = _help_lines(state, part)
    state, comfort = _comfort(state, part)
    found = matching.category_spoken_of(part.text, line) or _helped(part, line)
    accuses = found is not None and found.about_police and matching.accuses_police(part.text)
    if found and (not state.category or accuses):
        decision = choose_category(state, found)
        state, advice = decision.state, advice or decision.replies
    district = matching.district_spoken_of(part.text, line)
    if district and not state.district:
        state = replace(state, district=district.code)
    return state, (*advice, *comfort)


def _helped(part: Part, line: LineView) -> CategoryView | None:
    """Return the category whose helplines these words call for, if it is one alone."""
    keys = danger.helps(part.text)
    said = {WOMEN_FIRST if key in {danger.WOMEN, danger.CHILD} else key for key in keys}
    found = [one for one in line.categories if one.first_says in said]
    return found[0] if len(found) == 1 else None


def _comfort(state: State, part: Part) -> tuple[State, tuple[Say, ...]]:
    """Answer a fear once: that it comes out who wrote, or that somebody looks at the phone."""
    heard = phrasebook.clauses(part.text)
    fears = {"watched": not state.is_discreet, "promise": True}
    for key, is_open in fears.items():
        listed = phrasebook.book(FEARS[key])
        if is_open and key not in state.said and any(map(listed.heard_in, heard)):
            # who has not been greeted reads the promise in a moment anyway
            told = (Say((key,)),) if state.greeted or key != "promise" else ()
            return replace(state, said=(*state.said, key)), told
    return state, ()


def _place(state: State, part: Part) -> State:
    if part.latitude is not None:
        place = state.place or part.text[:PLACE_LENGTH]
        return replace(
            state,
            place=place,
            spots=(),
            latitude=part.latitude,
            longitude=part.longitude,
            place_told=True,
            place_ref=part.ref,
        )
    short = part.text and len(part.text) <= LONGEST_PLACE and not part.attachment
    short = short and not (reading.asks(part.text) or reading.denies(part.text))
    if state.asked == Question.PLACE and short and not state.place_told:
        return replace(state, place=part.text, place_told=True, place_ref=part.ref)
    return state


def _help_lines(state: State, part: Part) -> tuple[State, tuple[Say, ...]]:
    """Name whom to call for a child, a woman or stolen money, once in a matter."""
    keys = danger.helps(part.text)
    # a category may have said as much of women already; of a child or of money it has not
    wanted = [key for key in keys if key != danger.WOMEN or not state.said]
    decision = _advise(state, wanted[0] if wanted else "")
    return decision.state, decision.replies


def _advise(state: State, key: str) -> Decision:
    """Say what must come before any question, once in a matter."""
    if not key or key in state.said:
        return Decision(state)
    return Decision(replace(state, said=(*state.said, key)), (Say((key,), stands_alone=True),))


def with_advice_on_files(decision: Decision, media: Media | None) -> Decision:
    """Say once in a matter that officers see a cleaned copy only: files keep place and maker."""
    state = decision.state
    if media is None or media.kind != "document" or CLEANED_COPY in state.shown:
        return decision
    state = replace(state, shown=(*state.shown, CLEANED_COPY))
    return replace(decision, state=state, replies=(*decision.replies, Say((CLEANED_COPY,))))


def may_belong_to_last(state: State, now: datetime) -> bool:
    return bool(state.sent and state.sent_at and now - state.sent_at < AFTERTHOUGHT)


def _with(replies: tuple[Say, ...], decision: Decision) -> Decision:
    return replace(decision, replies=(*replies, *decision.replies))


def is_thanks(part: Part) -> bool:
    """Say whether this is no more than "ok", "thanks" or "🙏"."""
    return not part.says_something or (
        reading.means(part.text, reading.THANKS) and not part.attachment
    )
