"""A hearing that opens at NOON, for tests that set the clock themselves; fixtures in conftest."""

from datetime import datetime, timedelta
from typing import Any

from districts.models import Officer
from hearings import booking, desks
from hearings.models import Call, Desk, HearingRequest, Window
from tests.factories import NOON, make_ticket
from tickets.models import Ticket

MINUTE = timedelta(minutes=1)


def opened(window: Window, officer: Officer) -> Desk:
    return desks.open_desk(window_id=window.pk, by=officer, at=NOON)


def caller(window: Window, **fields: Any) -> HearingRequest:
    how = {key: fields.pop(key) for key in ("need", "source") if key in fields}
    ticket = make_ticket(window.line, kind=Ticket.Kind.HEARING, **fields)
    return booking.book(ticket_id=ticket.pk, at=NOON - 5 * MINUTE, **how)


def state(request: HearingRequest) -> str:
    return HearingRequest.objects.get(pk=request.pk).state


def call_next(officer: Officer, at: datetime = NOON) -> Call:
    call = desks.call_next(by=officer, at=at)
    assert call is not None
    return call
