"""Which of a citizen's tickets a message is about: by quote, by open question, by code."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from messaging.conversation import Known
from messaging.fates import message_index
from messaging.models import Conversation, OutboundMessage
from tickets import events
from tickets.models import Event, Ticket

REMEMBERED = 20  # tickets of one citizen


def own_tickets(conversation: Conversation) -> list[Ticket]:
    """Return the latest tickets this conversation opened, newest first."""
    threads = conversation.threads.select_related("ticket").order_by("-ticket_id")
    return [thread.ticket for thread in threads[:REMEMBERED]]


def known(conversation: Conversation, quotes: str, attachment: UUID | None) -> Known:
    """Return what the database knows about one message."""
    own = tuple(ticket.code for ticket in own_tickets(conversation))
    return Known(
        own=own,
        quoted=_quoted(conversation, quotes) if quotes else "",
        asked=_asked(conversation) if own else "",
        attachment=str(attachment) if attachment else "",
    )


def unheard(ticket_ids: Any) -> QuerySet[Event]:
    """Return the questions of officers that have not left yet: nobody can have answered them."""
    left = OutboundMessage.objects.filter(event=OuterRef("pk")).exclude(
        state=OutboundMessage.State.QUEUED
    )
    asked = Event.objects.filter(ticket__in=ticket_ids, kind=events.ASKED)
    return asked.exclude(Exists(left))


def _quoted(conversation: Conversation, provider_id: str) -> str:
    """Return the code of the ticket our quoted message was about, if it was this citizen's."""
    index = message_index(conversation.line.phone_number_id, provider_id)
    message = (
        OutboundMessage.objects.filter(
            line=conversation.line, index=index, conversation=conversation
        )
        .select_related("event__ticket", "entry__ticket")
        .first()
    )
    if message is None:
        return ""
    about = message.event or message.entry
    return about.ticket.code if about else ""


def _asked(conversation: Conversation) -> str:
    """Return the code of the newest ticket with a question of an officer unanswered."""
    own = conversation.threads.values("ticket")
    dialogue = Event.objects.filter(
        ticket=OuterRef("ticket"), kind__in=[events.ASKED, events.ANSWERED]
    ).exclude(pk__in=unheard(own))
    last = Subquery(dialogue.order_by("-number").values("kind")[:1])
    open_question = conversation.threads.annotate(last=last).filter(last=events.ASKED)
    newest = open_question.select_related("ticket").order_by("-ticket_id").first()
    return newest.ticket.code if newest else ""
