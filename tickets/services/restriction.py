"""Tickets about police: hidden from whom they are about, and moved to an office above them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from districts import grants
from districts.models import HEADQUARTERS, STATIONS, Officer, Posting, Unit
from tickets import events, terms, texts
from tickets.lifecycle import AT_STATION, Status
from tickets.models import Accusation, Ticket
from tickets.policy import Deed
from tickets.refusals import Unacceptable
from tickets.services import access, clocks, watchers


@dataclass(frozen=True)
class Accused:
    """Whom a ticket is about, as far as known; empty: about police, and nobody is named."""

    units: tuple[Unit, ...] = ()
    officers: tuple[Officer, ...] = ()


@transaction.atomic
def restrict(
    *,
    ticket_id: int,
    by: Officer,
    at: datetime,
    reason: str,
    unit: Unit | None = None,
    officer: Officer | None = None,
) -> Ticket:
    """Hide the ticket for ever from the unit or officer it is about, and move it above them.

    `by` may be one of those who can no longer see it.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.RESTRICT)
    words = texts.paragraphs(reason, field="reason", required=True)
    if (unit is None) == (officer is None):
        raise Unacceptable(_("Name either one unit or one officer."), field="unit")
    accuse(ticket, at=at, unit=unit, officer=officer)
    seat = seat_of(ticket)
    if seat is None:
        raise Unacceptable(_("There is no office above that could keep this ticket."), field="unit")
    named = {"unit": unit.code if unit else "", "officer": officer.pk if officer else None}
    _move(ticket, seat, by=by, at=at, note=words, named=named)
    return ticket


def lift_out_of_reach(
    ticket: Ticket, *, by: Officer | None, at: datetime, accused: Accused | None = None
) -> None:
    """Restrict a ticket found to be about police; the caller has it. Safe to repeat.

    A station it lies with is meant in any case. `by` is nobody when the citizen's own later words
    did it. At the very top there is nobody above: then it stays, unseen below, rather than be
    refused.
    """
    accuse_all(ticket, at=at, accused=accused or Accused())
    if ticket.unit.kind in STATIONS and by is None:
        accuse(ticket, at=at, unit=ticket.unit)
    seat = seat_of(ticket) or ticket.unit
    if not ticket.is_restricted or seat != ticket.unit:
        _move(ticket, seat, by=by, at=at, note="", named={})


def accuse_all(ticket: Ticket, *, at: datetime, accused: Accused) -> None:
    for unit in accused.units:
        accuse(ticket, at=at, unit=unit)
    for officer in accused.officers:
        accuse(ticket, at=at, officer=officer)


def accuse(
    ticket: Ticket, *, at: datetime, unit: Unit | None = None, officer: Officer | None = None
) -> None:
    """Note whom the ticket is about, and exclude them and all who serve there at this moment."""
    Accusation.objects.get_or_create(
        ticket=ticket, unit=unit, officer=officer, defaults={"made_at": at}
    )
    excluded = [officer] if officer else []
    if unit is not None:
        posts = Posting.objects.current().filter(unit__path__startswith=unit.path)
        excluded += Officer.objects.filter(pk__in=posts.values("officer"))
    for person in excluded:
        grants.give(person, grants.EXCLUDED, ticket)


def seat_of(ticket: Ticket) -> Unit | None:
    """Return the lowest office above all whom the ticket is about that may keep it, if any."""
    may_keep = keeping(ticket)
    above = [ticket.unit, *ticket.unit.ancestors()]
    return next((office for office in above if may_keep(office)), None)


def keeping(ticket: Ticket) -> Callable[[Unit], bool]:
    """Return what says of an office whether it is above all whom the ticket is about."""
    units = list(Unit.objects.filter(pk__in=ticket.accusations.values("unit")))
    officers = ticket.accusations.values("officer")
    # an accused chief's own office cannot keep it either
    roles = grants.roles_with(grants.SEE_RESTRICTED)
    chairs = Posting.objects.current().filter(officer__in=officers, role__in=roles)
    taken = set(chairs.values_list("unit__path", flat=True))

    def may_keep_it(office: Unit) -> bool:
        is_above = all(office.contains(other) and office != other for other in units)
        return office.kind in HEADQUARTERS and is_above and office.path not in taken

    return may_keep_it


def _move(
    ticket: Ticket,
    seat: Unit,
    *,
    by: Officer | None,
    at: datetime,
    note: str,
    named: dict[str, Any],
) -> None:
    changes_hands = seat != ticket.unit and ticket.status in AT_STATION
    before, ticket.unit, ticket.is_restricted = ticket.unit, seat, True
    data = named | {"from": before.code, "to": seat.code, **terms.of(ticket, at=at)}
    ticket.save(update_fields=["unit", "is_restricted"])
    # they were given while it was an ordinary matter
    grants.end_shares(ticket)
    if changes_hands:
        ticket.move_to(Status.NEW, kind=events.RESTRICTED, by=by, at=at, note=note, data=data)
    else:
        data["status"] = ticket.status
        ticket.record(events.RESTRICTED, by=by, at=at, note=note, data=data)
    watchers.call(ticket)
    clocks.refresh(ticket)
