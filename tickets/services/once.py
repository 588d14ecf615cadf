"""A button pressed twice is pressed once."""

from districts.models import Officer
from tickets.models import Event, Ticket


def done(ticket: Ticket, kind: str, *, by: Officer, once: str) -> Event | None:
    """Return what `by` did with the same filled-in form before, if anything.

    `once` is the form's own random word, empty where there is none. The caller holds the
    ticket's lock, so of two presses at the same moment one finds the other.
    """
    if not once:
        return None
    return ticket.events.filter(kind=kind, by=by, data__once=once).first()


def mark(once: str) -> dict[str, str]:
    return {"once": once} if once else {}
