"""Asking to be heard: the next day on which the line hears people, and a token for it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hearings.models import HearingRequest, Window
from tickets import events
from tickets.refusals import DoesNotFollow
from tickets.services import access


@transaction.atomic
def ask_for_hearing(*, ticket_id: int, at: datetime) -> HearingRequest:
    """Give the citizen of this ticket the next token of the next day the line hears people.

    Safe to repeat: the first token stays. The window's lock gives a day's tokens out one by one.
    Raises DoesNotFollow where the line holds no hearings.
    """
    ticket = access.take_for_citizen(ticket_id=ticket_id)
    if asked := HearingRequest.objects.filter(ticket=ticket).first():
        return asked
    window = Window.objects.select_for_update().filter(line=ticket.line).first()
    if window is None or not window.weekdays:
        raise DoesNotFollow(_("This line holds no hearings."))
    day = window.next_opening(at).date()
    given = window.requests.filter(day=day).aggregate(last=Max("token", default=0))
    token = given["last"] + 1
    told = {"day": day.isoformat(), "token": str(token)}
    ticket.record(events.HEARING_ASKED, by=None, at=at, data=told)
    return window.requests.create(ticket=ticket, day=day, token=token, asked_at=at)
