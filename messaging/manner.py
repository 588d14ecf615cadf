"""How and when a citizen wants to be spoken to, kept with the talk and followed by what waits."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from messaging import line_views, news, quiet, speech
from messaging.conversation import State
from messaging.models import Conversation, OutboundMessage, ThreadEntry

MANNER = ("is_silent", "is_discreet", "safe_from", "safe_until")
UNSAID_KEPT = timedelta(days=30)  # how old news may be when it can be told after all

Queue = OutboundMessage.State
Told = ThreadEntry.Told


def follow(talk: Conversation, state: State, now: datetime) -> None:
    """Do from now on as the citizen wishes, also with news that already waits to be sent.

    The caller holds the conversation's row.
    """
    before = [getattr(talk, name) for name in MANNER]
    talk.is_silent, talk.is_discreet = state.is_silent, state.is_discreet
    talk.safe_from, talk.safe_until = state.safe_hours
    if before != [getattr(talk, name) for name in MANNER]:
        talk.save(update_fields=MANNER)
        _rearrange(talk, now)


def _rearrange(talk: Conversation, now: datetime) -> None:
    # what events caused, also to a number of which no desk learns how it fared
    ours = OutboundMessage.objects.filter(conversation=talk, reason__startswith="event:")
    unsent = ours.filter(state__in=[Queue.QUEUED, Queue.FAILED], progress=0)
    moment = quiet.moment(talk, now)
    if moment is None:
        _tell(unsent, Told.SILENT, now)
        unsent.update(state=Queue.SUPPRESSED, settled_at=now)
        return
    kept = ours.filter(
        state=Queue.SUPPRESSED, entry__told=Told.SILENT, settled_at__gte=now - UNSAID_KEPT
    ).exclude(template="")
    ids = list(kept.values_list("pk", flat=True))
    _tell(kept, Told.WAITING, now)
    ours.filter(pk__in=ids).update(state=Queue.QUEUED, not_before=moment, settled_at=None)
    waiting = ours.filter(state=Queue.QUEUED)
    waiting.filter(not_before__lt=moment).update(not_before=moment)
    if talk.is_discreet:
        _say_less(talk, waiting)


def _say_less(talk: Conversation, waiting: QuerySet[OutboundMessage]) -> None:
    """Put a neutral hint in the place of news that was to be told in full."""
    view = line_views.view(talk.line)
    for message in waiting.exclude(event=None).select_related("event"):
        if message.event is not None:
            message.body = speech.body(news.hint(message.event), view, talk.language)
            message.save(update_fields=["body"])


def _tell(messages: QuerySet[OutboundMessage], told: str, now: datetime) -> None:
    entries = ThreadEntry.objects.filter(pk__in=messages.values("entry"))
    entries.update(told=told, told_at=now)
