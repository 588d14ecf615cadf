"""Who answers for a ticket now: whom it is assigned to, else the head of its station."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Q, QuerySet

from districts.models import STATIONS, Posting, Role
from districts.prepared import AnyOf, Given, Prepared
from tickets.models import Ticket


def of(tickets: Iterable[Ticket]) -> dict[int, str]:
    """Return the officers' names by the tickets' keys; none of what lies with a desk. One query."""
    at_stations = [ticket for ticket in tickets if ticket.unit.kind in STATIONS]
    if not at_stations:
        return {}
    assigned = {ticket.assigned_to_id for ticket in at_stations} - {None}
    units = list({ticket.unit_id for ticket in at_stations})
    posts = POSTS.rows(units=units, assigned=list(assigned))
    heads: dict[int, str] = {}
    posted: dict[tuple[int, int], str] = {}
    for unit, officer, role, name in posts:
        posted[unit, officer] = name
        if role == Role.STATION_HEAD:
            heads[unit] = name
    named = {
        ticket.pk: posted.get((ticket.unit_id, ticket.assigned_to_id or 0))
        or heads.get(ticket.unit_id, "")
        for ticket in at_stations
    }
    return {key: name for key, name in named.items() if name}


def _posts() -> QuerySet[Any, Any]:
    keys = ArrayField(BigIntegerField())
    is_assigned = Q(AnyOf("officer", Given("assigned", keys)))
    posts = Posting.objects.present().filter(
        Q(role=Role.STATION_HEAD) | is_assigned,
        AnyOf("unit", Given("units", keys)),
        officer__is_active=True,
    )
    return posts.order_by("pk").values_list("unit", "officer", "role", "officer__name")


POSTS = Prepared(_posts)
