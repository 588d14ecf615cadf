"""Giving a ticket of a station to one of its officers."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from districts.models import Officer, Posting, Role
from tickets import events
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import Unacceptable
from tickets.services import access

AT_STATIONS = (Role.STATION_HEAD, Role.STATION_OFFICER)


@transaction.atomic
def assign(
    *, ticket_id: int, by: Officer, at: datetime, officer: Officer, together: str = ""
) -> Ticket:
    """Say who of the station goes. Moves nothing, stops no clock; the head stays accountable.

    `together` marks what can be taken back.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.ASSIGN)
    # the same words for someone elsewhere and for someone the ticket must not exist for
    may_know = Ticket.objects.visible_to(officer).filter(pk=ticket.pk)
    if not of_station(ticket).filter(pk=officer.pk).exists() or not may_know.exists():
        raise Unacceptable(_("Choose an officer who is posted at this station."), field="officer")
    if ticket.assigned_to_id == officer.pk:
        return ticket
    data: dict[str, Any] = {"officer": officer.pk, "unit": ticket.unit.code}
    if together:
        data |= {"together": together, "before": ticket.assigned_to_id}
    ticket.assigned_to = officer
    ticket.save(update_fields=["assigned_to"])
    ticket.record(events.ASSIGNED, by=by, at=at, data=data)
    return ticket


@transaction.atomic
def take_back(*, change: Event, by: Officer, at: datetime) -> None:
    """Undo an assignment: it is again whoever's it was, or nobody's, if they are gone."""
    ticket = access.take(ticket_id=change.ticket_id, by=by, deed=Deed.ASSIGN)
    before = of_station(ticket).filter(pk=change.data["before"]).first()
    ticket.assigned_to = before
    ticket.save(update_fields=["assigned_to"])
    data = {"officer": before.pk if before else None, "unit": ticket.unit.code}
    ticket.record(events.ASSIGNED, by=by, at=at, data=data)


def of_station(ticket: Ticket) -> QuerySet[Officer]:
    """Return the officers posted now at the station that has the ticket."""
    posted = Posting.objects.current().filter(unit=ticket.unit_id, role__in=AT_STATIONS)
    return Officer.objects.filter(is_active=True, pk__in=posted.values("officer")).order_by("name")
