"""The talk: a state and a message in, a state, replies and intents out. Pure.

Danger comes before everything; then taps and short commands; then words meant for a ticket that
exists; everything else joins the matter being told, so that nothing a citizen sends is lost.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from messaging import danger
from messaging.conversation import (
    asides,
    choices,
    draft,
    matching,
    mending,
    naming,
    questions,
    reading,
    spots,
    tongues,
)
from messaging.conversation.line import LineView
from messaging.conversation.saying import Choice, Decision, Known, Say, TellStatus
from messaging.conversation.state import Part, Question, State
from messaging.payloads import Incoming
from tickets import texts

NOTHING_KNOWN = Known()
WARN_AGAIN = timedelta(seconds=60)
WHERE = frozenset({Question.PLACE, Question.SPOT, Question.WHOSE})
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
    return tongues.in_both(heard, tongues.to_add(state, part.text, line))


def _heard(
    state: State, incoming: Incoming, part: Part, line: LineView, now: datetime, known: Known
) -> Decision:
    if incoming.kind == "system":
        is_deletion = incoming.detail == "revoke"
        return mending.deleted(state, known.refers, now) if is_deletion else Decision(state)
    if incoming.choice == "danger" or (not incoming.choice and danger.is_now(part.text)):
        return _help_first(replace(state, aside=""), part, line, now)
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


def _help_first(state: State, part: Part, line: LineView, now: datetime) -> Decision:
    """Say whom to call, and give the desk what is known without asking anything more."""
    replies: tuple[Say, ...] = ()
    since = now - state.warned_at if state.warned_at else None
    if since is None or since >= WARN_AGAIN:
        replies = (Say(("danger",), stands_alone=True),)
    # a ticket that was no emergency must not swallow one
    code = state.joins(now) if since is not None and since < draft.URGENT_JOINING else ""
    state = replace(state, warned_at=now)
    if code and not state.draft:
        decision = draft.pass_on(state, part, code, line, now)
    else:
        decision = draft.submit(state.with_part(part), line, is_urgent=True)
    return replace(decision, replies=(*replies, *decision.replies))


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
        is_all = state.asked in WHERE and state.has_substance and reading.is_all(text)
        return draft.send(state, line, now) if is_all else _answer(state, text, line, now, known)
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
    tongue = reading.language(text)
    if tongue:
        spoken = choices.speak(state, tongue, line)
        active = state.active or not state.sent
        told = spoken.replies if active else (*spoken.replies, _menu())
        return replace(spoken, state=replace(spoken.state, active=active), replies=told)
    around = reading.without_codes(text)
    found = reading.codes(text)
    if reading.means(around, reading.STATUS) or (found and not around):
        return Decision(state, intents=(TellStatus(found[0] if found else known.quoted),))
    if reading.is_misread_code(text):
        return Decision(state, (Say(("code_unknown",)),))
    if reading.means(text, reading.NEW) and (state.which or not state.has_substance):
        return choices.begin(state)
    return None


def _answer(
    state: State, text: str, line: LineView, now: datetime, known: Known
) -> Decision | None:
    """Read a short text as the answer to the question on the screen."""
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
            answer = spots.named(state, text, line, known)
        case Question.NAME | Question.MORE:
            answer = _name_or_end(state, text, line, now, known)
    return answer or _no_news(state, text)


def _kind(state: State, text: str, line: LineView, now: datetime) -> Decision | None:
    position = reading.number(text)
    if position == len(questions.KINDS) + 1:
        return _help_first(state, Part(said_at=now), line, now)
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
    if position == 1 or reading.means(text, reading.MORE, reading.SEND):
        return draft.add(state, state.which, line, now)
    return choices.begin(state) if position == 2 else None


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
