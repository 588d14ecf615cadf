"""Who answers for a ticket now: whom it is assigned to, else the head of its station."""

from collections.abc import Iterable

from django.db.models import Q

from districts.models import STATIONS, Posting, Role
from tickets.models import Ticket


def of(tickets: Iterable[Ticket]) -> dict[int, str]:
    """Return the officers' names by the tickets' keys; none of what lies with a desk. One query."""
    at_stations = [ticket for ticket in tickets if ticket.unit.kind in STATIONS]
    if not at_stations:
        return {}
    assigned = {ticket.assigned_to_id for ticket in at_stations} - {None}
    posts = Posting.objects.present().filter(
        Q(role=Role.STATION_HEAD) | Q(officer__in=assigned),
        unit__in={ticket.unit_id for ticket in at_stations},
        officer__is_active=True,
    )
    heads: dict[int, str] = {}
    posted: dict[tuple[int, int], str] = {}
    for post in posts.select_related("officer").order_by("pk"):
        posted[post.unit_id, post.officer_id] = post.officer.name
        if post.role == Role.STATION_HEAD:
            heads[post.unit_id] = post.officer.name
    named = {
        ticket.pk: posted.get((ticket.unit_id, ticket.assigned_to_id or 0))
        or heads.get(ticket.unit_id, "")
        for ticket in at_stations
    }
    return {key: name for key, name in named.items() if name}
