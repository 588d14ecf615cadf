"""Giving a ticket of a station to one of its officers."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from districts.models import Officer, Posting, Role
from tickets import events
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import Unacceptable
from tickets.services import access

AT_STATIONS = (Role.STATION_HEAD, Role.STATION_OFFICER)


@transaction.atomic
def assign(*, ticket_id: int, by: Officer, at: datetime, officer: Officer) -> Ticket:
    """Say who of the station goes. Moves nothing, stops no clock; the head stays accountable."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.ASSIGN)
    # the same words for someone elsewhere and for someone the ticket must not exist for
    may_know = Ticket.objects.visible_to(officer).filter(pk=ticket.pk)
    if not of_station(ticket).filter(pk=officer.pk).exists() or not may_know.exists():
        raise Unacceptable(_("Choose an officer who is posted at this station."), field="officer")
    if ticket.assigned_to_id == officer.pk:
        return ticket
    ticket.assigned_to = officer
    ticket.save(update_fields=["assigned_to"])
    data = {"officer": officer.pk, "unit": ticket.unit.code}
    ticket.record(events.ASSIGNED, by=by, at=at, data=data)
    return ticket


def of_station(ticket: Ticket) -> QuerySet[Officer]:
    """Return the officers posted now at the station that has the ticket."""
    posted = Posting.objects.current().filter(unit=ticket.unit_id, role__in=AT_STATIONS)
    return Officer.objects.filter(is_active=True, pk__in=posted.values("officer")).order_by("name")
