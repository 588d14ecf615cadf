"""The talk: a state and a message in, a state, replies and intents out. Pure.

Danger comes before everything; then taps and short commands; then words meant for a ticket that
exists; everything else joins the matter being told, so that nothing a citizen sends is lost.
"""

from dataclasses import replace
from datetime import datetime

from messaging import danger
from messaging.conversation import (
    answers,
    asides,
    choices,
    cry,
    draft,
    mending,
    questions,
    reading,
    tongues,
)
from messaging.conversation.line import LineView
from messaging.conversation.saying import Choice, Decision, Known, Say, TellStatus
from messaging.conversation.state import Part, Question, State
from messaging.payloads import Incoming
from tickets import texts

NOTHING_KNOWN = Known()
UNREADABLE = frozenset({"unsupported", "unknown", "order"})


def decide(
    state: State, incoming: Incoming, line: LineView, now: datetime, known: Known = NOTHING_KNOWN
) -> Decision:
    """Answer one message: `hear` it, then `ask` what is still to be asked."""
    heard = hear(state, incoming, line, now, known)
    state, question = questions.ask(heard.state, line, now)
    return Decision(state, (*heard.replies, *([question] if question else [])), heard.intents)


def hear(
    state: State, incoming: Incoming, line: LineView, now: datetime, known: Known = NOTHING_KNOWN
) -> Decision:
    """Take in one message without asking anything back. Never raises, whatever was sent."""
    part = _part(incoming, known, now)
    heard = _heard(state, incoming, part, line, now, known)
    heard = _in_english(state, heard, part, line)
    return tongues.in_both(heard, tongues.to_add(state, part.text, line))


def _in_english(before: State, heard: Decision, part: Part, line: LineView) -> Decision:
    """Go on in English with whoever was asked for a language and simply writes it."""
    state = heard.state
    was_asked = Question.LANGUAGE in (before.asked, *before.skipped)
    if state.language or not (was_asked and state.active and tongues.is_surely_english(part.text)):
        return heard
    spoken = choices.speak(state, tongues.ENGLISH, line)
    return replace(heard, state=spoken.state, replies=(*heard.replies, *spoken.replies))


def _heard(
    state: State, incoming: Incoming, part: Part, line: LineView, now: datetime, known: Known
) -> Decision:
    if incoming.kind == "system":
        is_deletion = incoming.detail == "revoke"
        return mending.deleted(state, known.refers, now) if is_deletion else Decision(state)
    if incoming.choice == "danger" or (not incoming.choice and danger.is_now(part.text)):
        return cry.help_first(replace(state, aside=""), part, line, now)
    if incoming.choice:
        tapped = choices.take(state, incoming.choice, line, now, known)
        return tapped or _greeted(state)
    if incoming.kind == "reaction":
        return Decision(state)
    if incoming.detail == "edit" and (mended := mending.edited(state, part, line, known, now)):
        return mended
    return _said(state, incoming, part, line, now, known)


def settle(state: State, line: LineView, now: datetime) -> Decision:
    """End a draft that has gone quiet: what is known goes to the desk, an empty one nowhere."""
    if state.aside == asides.DROP:
        return asides.dropped(state)
    state = replace(state, aside="")
    if state.has_substance or (state.which and state.draft):
        return draft.submit(state, line, fell_quiet=True)
    return Decision(state.forgetting_draft())


def _said(
    state: State, incoming: Incoming, part: Part, line: LineView, now: datetime, known: Known
) -> Decision:
    """Take in words, files and places: the answer to an aside, to a question, or the matter."""
    if state.aside and part.is_only_words:
        answered = asides.answer(state, part.text, line, now)
        if answered:
            return answered
    state = replace(state, aside="")
    if incoming.kind in UNREADABLE and not part.says_something:
        return _could_not_read(state)
    answered = _short_answer(state, part, line, now, known)
    told = answered or _words(state, part, line, now, known)
    return draft.with_advice_on_files(told, incoming.media)


