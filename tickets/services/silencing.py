"""Muting and blocking whoever sent a ticket, without knowing who it is."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Officer
from tickets import events, texts
from tickets.lifecycle import Silencing
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services import access

DAYS = (1, 7, 30, 90)  # never for ever


@transaction.atomic
def silence(
    *, ticket_id: int, by: Officer, at: datetime, how: Silencing, days: int, reason: str
) -> Event:
    """Mute or block the ticket's sender for so many days; danger now is heard all the same."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.SILENCE)
    if may_be_known(ticket):
        raise DoesNotFollow(
            _("A desk wrote this sender's number down, so the sender cannot be silenced here.")
        )
    if is_from_elsewhere(ticket):
        raise DoesNotFollow(
            _("The sender wrote to another district's number. Only that district can silence them.")
        )
    words = texts.paragraphs(reason, field="reason", required=True)
    if days not in DAYS:
        raise Unacceptable(_("Choose one of the times offered."), field="days")
    data = {"how": Silencing(how).value, "until": (at + timedelta(days=days)).isoformat()}
    return ticket.record(events.SILENCED, by=by, at=at, note=words, data=data)


@transaction.atomic
def unsilence(*, ticket_id: int, by: Officer, at: datetime, reason: str = "") -> Event:
    """Take a silencing back; what a blocked sender wrote meanwhile is heard after all."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.UNSILENCE)
    if not is_silenced(ticket):
        raise DoesNotFollow(_("The sender of this ticket is neither muted nor blocked."))
    words = texts.paragraphs(reason, field="reason")
    return ticket.record(events.UNSILENCED, by=by, at=at, note=words)


def may_be_known(ticket: Ticket) -> bool:
    """Say whether an officer knows whom this ticket leads to, by the number a caller left.

    Silencing there would tell when that person writes, and what: the pile fills as they do.
    """
    return hasattr(ticket, "desk_entry")


def is_from_elsewhere(ticket: Ticket) -> bool:
    """Say whether it came by a number of another district, whose own desk silences there."""
    return ticket.line is not None and not ticket.line.unit.contains(ticket.unit)


def is_silenced(ticket: Ticket) -> bool:
    """Say whether the last word about this ticket's sender was to silence them."""
    decided = ticket.happened({events.SILENCED, events.UNSILENCED})
    return bool(decided) and decided[-1].kind == events.SILENCED
