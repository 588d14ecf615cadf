"""The one way into a ticket for somebody who wants to change it."""

from districts.models import Officer
from tickets import policy
from tickets.models import Ticket


def take(*, ticket_id: int, by: Officer, deed: policy.Deed) -> Ticket:
    """Return the ticket, its row locked, for `by` to do `deed` to.

    The caller holds a transaction. Raises Ticket.DoesNotExist when `by` may not know of it,
    before any other reason; then NotAllowed or DoesNotFollow.
    """
    seen = Ticket.objects.visible_to(by)
    seen.select_for_update(of=("self",)).get(pk=ticket_id)
    # a second look, because a restriction may have been made while we waited for the lock
    ticket = seen.select_related("unit", "line__unit", "category__line").get(pk=ticket_id)
    policy.require(by, deed, ticket)
    return ticket


def take_for_citizen(*, ticket_id: int) -> Ticket:
    """Return the ticket, its row locked, for the citizen who brought it."""
    tickets = Ticket.objects.select_related("unit", "line__unit", "category__line")
    return tickets.select_for_update(of=("self",)).get(pk=ticket_id)
