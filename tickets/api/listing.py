"""A page of tickets as fast as it can be read: little is loaded, and no field is asked in turn."""

from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localtime

from tickets import blocks, codes
from tickets.api.shapes_out import TicketOut
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.sight import Sight

# as they are, without a question
PLAIN = (
    *("kind", "status", "priority", "text", "place", "latitude", "longitude"),
    *("is_restricted", "is_second_hand", "close_reason", "round"),
)
NAMED = ("unit", "category", "line", "suggested_unit")  # by their codes
MOMENTS = ("arrived_at", "changed_at")  # as exactly as the reader may know


def light(tickets: TicketQuerySet) -> TicketQuerySet:
    """Load of tickets what `told` tells: most of a line is settings, and long."""
    of_units = ("unit__path", *(f"{name}__code" for name in NAMED))
    return tickets.only("code", "block_hours", "closed_at", *PLAIN, *MOMENTS, *of_units)


def told(tickets: Iterable[Ticket], sight: Sight) -> list[dict[str, Any]]:
    """Return what `TicketOut` says of each."""
    return [_told(ticket, sight.hours(ticket)) for ticket in tickets]


def _told(ticket: Ticket, hours: int) -> dict[str, Any]:
    named = {name: getattr(ticket, name) for name in NAMED}
    said = {
        "code": ticket.code,
        "spoken_code": codes.spaced(ticket.code),
        **{name: getattr(ticket, name) for name in PLAIN},
        **{name: one and one.code for name, one in named.items()},
        "block_hours": hours,
        **{name: localtime(blocks.start(getattr(ticket, name), hours)) for name in MOMENTS},
        "closed_at": ticket.closed_at and localtime(ticket.closed_at),
    }
    return {name: said[name] for name in TicketOut.Meta.fields}
