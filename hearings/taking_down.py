"""What becomes of a hearing: written down, put in its category, handed to the station, ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from districts.models import Category, Officer, Unit
from hearings import calls
from hearings.models import Call, HearingRequest
from tickets.models import Ticket
from tickets.services import forwarding, hearing, notes


@dataclass(frozen=True)
class Taken:
    """What the officer filled in beside the video."""

    words: str
    place: str = ""
    category: Category | None = None
    station: Unit | None = None  # to which it is forwarded at once
    interpreter: str = ""
    note: str = ""  # for those above; the citizen never reads it


@transaction.atomic
def finish(*, call_id: UUID, by: Officer, at: datetime, taken: Taken) -> Ticket:
    """Write down what was heard, forward it, and end the call. All of it or nothing."""
    call = calls.at_own_desk(call_id, by)
    ticket_id = call.request.ticket_id
    about_police = taken.category is not None and taken.category.about_police
    if taken.category and not about_police:
        notes.categorise(ticket_id=ticket_id, by=by, at=at, category=taken.category)
    hearing.take_down(
        ticket_id=ticket_id,
        by=by,
        at=at,
        words=taken.words,
        place=taken.place,
        interpreter=taken.interpreter,
    )
    if taken.note:
        notes.note(ticket_id=ticket_id, by=by, at=at, text=taken.note)
    if taken.category and about_police:
        # it goes to those above, out of the reach of the station and perhaps of this officer
        notes.categorise(ticket_id=ticket_id, by=by, at=at, category=taken.category)
    elif taken.station:
        forwarding.forward(ticket_id=ticket_id, by=by, at=at, station=taken.station)
    request = calls.end(call, Call.Ending.HEARD, at=at)
    request.state = HearingRequest.State.HEARD
    request.save(update_fields=["state"])
    return Ticket.objects.get(pk=ticket_id)