def _part(incoming: Incoming, known: Known, now: datetime) -> Part:
    place, media = incoming.place, incoming.media
    return Part(
        text=texts.clean(incoming.text),
        attachment=known.attachment,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        is_forwarded=incoming.is_forwarded,
        is_sticker=media is not None and media.kind == "sticker",
        said_at=now,
        ref=known.ref,
    )


def _could_not_read(state: State) -> Decision:
    state = replace(state, active=state.active or not state.sent)
    return Decision(state, (Say(("unreadable",)),))


def _short_answer(
    state: State, part: Part, line: LineView, now: datetime, known: Known
) -> Decision | None:
    """Act on words that are an answer or a command as a whole; None when they are a message."""
    text = part.text
    if not part.is_only_words:
        return None
    command = _command(state, text, line, now, known)
    if command:
        return command
    if known.quoted:
        return None
    if state.active:
        is_all = state.has_substance and reading.is_all(text)
        enough = answers.enough(state, line, now) if is_all else None
        return enough or answers.read(state, text, line, now, known)
    if reading.means(text, reading.GREETINGS):
        return _greeted(state)
    return None


def _command(
    state: State, text: str, line: LineView, now: datetime, known: Known
) -> Decision | None:
    if len(text) > reading.LONGEST_ANSWER:
        return None
    wish = asides.wish(state, text, line, now)
    if wish:
        return wish
    if second := _second_thoughts(state, text, known):
        return second
    tongue = reading.language(text)
    if tongue:
        spoken = choices.speak(state, tongue, line)
        active = state.active or not state.sent
        told = spoken.replies if active else (*spoken.replies, _menu())
        return replace(spoken, state=replace(spoken.state, active=active), replies=told)
    around = reading.without_codes(text)
    found = reading.codes(text)
    if reading.asks_status(around, beside_code=bool(found)) or (found and not around):
        return Decision(state, intents=(TellStatus(found[0] if found else known.quoted),))
    if reading.is_misread_code(text):
        return Decision(state, (Say(("code_unknown",)),))
    if reading.means(text, reading.NEW) and (state.which or not state.has_substance):
        return choices.begin(state)
    return None


def _greeted(state: State) -> Decision:
    """Answer a greeting: who has a ticket is told what can be done, a newcomer is asked."""
    if state.active:
        return Decision(state)
    if state.sent:
        return Decision(state, (_menu(),))
    return Decision(replace(state, active=True))


def _menu() -> Say:
    rows = (("status", "button_status"), ("new", "button_new"))
    tappable = tuple(Choice(choice, key=key) for choice, key in rows)
    return Say(("menu",), choices=tappable)


def _second_thoughts(state: State, text: str, known: Known) -> Decision | None:
    """Take back what was told, or the last answer; to an officer's question neither is meant."""
    if not known.asked and (taken_back := asides.take_back(state, text)):
        return taken_back
    return choices.back(state) if state.active and reading.means(text, reading.BACK) else None


def _words(state: State, part: Part, line: LineView, now: datetime, known: Known) -> Decision:
    """Give a message to the ticket it belongs to, or to the matter being told."""
    for code in (known.quoted, _code_in(part.text, known)):
        if code:
            return draft.pass_on(state, part, code, line, now)
    if not state.active:
        code = known.asked or state.joins(now)
        if code and part.says_something:
            return draft.pass_on(state, part, code, line, now, is_known=bool(known.spots))
        if draft.is_thanks(part):
            return _thanked(state, part, now)
    return draft.keep(state, part, line, now)


def _code_in(text: str, known: Known) -> str:
    return next((code for code in reading.codes(text) if code in known.own), "")


def _thanked(state: State, part: Part, now: datetime) -> Decision:
    """Answer "ok" or "🙏" once; from a newcomer it is a greeting."""
    if not state.sent:
        return Decision(replace(state, active=True))
    if state.noted_at is not None and now - state.noted_at < draft.JOINING:
        return Decision(state)
    return Decision(replace(state, noted_at=now), (Say(("thanks",)),))
