"""Which of a citizen's tickets a message is about: by quote, by open question, by code."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from messaging import identity
from messaging.conversation import Known, Part
from messaging.fates import message_index
from messaging.masking import mask_together
from messaging.models import (
    Conversation,
    InboundMessage,
    OutboundMessage,
    Thread,
    ThreadEntry,
)
from messaging.payloads import Incoming
from tickets import events
from tickets.models import Event, Ticket

REMEMBERED = 20  # tickets of one citizen
NUMBER_RUNS_OVER = 4  # messages at most


def own_tickets(conversation: Conversation) -> list[Ticket]:
    """Return the latest tickets this conversation opened, newest first."""
    threads = conversation.threads.select_related("ticket").order_by("-ticket_id")
    return [thread.ticket for thread in threads[:REMEMBERED]]


def own_codes(conversation: Conversation) -> list[str]:
    threads = conversation.threads.order_by("-ticket_id")[:REMEMBERED]
    return list(threads.values_list("ticket__code", flat=True))


def own_codes_of(conversations: Collection[Conversation]) -> dict[int, list[str]]:
    """Return the codes of each of several conversations, with one statement for all."""
    found: dict[int, list[str]] = {conversation.pk: [] for conversation in conversations}
    threads = Thread.objects.filter(conversation__in=conversations).order_by("-ticket_id")
    for key, code in threads.values_list("conversation_id", "ticket__code"):
        found[key].append(code)
    return {key: codes[:REMEMBERED] for key, codes in found.items()}


def known(
    conversation: Conversation,
    row: InboundMessage,
    incoming: Incoming,
    attachment: UUID | None,
    *,
    own: Sequence[str],
) -> Known:
    """Return what the database knows about one message of whoever has the tickets `own`."""
    quotes = incoming.quotes
    mends = incoming.detail in {"edit", "revoke"} and bool(quotes)
    return Known(
        own=tuple(own),
        quoted=_quoted(conversation, quotes) if quotes else "",
        asked=_asked(conversation) if own else "",
        attachment=str(attachment) if attachment else "",
        ref=_ref(bytes(row.index)),
        refers=_ref(message_index(conversation.line.phone_number_id, quotes)) if mends else "",
    )


def unheard(ticket_ids: Any) -> QuerySet[Event]:
    """Return the questions of officers that have not left yet: nobody can have answered them."""
    sending = OutboundMessage.State
    left = OutboundMessage.objects.filter(event=OuterRef("pk")).exclude(
        state__in=[sending.QUEUED, sending.SUPPRESSED, sending.FAILED]
    )
    asked = Event.objects.filter(ticket__in=ticket_ids, kind=events.ASKED)
    return asked.exclude(Exists(left))


def masked(
    conversation: Conversation, parts: Sequence[Part], ticket: Ticket | None = None
) -> tuple[Part, ...]:
    """Return `parts` with the sender's addresses hidden, also one that runs over two messages.

    The first half may already be in the ticket to which they go.
    """
    own = identity.ever_held_by(conversation.contact)
    before = list(_last_words(ticket)) if ticket else []
    texts = mask_together([*before, *(part.text for part in parts)], own)[len(before) :]
    return tuple(replace(part, text=text) for part, text in zip(parts, texts, strict=True))


def opening_of(conversation: Conversation, code: str) -> Event | None:
    """Return the event by which a ticket of this citizen began, for messages that speak of it."""
    mine = conversation.threads.filter(ticket__code=code).values("ticket")
    return Event.objects.filter(ticket__in=mine, kind=events.OPENED).first()


def _last_words(ticket: Ticket) -> list[str]:
    citizen = ThreadEntry.Side.CITIZEN
    entries = ThreadEntry.objects.filter(ticket=ticket, side=citizen).order_by("-said_at", "-pk")
    return list(entries.values_list("text", flat=True)[:NUMBER_RUNS_OVER])[::-1]


def _ref(index: bytes) -> str:
    return index.hex()[:24]


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
