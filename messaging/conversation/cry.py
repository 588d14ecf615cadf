"""A cry for help: whom to call, and the desk knows at once. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from messaging.conversation import asides, draft
from messaging.conversation.line import LineView
from messaging.conversation.saying import Decision, Say
from messaging.conversation.state import Part, State

WARN_AGAIN = timedelta(seconds=60)
DANGER = Say(("danger",), stands_alone=True)


def help_first(state: State, part: Part, line: LineView, now: datetime) -> Decision:
    """Say whom to call, and give the desk what is known without asking anything more."""
    replies: tuple[Say, ...] = ()
    if asides.takes_back(part.text) and state.has_substance:
        asked = asides.ask_drop(state)
        return replace(asked, replies=(DANGER, *asked.replies))
    since = now - state.warned_at if state.warned_at else None
    if since is None or since >= WARN_AGAIN:
        replies = (DANGER,)
    # a ticket that was no emergency must not swallow one
    code = state.joins(now) if since is not None and since < draft.URGENT_JOINING else ""
    state = replace(state, warned_at=now)
    if code and not state.draft:
        decision = draft.pass_on(state, part, code, line, now)
    else:
        decision = draft.submit(state.with_part(part), line, is_urgent=True)
    return replace(decision, replies=(*replies, *decision.replies))
