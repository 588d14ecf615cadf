"""Messages the citizen edits or deletes later, as WhatsApp lets them for a while. Pure.

Until it is sent, the draft is theirs; what the desk has stays there.
"""

from dataclasses import replace
from datetime import datetime

from messaging.conversation import draft, heard, naming
from messaging.conversation.line import LineView
from messaging.conversation.saying import Decision, Discard, KeepName, Known, Say
from messaging.conversation.state import PLACE_LENGTH, Part, State


def edited(
    state: State, part: Part, line: LineView, known: Known, now: datetime
) -> Decision | None:
    """Put the new words in the place of the old, or give them to the ticket just sent.

    None when neither is there: then it is a message like any other.
    """
    old = _find(state, known.refers)
    if _told_name(state, known.refers) and (name := naming.name_in(part.text, known)):
        return Decision(state, intents=(KeepName(name),))
    told_place = bool(known.refers) and state.place_ref == known.refers
    if told_place and _was_heard_in(old, state):
        state = _unplaced(state)  # what the new words say of it is not known
    elif told_place and part.is_only_words:
        state = replace(_unplaced(state), place=part.text[:PLACE_LENGTH], place_told=True)
    state = _unheard(state, known.refers)
    if old is not None:
        # a caption may change; the file it stands under does not
        parts = tuple(replace(one, text=part.text) if one is old else one for one in state.draft)
        second_file = (Discard((part,)),) if part.attachment else ()
        return Decision(replace(state, draft=parts), intents=second_file)
    if told_place and part.is_only_words:
        return Decision(state)
    if state.draft or not part.says_something or not draft.may_belong_to_last(state, now):
        return None
    return draft.pass_on(state, part, state.sent, line, now)


def deleted(state: State, refers: str, now: datetime) -> Decision:
    """Take a message out of the draft; of one that is sent, say kindly that it stays."""
    old = _find(state, refers)
    told_place = bool(refers) and state.place_ref == refers
    if told_place:
        state = _unplaced(state)
    state = _unheard(state, refers)
    told_name = _told_name(state, refers)
    if told_name:
        state = replace(state, name="", name_ref="")
    if old is not None or told_place or told_name:
        gone = (old,) if old is not None else ()
        state = replace(state, draft=tuple(one for one in state.draft if one is not old))
        return Decision(state, (Say(("taken_out",)),), (Discard(gone),))
    was_said = state.noted_at is not None and now - state.noted_at < draft.JOINING
    if not state.sent or was_said:
        return Decision(state)
    return Decision(replace(state, noted_at=now), (Say(("stays_sent",)),))


def _find(state: State, refers: str) -> Part | None:
    return next((one for one in state.draft if refers and one.ref == refers), None)


def _told_name(state: State, refers: str) -> bool:
    return bool(refers) and state.name_ref == refers


def _was_heard_in(old: Part | None, state: State) -> bool:
    """Say whether the place was named by the way, and is not the message itself nor its pin."""
    return old is not None and state.latitude is None and state.place != old.text


def _unheard(state: State, refers: str) -> State:
    """Return the state without the place that was heard in this message."""
    return heard.forgotten(state) if refers and state.heard_ref == refers else state


def _unplaced(state: State) -> State:
    """Return the state as before anybody said where."""
    return replace(
        state,
        place="",
        place_told=False,
        place_ref="",
        spots=(),
        station="",
        is_strange=False,
        elsewhere="",
        latitude=None,
        longitude=None,
    )
