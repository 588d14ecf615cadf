"""When a citizen may be written to unasked: never, in hours they chose, or at any time."""

from datetime import datetime, timedelta

from django.utils import timezone

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
    local = timezone.localtime(at)
    lasts = (talk.safe_until - talk.safe_from - 1) % DAY + 1
    since = (local.hour - talk.safe_from) % DAY
    if since < lasts:
        return at
    begins = local.replace(minute=0, second=0, microsecond=0)
    return begins + timedelta(hours=DAY - since)
