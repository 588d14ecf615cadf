"""To the desk of another district, or to an office above: it happened elsewhere."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from districts import grants
from districts.models import HEADQUARTERS, Officer, Posting, Role, Unit
from districts.models.unit import UnitQuerySet
from tickets import clock, events, terms, texts
from tickets.clock import TRIAGE, Why
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services import access, clocks, superiors

# whoever can do something about a ticket that lies there
RECEIVE = (Role.DESK, Role.WATCH, Role.CHIEF, Role.RANGE, Role.ZONE)
LEAST = 1  # minutes


@transaction.atomic
def hand_over(*, ticket_id: int, by: Officer, at: datetime, office: Unit, reason: str) -> Ticket:
    """Give the ticket to `office`, whose own triage clock starts; what runs runs on.

    Nobody of the giving district sees it from then on, unless they are posted above both. What is
    about police is never handed over: its forwarding leads above those it is about.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.HAND_OVER)
    words = texts.paragraphs(reason, field="reason", required=True)
    if ticket.kind == Ticket.Kind.HEARING and not ticket.happened({events.HEARING_HEARD}):
        raise DoesNotFollow(_("The citizen waits to be heard here. Hear them first."))
    if not receivers(ticket).filter(pk=office.pk).exists():
        raise Unacceptable(
            _("Choose another district where somebody is at the desk, or an office above yours."),
            field="office",
        )
    before, ticket.unit = ticket.unit, office
    data = {"from": before.code, "to": office.code, **_terms(ticket, at)}
    ticket.move_to(Status.NEW, kind=events.HANDED_OVER, by=by, at=at, note=words, data=data)
    # they were given to those who answered for it in the other district
    grants.end_shares(ticket)
    superiors.show_to_those_who_answer(ticket, at)
    clocks.refresh(ticket)
    return ticket


def receivers(ticket: Ticket) -> UnitQuerySet:
    """Return the offices that can take the ticket: other districts, and those above, not empty."""
    posts = Posting.objects.current().filter(unit=OuterRef("pk"), role__in=RECEIVE)
    staffed = Unit.objects.filter(Exists(posts), is_active=True)
    districts = staffed.filter(kind=Unit.Kind.DISTRICT)
    above = staffed.above(ticket.unit.path).filter(kind__in=HEADQUARTERS)
    there = ticket.unit.district() or ticket.unit
    return (districts | above).exclude(pk__in=[there.pk, ticket.unit_id])


def _terms(ticket: Ticket, at: datetime) -> dict[str, Any]:
    """Return the terms from now on: a desk that had it before has what it left of its time."""
    told = terms.of(ticket, at=at)
    had = [
        reading
        for reading in clocks.readings(ticket)
        if (reading.name, reading.round, reading.unit) == (TRIAGE, ticket.round, ticket.unit.code)
    ]
    left = told["clocks"][TRIAGE] - sum(map(_minutes_counted, had))
    return told | {"clocks": told["clocks"] | {TRIAGE: max(LEAST, left)}}


def _minutes_counted(reading: clock.Reading) -> int:
    end = reading.stopped_at or reading.started_at
    counted = (part.length for part in reading.account(end) if part.why == Why.COUNTS)
    return ceil(sum(counted, timedelta()) / timedelta(minutes=1))
