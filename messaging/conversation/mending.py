"""Messages the citizen edits or deletes later, as WhatsApp lets them for a while. Pure.

Until it is sent, the draft is theirs; what the desk has stays there.
"""

from dataclasses import replace
from datetime import datetime

from messaging.conversation import draft
from messaging.conversation.line import LineView
from messaging.conversation.saying import Decision, Discard, Known, Say
from messaging.conversation.state import PLACE_LENGTH, Part, State


def edited(
    state: State, part: Part, line: LineView, known: Known, now: datetime
) -> Decision | None:
    """Put the new words in the place of the old, or give them to the ticket just sent.

    None when neither is there: then it is a message like any other.
    """
    old = _find(state, known.refers)
    if old is not None:
        # a caption may change; the file it stands under does not
        parts = tuple(replace(one, text=part.text) if one is old else one for one in state.draft)
        state = replace(state, draft=parts)
        if old.text and state.place == old.text:
            state = replace(state, place=part.text[:PLACE_LENGTH])
        second_file = (Discard((part,)),) if part.attachment else ()
        return Decision(state, intents=second_file)
    if state.draft or not part.says_something or not draft.may_belong_to_last(state, now):
        return None
    return draft.pass_on(state, part, state.sent, line, now)


def deleted(state: State, refers: str, now: datetime) -> Decision:
    """Take a message out of the draft; of one that is sent, say kindly that it stays."""
    old = _find(state, refers)
    if old is not None:
        parts = tuple(one for one in state.draft if one is not old)
        state = _unplaced(replace(state, draft=parts), old)
        return Decision(state, (Say(("taken_out",)),), (Discard((old,)),))
    was_said = state.noted_at is not None and now - state.noted_at < draft.JOINING
    if not state.sent or was_said:
        return Decision(state)
    return Decision(replace(state, noted_at=now), (Say(("stays_sent",)),))


def _find(state: State, refers: str) -> Part | None:
    return next((one for one in state.draft if refers and one.ref == refers), None)


def _unplaced(state: State, old: Part) -> State:
    """Return the state without the place it took from a message that is no more."""
    if old.latitude is not None:
        return replace(state, latitude=None, longitude=None, place="", place_told=False)
    if old.text and state.place == old.text:
        return replace(state, place="", place_told=False)
    return state
