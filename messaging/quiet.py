"""When a citizen may be written to unasked: never, in hours they chose, or at any time."""

from datetime import datetime, time

from districts.timing import Daily
from messaging.models import Conversation

DAY = 24  # hours


def moment(talk: Conversation | None, at: datetime) -> datetime | None:
    """Return the first moment from `at` on for news of ours; None: not until they write.

    Hours are those of India. Answers to what somebody writes go out at once and never ask here.
    """
    if talk is None or not (talk.is_silent or talk.safe_until):
        return at
    if talk.is_silent:
        return None
    safe = Daily(time(talk.safe_from % DAY), time(talk.safe_until % DAY))
    return at if safe.day(at) is not None else safe.next_beginning(at)
