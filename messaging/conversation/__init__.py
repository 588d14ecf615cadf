"""What the bot says next: `decide(state, incoming, line, now)`. No database, no clock, no HTTP."""

from messaging.conversation.decide import decide, hear, settle
from messaging.conversation.draft import joining, opened
from messaging.conversation.heard import listening
from messaging.conversation.line import CategoryView, DistrictView, Helpline, LineView
from messaging.conversation.questions import ask, language_of, may_name_the_place
from messaging.conversation.saying import (
    AddToTicket,
    Choice,
    Decision,
    Discard,
    Feedback,
    Forget,
    Intent,
    KeepName,
    Known,
    OpenTicket,
    Say,
    TellNews,
    TellStatus,
    WishForHearing,
)
from messaging.conversation.state import Part, Question, Spot, State

__all__ = [
    "AddToTicket",
    "CategoryView",
    "Choice",
    "Decision",
    "Discard",
    "DistrictView",
    "Feedback",
    "Forget",
    "Helpline",
    "Intent",
    "KeepName",
    "Known",
    "LineView",
    "OpenTicket",
    "Part",
    "Question",
    "Say",
    "Spot",
    "State",
    "TellNews",
    "TellStatus",
    "WishForHearing",
    "ask",
    "decide",
    "hear",
    "joining",
    "language_of",
    "listening",
    "may_name_the_place",
    "opened",
    "settle",
]
