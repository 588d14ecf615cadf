"""Many tips, one incident: grouping tickets, and forwarding or answering them in one go.

Each ticket keeps its citizen, its history and its clocks, and is moved by the rules of a single
one, all or none.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Officer, Unit
from tickets import codes, events
from tickets.lifecycle import AT_STATION, Outcome, Status
from tickets.models import Incident, Membership, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services import access, forwarding, resolution

MOST = 200  # tickets in one go


@transaction.atomic
def link(*, ticket_id: int, by: Officer, at: datetime, other_code: str) -> Incident:
    """Put a ticket into the incident of another, or both into a new one. Safe to repeat.

    A restricted ticket joins restricted ones only.
    """
    other_id = _other(by, other_code, ticket_id)
    # always in the same order: two officers who link the same pair do not wait for each other
    taken = {
        key: access.take(ticket_id=key, by=by, deed=Deed.LINK)
        for key in sorted((ticket_id, other_id))
    }
    ticket, other = taken[ticket_id], taken[other_id]
    if ticket.is_restricted != other.is_restricted:
        # “linked” would tell whoever sees only the one that there is another
        raise Unacceptable(
            _("One of the two is restricted. Restrict both first."), field="other_code"
        )
    own, theirs = incident_of(ticket), incident_of(other)
    if own and theirs and own != theirs:
        raise DoesNotFollow(
            _("Both belong to incidents already. Take one of them out of its own first.")
        )
    incident = theirs or own or Incident.objects.create(opened_by=by, opened_at=at)
    for one in (other, ticket):
        _join(one, incident, by=by, at=at)
    return incident


@transaction.atomic
def unlink(*, ticket_id: int, by: Officer, at: datetime) -> None:
    """Take a ticket out of its incident. Safe to repeat."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.LINK)
    incident = incident_of(ticket)
    if incident is not None:
        Membership.objects.filter(ticket=ticket).delete()
        ticket.record(events.UNLINKED, by=by, at=at, data={"incident": incident.code})


@transaction.atomic
def forward(*, incident: Incident, by: Officer, at: datetime, station: Unit, note: str = "") -> int:
    """Forward what `by` sees of the incident and `station` has not yet; return how many."""
    waits = members(incident, by).filter(status__in=sorted(AT_STATION | {Status.NEW}))
    keys = _keys(waits.exclude(unit=station, status__in=sorted(AT_STATION)))
    for key in keys:
        forwarding.forward(ticket_id=key, by=by, at=at, station=station, note=note)
    return len(keys)


@transaction.atomic
def answer(*, incident: Incident, by: Officer, at: datetime, outcome: Outcome, text: str) -> int:
    """Give each citizen of the incident whose ticket is ready the same outcome; return how many."""
    keys = _keys(members(incident, by).filter(status__in=[Status.NEW, Status.ACTION_TAKEN]))
    for key in keys:
        resolution.give_outcome(ticket_id=key, by=by, at=at, outcome=outcome, text=text)
    return len(keys)


def members(incident: Incident, by: Officer) -> TicketQuerySet:
    """Return the tickets of an incident that `by` may see, oldest first."""
    seen = Ticket.objects.visible_to(by).filter(membership__incident=incident)
    return seen.order_by("arrived_at", "pk")


def incident_of(ticket: Ticket) -> Incident | None:
    kept = Membership.objects.filter(ticket=ticket).select_related("incident").first()
    return kept.incident if kept else None


def _keys(tickets: TicketQuerySet) -> list[int]:
    return list(tickets.order_by("pk").values_list("pk", flat=True)[:MOST])


def _other(by: Officer, typed: str, ticket_id: int) -> int:
    seen = Ticket.objects.visible_to(by).exclude(pk=ticket_id)
    other = seen.filter(code=codes.read_code(typed) or "").first()
    if other is None:
        raise Unacceptable(_("There is no other ticket with this code."), field="other_code")
    return other.pk


def _join(ticket: Ticket, incident: Incident, *, by: Officer, at: datetime) -> None:
    _row, is_new = Membership.objects.get_or_create(
        ticket=ticket, defaults={"incident": incident, "joined_at": at}
    )
    if is_new:
        ticket.record(events.LINKED, by=by, at=at, data={"incident": incident.code})
