from django.db import transaction

from districts.models import Unit
from tickets import texts
from tickets.services import access


@transaction.atomic
def place(
    *,
    ticket_id: int,
    place: str,
    latitude: float | None,
    longitude: float | None,
    suggested_unit: Unit | None,
) -> None:
    """Note where it is, told by the citizen once the ticket was open; what is known already stays.

    The words themselves stand in the history as an addition.
    """
    ticket = access.take_for_citizen(ticket_id=ticket_id)
    if not ticket.place:
        ticket.place = texts.line(place[:300], field="place")
    if ticket.latitude is None:
        ticket.latitude, ticket.longitude = latitude, longitude
    if ticket.suggested_unit_id is None:
        ticket.suggested_unit = suggested_unit
    columns = ["place", "latitude", "longitude", "suggested_unit"]
    ticket.save(update_fields=columns)
