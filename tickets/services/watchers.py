"""Danger to life told of police: whoever is on watch above them may read it, and nobody accused."""

from districts import grants
from districts.models import Officer, Posting, Role, Unit
from tickets.lifecycle import OPEN
from tickets.models import Ticket

ON_WATCH = (Role.WATCH, Role.DESK)  # the desk where no team keeps watch


def call(ticket: Ticket) -> None:
    """Share a restricted emergency with the nearest watch at or above the office that keeps it.

    Reading is all a share allows; whoever may decide on it is told besides. Safe to repeat.
    """
    is_danger = ticket.priority == Ticket.Priority.EMERGENCY and ticket.status in OPEN
    if not (ticket.is_restricted and is_danger):
        return
    for office in [ticket.unit, *ticket.unit.ancestors()]:
        for role in ON_WATCH:
            if watching := _at(office, role, ticket):
                for officer in watching:
                    grants.give(officer, grants.SHARED, ticket)
                return


def _at(office: Unit, role: Role, ticket: Ticket) -> list[Officer]:
    posts = Posting.objects.current().filter(unit=office, role=role)
    there = Officer.objects.filter(is_active=True, pk__in=posts.values("officer"))
    this = Ticket.objects.filter(pk=ticket.pk)
    return [officer for officer in there if this.not_accusing(officer).exists()]
