"""A superior reads again how a ticket ended, and puts on record what they found."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Officer
from tickets import events, texts
from tickets.lifecycle import Recheck
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow
from tickets.services import access

ENDINGS = (events.OUTCOME, events.CLOSED)


@transaction.atomic
def recheck(
    *, ticket_id: int, by: Officer, at: datetime, verdict: Recheck, note: str = ""
) -> Event:
    """Put on record whether what is written holds. Moves nothing and stops no clock.

    Raises DoesNotFollow when `by` ended the ticket: nobody re-checks their own.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.RECHECK)
    if ended_by(ticket, by):
        raise DoesNotFollow(_("You ended this one yourself. Somebody else must read it again."))
    words = texts.paragraphs(note, field="note", required=verdict == Recheck.DOUBTFUL)
    data = {"verdict": verdict.value}
    return ticket.record(events.RECHECKED, by=by, at=at, note=words, data=data)


def ended_by(ticket: Ticket, officer: Officer) -> bool:
    return any(event.by_id == officer.pk for event in ticket.happened(frozenset(ENDINGS)))
