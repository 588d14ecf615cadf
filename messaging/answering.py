"""What a citizen asks about tickets that exist: how they stand, and "it is not solved"."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from messaging import matters, news
from messaging.conversation import Feedback, Say
from messaging.models import Conversation, Thread
from tickets import events
from tickets.codes import spaced
from tickets.models import Event, Ticket
from tickets.refusals import Refused
from tickets.services import resolution, settling

STATUSES_TOLD = 5
UNKNOWN = Say(("code_unknown",))


def status(talk: Conversation, code: str) -> list[Say]:
    """Return how one ticket stands, or the latest few; nothing when there are none."""
    if code:
        if ticket := own(talk, code):
            return [news.standing(ticket)]
        if ticket := _by_code_alone(talk, code):
            # how it stands and no more: the code may have been read over a shoulder
            return [news.standing_elsewhere(ticket)]
        return [UNKNOWN]
    return [news.standing(ticket) for ticket in matters.own_tickets(talk)[:STATUSES_TOLD]]


def feedback(talk: Conversation, intent: Feedback, now: datetime) -> Say:
    """Take "settled" or "not settled": the latter once for each outcome."""
    event = own_event(talk, intent.event_id)
    if event is None or event.kind != events.OUTCOME:
        return Say(("not_yours",))
    if intent.is_solved:
        settling.settle(ticket_id=event.ticket_id, outcome=event.number, at=now)
        return Say(("solved",))
    code = {"code": spaced(event.ticket.code)}
    if event.ticket.events.filter(kind=events.REOPENED, number__gt=event.number).exists():
        return Say(("reopened_already",), code)
    try:
        resolution.reopen(ticket_id=event.ticket_id, at=now, reason="")
    except Refused:
        return Say(("reopened_not",), code)
    return Say(("reopened",), code)


def prove(talk: Conversation, codes: Sequence[str]) -> None:
    """Tie calls to the chat of the number left with the desk, once it says the code read out."""
    Thread.objects.filter(caller=talk, ticket__code__in=codes).update(
        conversation=talk, caller=None
    )


def is_caller(talk: Conversation, event_id: int) -> bool:
    """Say whether this event is about a call for which this chat's number was left."""
    about = Event.objects.filter(pk=event_id).values("ticket")
    return Thread.objects.filter(caller=talk, ticket__in=about).exists()


def own(talk: Conversation, code: str) -> Ticket | None:
    thread = talk.threads.select_related("ticket").filter(ticket__code=code).first()
    return thread.ticket if thread else None


def own_event(talk: Conversation, event_id: int) -> Event | None:
    mine = Ticket.objects.filter(pk__in=talk.threads.values("ticket"))
    found = Event.objects.select_related("ticket").filter(news.told(), ticket__in=mine)
    return found.filter(pk=event_id).first()


def _by_code_alone(talk: Conversation, code: str) -> Ticket | None:
    """Return a ticket of this line about which whoever has its code may ask.

    One that is tied to nobody, whose sender was forgotten or wanted no reply; and what a desk
    wrote down, by phone or in person: the code was read out to whoever told it.
    """
    tied = Thread.objects.filter(ticket=OuterRef("pk"), conversation__isnull=False)
    told_to_a_desk = Q(desk_entry__isnull=False)
    by_code = Ticket.objects.filter(told_to_a_desk | ~Exists(tied), line=talk.line_id, code=code)
    return by_code.first()
