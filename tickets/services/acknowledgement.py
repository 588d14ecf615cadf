from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Officer
from tickets import events
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow
from tickets.services import access, clocks


@transaction.atomic
def acknowledge(*, ticket_id: int, by: Officer, at: datetime) -> Ticket:
    """Say that the station knows of the ticket; stops its acknowledge clock."""
    try:
        ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.ACKNOWLEDGE)
    except DoesNotFollow as refusal:
        _explain(ticket_id, refusal)
    ticket.move_to(Status.ACKNOWLEDGED, kind=events.ACKNOWLEDGED, by=by, at=at)
    clocks.refresh(ticket)
    return ticket


def _explain(ticket_id: int, refusal: DoesNotFollow) -> None:
    if Ticket.objects.filter(pk=ticket_id, status=Status.ACKNOWLEDGED).exists():
        raise DoesNotFollow(_("This ticket has already been acknowledged.")) from refusal
    raise refusal
