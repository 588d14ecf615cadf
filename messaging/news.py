"""What a citizen is told of a ticket's history. Never an officer, a station, a place or a name."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging import endings, hearing_news
from messaging.conversation import Choice, Say
from tickets import events
from tickets.codes import spaced
from tickets.lifecycle import CloseReason, Status
from tickets.models import Event, Ticket

SENTENCES = {
    events.FORWARDED: "news_forwarded",
    events.HANDED_OVER: "news_handed_over",
    events.ASKED: "news_asked",
    events.OUTCOME: "news_outcome",
    events.REOPENED: "news_reopened",
    events.CLOSED: "news_closed",
}
CLOSINGS = {
    CloseReason.NOT_POLICE.value: "news_not_police",
    CloseReason.DUPLICATE.value: "news_duplicate",
}
# worth a notice when the window has closed; the rest is only courtesy
WORTH_A_NOTICE = frozenset({events.ASKED, events.OUTCOME, events.CLOSED}) | events.TOLD_OF_HEARING
QUOTED = frozenset({events.ASKED, events.OUTCOME})  # whose note was written for the citizen


def told() -> Q:
    """Return the condition on events of which a citizen is told.

    Not of a closing that follows an outcome that stands, nor of spam, nor of what they did
    themselves.
    """
    kinds = [*sorted(events.TOLD_TO_CITIZEN), events.CLOSED]
    reopened: QuerySet[Event] = Event.objects.filter(
        ticket=OuterRef("ticket"),
        kind=events.REOPENED,
        number__gt=OuterRef("number"),
        number__lt=OuterRef(OuterRef("number")),
    )
    outcome: QuerySet[Event] = Event.objects.filter(
        ~Exists(reopened),
        ticket=OuterRef("ticket"),
        kind=events.OUTCOME,
        number__lt=OuterRef("number"),
    )
    known = Q(kind=events.CLOSED) & (Exists(outcome) | Q(data__reason=CloseReason.SPAM.value))
    theirs = Q(kind=events.REOPENED, by=None)
    # sent by mistake and taken back at once: to the citizen nothing has happened
    brought_back: QuerySet[Event] = Event.objects.filter(
        ticket=OuterRef("ticket"), kind=events.RETURNED, data__together=OuterRef("data__together")
    )
    undone = Q(kind=events.FORWARDED, data__has_key="together") & Q(Exists(brought_back))
    return Q(kind__in=kinds) & ~known & ~theirs & ~undone


def tell(event: Event) -> Say:
    """Return the words for one event, in the active language, with its buttons.

    Of an end that officers took back the words are that it goes on.
    """
    if event.kind in hearing_news.SENTENCES:
        return hearing_news.tell(event)
    kind = events.REOPENED if endings.is_taken_back(event) else event.kind
    key = SENTENCES[kind]
    if kind == events.CLOSED:
        key = CLOSINGS.get(event.data.get("reason", ""), key)
    values = {"code": spaced(event.ticket.code)}
    if kind in QUOTED:
        values["text"] = event.note
    if kind != events.OUTCOME:
        return Say((key,), values, stands_alone=True)
    yes = Choice(f"solved:{event.pk}", key="button_solved")
    no = Choice(f"unsolved:{event.pk}", key="button_unsolved")
    return Say((key, "ask_solved"), values, (yes, no), stands_alone=True)


def hint(event: Event) -> Say:
    """Return words that say nothing to whoever else looks at the screen; a tap brings the rest."""
    return Say(("news_hint",), choices=(reading(event),), stands_alone=True)


def call() -> Say:
    """Return what goes to a number that was left on the telephone: whose it is, nobody knows."""
    return Say(("call_news",), stands_alone=True)


def reading(event: Event) -> Choice:
    return Choice(f"read:{event.pk}", key="button_read")


def standing(ticket: Ticket) -> Say:
    """Return how the ticket stands, in one sentence; what is to be read can be read by a tap."""
    waiting = _worth_reading(ticket)
    choices = (reading(waiting),) if waiting else ()
    return Say((status_key(ticket),), {"code": spaced(ticket.code)}, choices)


def status_key(ticket: Ticket) -> str:
    """Return which sentence says how it stands to the citizen who brought it."""
    is_hidden = ticket.is_restricted and ticket.status == Status.NEW
    return "status_new_police" if is_hidden else f"status_{ticket.status}"


def standing_elsewhere(ticket: Ticket) -> Say:
    """Return how a ticket of another chat, or of none, stands; its answer is not there to read."""
    is_answered = ticket.status == Status.OUTCOME_GIVEN
    key = "status_outcome_elsewhere" if is_answered else f"status_{ticket.status}"
    return Say((key,), {"code": spaced(ticket.code)})


def _worth_reading(ticket: Ticket) -> Event | None:
    """Return the open question of an officer, or else the answer if it is the last word."""
    dialogue = ticket.events.filter(kind__in=[events.ASKED, events.ANSWERED, events.OUTCOME])
    last = dialogue.order_by("number").last()
    if last is None or last.kind == events.ANSWERED:
        return None
    is_over = last.kind == events.OUTCOME and ticket.status != Status.OUTCOME_GIVEN
    return None if is_over else last
