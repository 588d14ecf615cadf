from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import STATIONS, Officer, Role, Unit
from tickets import events, policy, terms, texts
from tickets.lifecycle import AT_STATION, Status
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services import access, clocks, restriction

# may forward to a station of another district that the same number serves
ACROSS = frozenset({Role.DESK, Role.WATCH, Role.CHIEF})


@transaction.atomic
def forward(
    *,
    ticket_id: int,
    by: Officer,
    at: datetime,
    station: Unit,
    note: str = "",
    together: str = "",
) -> Ticket:
    """Hand the ticket to `station`, which must now acknowledge it.

    A restricted ticket goes only to a unit above all that it accuses. `together` marks what
    `tickets.services.sending` can take back.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.FORWARD)
    words = texts.paragraphs(note, field="note")
    if ticket.unit_id == station.pk and ticket.status in AT_STATION:
        raise DoesNotFollow(_("This ticket is already with %s.") % station.name)
    if ticket.is_restricted:
        _check_is_above_the_accused(ticket, station)
    else:
        _check_is_a_station_of_theirs(ticket, station, by)
    before, ticket.unit = ticket.unit, station
    data = {"from": before.code, "to": station.code, **terms.of(ticket, at=at)}
    if together and ticket.status == Status.NEW:
        data |= {"together": together}
    ticket.move_to(Status.WITH_STATION, kind=events.FORWARDED, by=by, at=at, note=words, data=data)
    clocks.refresh(ticket)
    return ticket


@transaction.atomic
def return_to_desk(*, ticket_id: int, by: Officer, at: datetime, reason: str) -> Ticket:
    """Give the ticket back to the desk that received it: it is not this station's matter."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.RETURN)
    words = texts.paragraphs(reason, field="reason", required=True)
    before, ticket.unit = ticket.unit, received_at(ticket)
    data = {"from": before.code, "to": ticket.unit.code, **terms.of(ticket, at=at)}
    ticket.move_to(Status.NEW, kind=events.RETURNED, by=by, at=at, note=words, data=data)
    clocks.refresh(ticket)
    return ticket


def received_at(ticket: Ticket) -> Unit:
    """Return the unit whose desk received the ticket, or to which it was handed over last."""
    handed = ticket.events.filter(kind=events.HANDED_OVER).order_by("number").last()
    if handed is not None:
        return Unit.objects.get(code=handed.data["to"])
    return Unit.objects.get(code=ticket.events.get(kind=events.OPENED).data["unit"])


def _check_is_a_station_of_theirs(ticket: Ticket, station: Unit, by: Officer) -> None:
    if station.kind not in STATIONS or not station.is_active:
        raise Unacceptable(_("Choose a police station that is in service."), field="station")
    if any(station.path.startswith(part) for part in policy.parts(by, Deed.FORWARD)):
        return
    line = ticket.line if policy.parts(by, Deed.FORWARD, roles=ACROSS) else None
    # handed over to a district that the number does not serve, it does not lead back from there
    if line is None or not all(line.unit.contains(unit) for unit in (ticket.unit, station)):
        raise Unacceptable(_("This station is outside your part."), field="station")


def _check_is_above_the_accused(ticket: Ticket, unit: Unit) -> None:
    if not unit.is_active or not restriction.keeping(ticket)(unit):
        raise Unacceptable(
            _("A ticket about police goes only to an office above those it is about."),
            field="station",
        )
