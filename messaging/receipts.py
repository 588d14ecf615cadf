"""What a citizen is told of what has just reached the police."""

from messaging.conversation import AddToTicket, Choice, OpenTicket, Say
from tickets.codes import spaced
from tickets.models import Ticket

AFTER_RECEIPT = (Choice("status", key="button_status"), Choice("new", key="button_new"))


def receipt(intent: OpenTicket, ticket: Ticket) -> Say:
    """Return what the citizen is told once the ticket is open."""
    code, hidden = {"code": spaced(ticket.code)}, covered(intent)
    if intent.no_reply:
        return Say((*hidden, *_elsewhere(ticket), "receipt_no_reply"), code)
    if not intent.is_urgent:
        return Say((*hidden, *_elsewhere(ticket), _kept(intent, ticket)), code, AFTER_RECEIPT)
    if is_placed(intent):
        return Say(("receipt_urgent_placed", *_other(intent)), code, also=intent.also)
    return Say(("receipt_urgent", *_other(intent)), code, asks_place=True, also=intent.also)


def added(intent: AddToTicket, ticket: Ticket, *, was_answer: bool, is_cry: bool) -> Say:
    """Return what the citizen is told once words have joined a ticket.

    Whoever is in danger (`is_cry`) hears whom to call each time: here nobody may read at once.
    """
    joined = "added_police" if ticket.is_restricted else "added"
    key = "answer_passed" if was_answer else joined
    call = ("help_now",) if is_cry and not was_answer else ()
    return Say((*covered(intent), key, *call), {"code": spaced(ticket.code)})


def _kept(intent: OpenTicket, ticket: Ticket) -> str:
    """Return which receipt is true of `ticket`: who has it, and what is still to come."""
    if ticket.is_restricted:
        return "receipt_police"
    if ticket.kind == Ticket.Kind.HEARING:
        return "receipt_hearing"
    return "receipt_quiet" if intent.fell_quiet else "receipt"


def _elsewhere(ticket: Ticket) -> tuple[str, ...]:
    """Return what is said of a place outside; of police nothing, whom it might lead to."""
    if not ticket.is_outside or ticket.is_restricted or ticket.line is None:
        return ()
    is_kept = ticket.line.unit.contains(ticket.unit)
    return ("outside_kept",) if is_kept else ("outside_passed_on",)


def is_placed(intent: OpenTicket) -> bool:
    return intent.latitude is not None or bool(intent.place)


def covered(intent: OpenTicket | AddToTicket) -> tuple[str, ...]:
    return ("covered",) if intent.is_covered else ()


def _other(intent: OpenTicket) -> tuple[str, ...]:
    return ("for_english",) if intent.also else ()
