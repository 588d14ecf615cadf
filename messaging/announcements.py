"""From a ticket's history to its citizen: each event that concerns them is told once.

The truth is the sweep itself: events of the last days without a message of ours. A watermark
would skip events whose transaction ended late.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from districts.models import Line
from messaging import departure, endings, fates, line_views, news, outbox, speech
from messaging.models import Conversation, OutboundMessage, Thread, ThreadEntry
from messaging.purposes import ANSWER_WAITING
from tickets.codes import spaced
from tickets.models import Event
from tickets.services import together

LOOKS_BACK = timedelta(days=3)
BATCH = 500


def announce(*, now: datetime) -> list[UUID]:
    """Write a message for every event its citizen has not been told of; return the messages.

    First withdraws what waits of ends that officers took back. Safe to repeat and in parallel:
    the thread's row is locked, and the reason is unique.
    """
    _withdraw(now)
    told = [
        _announce(event_id, now) for event_id in _untold(now).values_list("pk", flat=True)[:BATCH]
    ]
    return [message for message in told if message]


def _withdraw(now: datetime) -> None:
    waiting = OutboundMessage.objects.filter(state=OutboundMessage.State.QUEUED)
    ended = Event.objects.filter(endings.taken_back(), pk=OuterRef("event"))
    for message in waiting.filter(Exists(ended), event__isnull=False)[:BATCH]:
        fates.withdraw(message, now)


def _untold(now: datetime) -> QuerySet[Event]:
    """Return recent events that concern a citizen, without a message, oldest first."""
    message = OutboundMessage.objects.filter(event=OuterRef("pk"))
    thread = Thread.objects.filter(ticket=OuterRef("ticket"))
    recent = Event.objects.filter(news.told(), happened_at__gte=now - LOOKS_BACK)
    revocable = Q(data__has_key="together", happened_at__gt=now - together.UNDO)
    return (
        recent.exclude(revocable | endings.taken_back() | endings.unheard_of())
        .filter(~Exists(message), Exists(thread))
        .order_by("happened_at", "pk")
    )


@transaction.atomic
def _announce(event_id: int, now: datetime) -> UUID | None:
    event = Event.objects.select_related("ticket__line__unit").get(pk=event_id)
    threads = Thread.objects.select_related("conversation__contact", "caller__contact")
    thread = threads.select_for_update(of=("self",)).get(ticket=event.ticket_id)
    line = event.ticket.line
    if line is None or OutboundMessage.objects.filter(event=event).exists():
        return None  # told while we waited for the lock
    if thread.caller is not None:
        return _hint(event, thread.caller, line, now)
    talk, view = thread.conversation, line_views.view(line)
    language = talk.language if talk and talk.language else view.first_language
    with override(language):
        say = news.tell(event)
    moment = departure.moment(event, line=line, conversation=talk, now=now)
    is_discreet = talk is not None and talk.is_discreet
    is_news = event.kind in news.WORTH_A_NOTICE
    entry = ThreadEntry.objects.create(
        ticket_id=event.ticket_id,
        side=ThreadEntry.Side.DESK,
        text=speech.written(say, view, language),
        said_at=event.happened_at,
    )
    message = outbox.enqueue(
        conversation=talk,
        line_id=line.pk,
        reason=f"event:{event.pk}",
        body=speech.body(news.hint(event) if is_discreet else say, view, language),
        at=now,
        event=event,
        entry=entry,
        template=ANSWER_WAITING if is_news else "",
        template_values={"reference": spaced(event.ticket.code)},
        not_before=moment,
        # to whoever must be careful, no message that is only courtesy
        is_silenced=moment is None or (is_discreet and not is_news),
    )
    return message.pk


def _hint(event: Event, talk: Conversation, line: Line, now: datetime) -> UUID:
    """Tell whoever left a number that there is news, and the desk nothing of how that fared.

    Neither the code nor a word of it goes out: the code is what they prove themselves by.
    """
    view = line_views.view(line)
    language = talk.language or view.first_language
    with override(language):
        told, reference = speech.written(news.tell(event), view, language), _("(by telephone)")
    ThreadEntry.objects.create(
        ticket_id=event.ticket_id,
        side=ThreadEntry.Side.DESK,
        text=told,
        said_at=event.happened_at,
        told=ThreadEntry.Told.WAITING,
    )
    is_news = event.kind in news.WORTH_A_NOTICE
    moment = departure.moment(event, line=line, conversation=talk, now=now)
    message = outbox.enqueue(
        conversation=talk,
        line_id=line.pk,
        reason=f"event:{event.pk}",
        body=speech.body(news.call(), replace(view, is_discreet=talk.is_discreet), language),
        at=now,
        event=event,
        template=ANSWER_WAITING,
        template_values={"reference": str(reference)},
        not_before=moment,
        is_silenced=moment is None or not is_news,
    )
    return message.pk
