"""Wishes of a citizen at any time, most asked back once: be forgotten, no reply, safe chat. Pure.

While an aside is open no other question is put; any other message closes it, and nothing is done.
"""

import re
from dataclasses import replace
from datetime import datetime

from rapidfuzz import fuzz

from messaging.conversation import draft, guard, reading
from messaging.conversation.line import LineView
from messaging.conversation.saying import Choice, Decision, Discard, Forget, Say
from messaging.conversation.state import Question, State
from messaging.vocabulary import phrases

FORGET, NO_REPLY, SAFE, DROP = "forget", "noreply", "safe", "drop"
FORGET_WORDS = tuple(map(reading.plain, phrases("forget")))
STOP, START = phrases("stop"), phrases("start")
PRIVACY, NO_REPLY_WORDS = phrases("privacy"), phrases("no_reply")
SAFE_CHAT, NORMAL_CHAT = phrases("safe_chat"), phrases("normal_chat")
YES, NO = phrases("yes"), phrases("no")
HIDE, AS_IT_IS = phrases("hide"), phrases("as_it_is")
CLAUSE = re.compile(r"[,.;!।\n]+")
ALIKE = 88.0  # of 100: "bhul jaoo" is meant too, for it is asked back
HOURS = ("6-9", "9-12", "12-15", "15-18", "18-21", "21-24")
TWO_HOURS = re.compile(r"(?<!\d)(\d{1,2})(?: 00)?\D{1,12}(\d{1,2})(?!\d)")
MORNING = 7  # hours before this, said without more, are those of the afternoon
MORNINGS = ("am", "morning", "subah", "सुबह")
EVENINGS = ("pm", "evening", "night", "sham", "shaam", "raat", "शाम", "रात", "दोपहर")


def wish(state: State, text: str, line: LineView, now: datetime) -> Decision | None:
    """Act on words that are, as a whole, a wish; None when they are none."""
    if asks_to_be_forgotten(text):
        return ask_forget(state)
    if reading.means(text, STOP):
        waits = ("draft_waits",) if state.has_substance else ()
        silent = _hushed(replace(state, is_silent=True), now)
        return Decision(silent, (Say(("stopped", *waits)),))
    if state.is_silent and reading.means(text, START):
        return Decision(replace(state, is_silent=False), (Say(("started",)),))
    if reading.means(text, PRIVACY):
        return privacy(state)
    if reading.means(text, NO_REPLY_WORDS):
        return ask_no_reply(state)
    if reading.means(text, SAFE_CHAT):
        return ask_safe(state)
    if state.is_discreet and reading.means(text, NORMAL_CHAT):
        usual = replace(state, is_discreet=False, is_silent=False, safe_from=0, safe_until=0)
        return Decision(usual, (Say(("safe_off",)),))
    return None


def answer(state: State, text: str, line: LineView, now: datetime) -> Decision | None:
    """Read a text as the answer to the open aside; None when it is something else."""
    if state.aside == FORGET and asks_to_be_forgotten(text):
        return _forget(state, line, now, sends=False)
    if state.aside == SAFE and (hours := hours_in(text)):
        return _safe(state, hours)
    if state.aside == DROP and takes_back(text):
        return dropped(state, says=True)
    if state.aside == guard.REVEAL and reading.means(text, HIDE, AS_IT_IS):
        kept = "keep" if reading.means(text, AS_IT_IS) else "hide"
        return _reveal(state, kept, line, now)
    offered = [choice.id for choice in offers(state)]
    position = reading.number(text)
    chosen = ""
    if position is not None and 1 <= position <= len(offered):
        chosen = offered[position - 1]
    elif state.aside != SAFE and reading.means(text, YES):
        chosen = offered[0]
    elif state.aside != SAFE and reading.means(text, NO):
        chosen = offered[-1]
    name, _, value = chosen.partition(":")
    return tap(state, name, value, line, now) if chosen else None


def tap(state: State, name: str, value: str, line: LineView, now: datetime) -> Decision:
    """Act on a tapped choice of an aside; a tap on one that is no longer open only asks again."""
    if name == guard.REVEAL:
        return _reveal(state, value, line, now)
    if name == SAFE:
        return _tap_safe(state, value)
    if name == DROP:
        return _tap_drop(state, value)
    if state.aside != name or not value:
        return ask_forget(state) if name == FORGET else ask_no_reply(state)
    state = replace(state, aside="")
    if name == FORGET:
        if value == "no":
            return Decision(state, (Say(("forgotten_not",)),))
        return _forget(state, line, now, sends=value == "send")
    if value == "no":
        return Decision(state)
    return draft.send(replace(state, no_reply=True), line, now)


def offers(state: State) -> tuple[Choice, ...]:
    """Return what can be tapped while the aside is open, "yes" first and "no" last."""
    match state.aside:
        case "forget" if state.has_substance:
            send = Choice("forget:send", key="button_send_forget")
            drop = Choice("forget:drop", key="button_drop_forget")
            return (send, drop, Choice("forget:no", key="button_go_on"))
        case "forget":
            yes = Choice("forget:yes", key="button_forget")
            return (yes, Choice("forget:no", key="button_go_on"))
        case "noreply":
            yes = Choice("noreply:yes", key="button_yes_no_reply")
            return (yes, Choice("noreply:no", key="button_with_reply"))
        case "drop":
            yes = Choice("drop:yes", key="button_drop")
            return (yes, Choice("drop:no", key="button_go_on"))
        case "safe":
            hours = (Choice(f"safe:{one}", title=clock(*_hours(one))) for one in HOURS)
            never = Choice("safe:never", key="button_safe_never")
            return (never, *hours, Choice("safe:any", key="button_safe_any"))
    return guard.CHOICES


