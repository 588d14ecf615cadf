from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Category, Officer
from tickets import events, texts
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import Unacceptable
from tickets.services import access, restriction
from tickets.services.once import done, mark


@transaction.atomic
def note(*, ticket_id: int, by: Officer, at: datetime, text: str, once: str = "") -> Event:
    """Add a remark that only officers read. Moves nothing and stops no clock."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.NOTE)
    if said := done(ticket, events.NOTED, by=by, once=once):
        return said
    words = texts.paragraphs(text, field="text", required=True)
    return ticket.record(events.NOTED, by=by, at=at, note=words, data=mark(once))


@transaction.atomic
def categorise(
    *, ticket_id: int, by: Officer, at: datetime, category: Category, together: str = ""
) -> Ticket:
    """Put the ticket into another category of its line. Running clocks keep their deadlines.

    A category about police restricts the ticket, as if it had been born in it. `together` marks
    what can be taken back.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.CATEGORISE)
    if category.line_id != ticket.line_id or not category.is_active:
        raise Unacceptable(_("This category is not one of this line's."), field="category")
    before = ticket.category.code if ticket.category else ""
    ticket.category = category
    ticket.save(update_fields=["category"])
    data = {"from": before, "to": category.code} | ({"together": together} if together else {})
    ticket.record(events.CATEGORISED, by=by, at=at, data=data)
    if category.about_police and not ticket.is_restricted:
        restriction.lift_out_of_reach(ticket, by=by, at=at)
    return ticket


@transaction.atomic
def take_back(*, change: Event, by: Officer, at: datetime) -> None:
    """Undo a change of category as if it had not been; the caller knows that it is the last."""
    ticket = access.take(ticket_id=change.ticket_id, by=by, deed=Deed.CATEGORISE)
    before, now = change.data["from"], change.data["to"]
    ticket.category = Category.objects.filter(line=ticket.line, code=before).first()
    ticket.save(update_fields=["category"])
    ticket.record(events.CATEGORISED, by=by, at=at, data={"from": now, "to": before, "undo": True})
