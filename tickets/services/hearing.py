"""A hearing as its ticket tells it: what the citizen wishes, what was taken down, its end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Officer
from tickets import events, terms, texts
from tickets.lifecycle import OPEN, CloseReason, Status
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow
from tickets.services import access, clocks
from tickets.wishes import Callback, Wish


@transaction.atomic
def wish(*, ticket_id: int, wanted: Wish, at: datetime) -> Event:
    """Record what the citizen wants; `hearings` reads it and does what can be done.

    Raises DoesNotFollow where the ticket is no hearing, or is closed.
    """
    ticket = access.take_for_citizen(ticket_id=ticket_id)
    if ticket.kind != Ticket.Kind.HEARING or ticket.closed_at is not None:
        raise DoesNotFollow(_("There is no hearing to change any more."))
    return ticket.record(events.HEARING_WISHED, by=None, at=at, data={"wish": wanted.value})


def is_nameless(ticket: Ticket) -> bool:
    """Say whether the citizen asked to be heard without a name."""
    wished = ticket.events.filter(kind=events.HEARING_WISHED)
    return wished.filter(data__wish=Wish.NAMELESS.value).exists()


@transaction.atomic
def withdraw(*, ticket_id: int, at: datetime) -> None:
    """Close the ticket of a citizen who needs the hearing no more. Safe to repeat."""
    ticket = access.take_for_citizen(ticket_id=ticket_id)
    if ticket.status not in OPEN:
        return
    ticket.close_reason = CloseReason.WITHDRAWN
    kind, reason = events.HEARING_CANCELLED, {"reason": CloseReason.WITHDRAWN.value}
    ticket.move_to(Status.CLOSED, kind=kind, by=None, at=at, data=reason)
    clocks.refresh(ticket)


@transaction.atomic
def owe_callback(*, ticket_id: int, how: Callback, at: datetime) -> None:
    """Record that the police come back to the citizen; from now on the desk's clocks run."""
    ticket = access.take_for_citizen(ticket_id=ticket_id)
    data = {**_facts(ticket, at), "how": how.value}
    ticket.record(events.HEARING_CALLBACK, by=None, at=at, data=data)
    clocks.refresh(ticket)


def lose_touch(*, ticket_ids: Sequence[int], at: datetime) -> None:
    """Record of hearings still to come that nobody can call or write to their citizens any more.

    From now on the desk's clocks run, for what was written. Safe to repeat.
    """
    hearings = Ticket.objects.filter(kind=Ticket.Kind.HEARING, closed_at=None, pk__in=ticket_ids)
    for key in hearings.order_by("pk").values_list("pk", flat=True):
        _lose_touch(key, at)


@transaction.atomic
def _lose_touch(ticket_id: int, at: datetime) -> None:
    ticket = access.take_for_citizen(ticket_id=ticket_id)
    settled = {events.HEARING_HEARD, events.HEARING_UNREACHED}
    if ticket.closed_at is None and not ticket.events.filter(kind__in=settled).exists():
        ticket.record(events.HEARING_UNREACHED, by=None, at=at, data=_facts(ticket, at))
        clocks.refresh(ticket)


def is_unreachable(ticket: Ticket) -> bool:
    """Say whether nobody can call or write to the citizen any more."""
    return ticket.events.filter(kind=events.HEARING_UNREACHED).exists()


@transaction.atomic
def take_down(
    *,
    ticket_id: int,
    by: Officer,
    at: datetime,
    words: str,
    place: str = "",
    interpreter: str = "",
) -> Ticket:
    """Record what the citizen said before `by`; the desk's clocks run from now on.

    What is taken down becomes the ticket's text, after what it said before.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.HEAR)
    said = texts.paragraphs(words, field="words", required=True)
    data = {**_facts(ticket, at), "interpreter": texts.line(interpreter, field="interpreter")}
    ticket.text = "\n\n".join(filter(None, [ticket.text, said]))
    ticket.place = texts.line(place, field="place") or ticket.place
    ticket.save(update_fields=["text", "place"])
    ticket.record(events.HEARING_HEARD, by=by, at=at, note=said, data=data)
    clocks.refresh(ticket)
    return ticket


def _facts(ticket: Ticket, at: datetime) -> dict[str, Any]:
    return {"unit": ticket.unit.code, "status": ticket.status, **terms.of(ticket, at=at)}