def asks_to_be_forgotten(text: str) -> bool:
    words = reading.plain(text) if len(text) <= reading.LONGEST_ANSWER else ""
    return bool(words) and any(fuzz.ratio(words, one) >= ALIKE for one in FORGET_WORDS)


def ask_forget(state: State) -> Decision:
    key = "ask_forget_draft" if state.has_substance else "ask_forget"
    return _ask(state, FORGET, key)


def ask_no_reply(state: State) -> Decision:
    return _ask(state, NO_REPLY, "ask_no_reply")


def ask_safe(state: State) -> Decision:
    return _ask(replace(state, is_discreet=True), SAFE, "ask_safe")


def takes_back(text: str) -> bool:
    """Say whether a clause of `text` wants what was told not to be sent."""
    return any(reading.means(clause, reading.TAKE_BACK) for clause in CLAUSE.split(text))


def take_back(state: State, text: str) -> Decision | None:
    """Ask back before what was told is thrown away; say of what has been sent that it stays."""
    if not reading.means(text, reading.TAKE_BACK):
        return None
    if state.has_substance:
        return ask_drop(state)
    if state.sent and not state.active:
        return Decision(state, (Say(("stays_sent",)),))
    return Decision(replace(state, active=True))


def ask_drop(state: State) -> Decision:
    return _ask(state, DROP, "ask_drop")


def dropped(state: State, *, says: bool = False) -> Decision:
    """Throw away what was told; who fell silent after being asked was told of it then."""
    replies = (Say(("dropped",)),) if says else ()
    return Decision(replace(state, aside="").forgetting_draft(), replies, (Discard(state.draft),))


def privacy(state: State) -> Decision:
    """Say what is kept; a newcomer is then asked the first question."""
    if not state.sent or state.active:
        return Decision(replace(state, active=True, asked=Question.NONE), (Say(("privacy",)),))
    safe, forget = Choice(SAFE, key="button_safe"), Choice(FORGET, key="button_forget_me")
    return Decision(state, (Say(("privacy",), choices=(safe, forget)),))


def hours_in(text: str) -> tuple[int, int] | None:
    """Return the two hours named in a short text: "10-12", "शाम 5 से 7", "22 to 2"."""
    if len(text) > reading.LONGEST_ANSWER:
        return None
    words = reading.plain(text)
    found = TWO_HOURS.search(words)
    if not found:
        return None
    first, last = int(found[1]), int(found[2])
    is_small = first < MORNING and last <= 12 and not _says(words, MORNINGS)
    if is_small or _says(words, EVENINGS):
        first, last = (hour + 12 if hour < 12 else hour for hour in (first, last))
    is_sane = 0 <= first < 24 and 0 < last <= 24 and first != last
    return (first, last) if is_sane else None


def clock(first: int, last: int) -> str:
    return f"{first:02}:00–{last:02}:00"


def _ask(state: State, aside: str, key: str) -> Decision:
    state = replace(state, aside=aside, asked=Question.NONE, times=0)
    return Decision(state, (Say((key,), choices=offers(state)),))


def _forget(state: State, line: LineView, now: datetime, *, sends: bool) -> Decision:
    if sends and state.has_substance:
        return draft.submit(replace(state, no_reply=True), line)
    fresh = State(language=state.language)
    return Decision(fresh, (Say(("forgotten",)),), (Discard(state.draft), Forget()))


def _tap_drop(state: State, value: str) -> Decision:
    if state.aside != DROP or not state.has_substance:
        return Decision(state)
    return dropped(state, says=True) if value == "yes" else Decision(replace(state, aside=""))


def _reveal(state: State, value: str, line: LineView, now: datetime) -> Decision:
    if state.aside != guard.REVEAL:
        return Decision(state)
    return draft.submit(replace(state, aside=""), line, as_it_is=value == "keep")


def _tap_safe(state: State, value: str) -> Decision:
    if value == "never":
        state = replace(_spoken_to(state, 0, 0), is_silent=True)
        return Decision(state, (Say(("safe_never",)),))
    if value == "any":
        return Decision(_spoken_to(state, 0, 0), (Say(("safe_any",)),))
    return _safe(state, _hours(value)) if value in HOURS else ask_safe(state)


def _safe(state: State, hours: tuple[int, int]) -> Decision:
    return Decision(_spoken_to(state, *hours), (Say(("safe_hours",), {"hours": clock(*hours)}),))


def _spoken_to(state: State, first: int, last: int) -> State:
    return replace(
        state, aside="", is_discreet=True, is_silent=False, safe_from=first, safe_until=last
    )


def _hushed(state: State, now: datetime) -> State:
    """Return the state with its question left as it stands: who says stop is not asked again."""
    return replace(state, asked_at=now)


def _says(words: str, meanings: tuple[str, ...]) -> bool:
    return any(reading.plain(one) in words.split() for one in meanings)


def _hours(value: str) -> tuple[int, int]:
    first, last = value.split("-")
    return int(first), int(last)
