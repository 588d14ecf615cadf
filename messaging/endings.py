"""Outcomes and closings that officers took back: never told, and put right where they were."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging.models import OutboundMessage
from tickets import events
from tickets.models import Event

ENDINGS = (events.OUTCOME, events.CLOSED)
State = OutboundMessage.State
LEFT = (State.SENDING, State.UNKNOWN, State.SENT)  # the citizen has read it, or may have


def taken_back() -> Q:
    """Return the condition on events that they ended a ticket which officers opened again."""
    return Q(kind__in=ENDINGS) & Q(Exists(_reopenings(OuterRef("ticket"), OuterRef("number"))))


def is_taken_back(event: Event) -> bool:
    """Say so of one event, as it is at this moment."""
    if event.kind not in ENDINGS or event.ticket_id is None:
        return False  # the last: one only rehearsed
    return _reopenings(event.ticket_id, event.number).exists()


def unheard_of() -> Q:
    """Return the condition on officers' reopenings that the citizen knows of no end before it."""
    ending = OutboundMessage.objects.filter(
        event__ticket=OuterRef("ticket"),
        event__kind__in=ENDINGS,
        event__number__lt=OuterRef("number"),
        state__in=LEFT,
    )
    between: QuerySet[Event] = Event.objects.filter(
        ticket=OuterRef("event__ticket"),
        kind=events.REOPENED,
        number__gt=OuterRef("event__number"),
        number__lt=OuterRef(OuterRef("number")),
    )
    return Q(kind=events.REOPENED) & ~Q(Exists(ending.filter(~Exists(between))))


def _reopenings(ticket: OuterRef | int, number: OuterRef | int) -> QuerySet[Event]:
    found = Event.objects.filter(kind=events.REOPENED, ticket=ticket, number__gt=number)
    return found.filter(by__isnull=False)
