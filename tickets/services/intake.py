"""How a ticket comes to be, and what the citizen adds to it later."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Campaign, Category, Line, Officer, Unit
from districts.timing import Timing
from tickets import events, floods, policy, terms, texts
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import Unacceptable
from tickets.services import access, clocks, restriction, shelving, superiors, watchers
from tickets.services.restriction import Accused

LONGEST_TIP = 20_000  # a burst of messages joins one ticket


@transaction.atomic
def open_ticket(
    *,
    line: Line | None,
    at: datetime,
    kind: Ticket.Kind,
    text: str,
    category: Category | None = None,
    unit: Unit | None = None,
    suggested_unit: Unit | None = None,
    place: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    is_outside: bool = False,
    priority: Ticket.Priority = Ticket.Priority.ORDINARY,
    is_second_hand: bool = False,
    accused: Accused | None = None,
    campaign: Campaign | None = None,
    by: Officer | None = None,
) -> Ticket:
    """Open a ticket at `unit`, by default the line's. Its triage and outcome clocks start.

    Born restricted, with the lowest office above, when its category is about police or police
    are `accused`. Who answers for the line sees it at once. `by` took a call.
    """
    ticket = Ticket.objects.create(
        kind=kind,
        line=line,
        category=category,
        unit=_receiver(unit, line, by),
        suggested_unit=suggested_unit,
        campaign=campaign,
        priority=priority,
        is_outside=is_outside,
        is_second_hand=is_second_hand,
        **_words(text, at=at, line=line, kind=kind, priority=priority),
        **_when(at, line) | _where(place, latitude, longitude),
    )
    _restrict_from_birth(ticket, at=at, accused=accused)
    _begin_history(ticket, at=at, by=by)
    return ticket


@transaction.atomic
def add_words(
    *,
    ticket_id: int,
    text: str,
    at: datetime,
    unheard: Collection[int] = (),
    accused: Accused | None = None,
) -> Event:
    """Record what the citizen sent later: an answer while a question is open, else an addition.

    `unheard` are keys of questions that have not reached the citizen. A closed ticket takes it
    too. A pause that waited for it ends; no other clock changes, unless police are `accused`:
    then the ticket is restricted first.
    """
    ticket = access.take_for_citizen(ticket_id=ticket_id)
    if accused is not None:
        restriction.lift_out_of_reach(ticket, by=None, at=at, accused=accused)
    words = texts.paragraphs(text, field="text", longest=LONGEST_TIP)
    dialogue = ticket.events.filter(kind__in=[events.ASKED, events.ANSWERED])
    last = dialogue.exclude(pk__in=unheard).order_by("number").last()
    is_answer = last is not None and last.kind == events.ASKED
    kind = events.ANSWERED if is_answer else events.ADDED
    event = ticket.record(kind, by=None, at=at, note=words)
    if ticket.shelved_until is not None:
        shelving.take_up(ticket)
    if ticket.clocks.running().filter(paused_until__gt=at).exists():
        clocks.refresh(ticket)
    return event


def _words(text: str, *, line: Line | None, **about: Any) -> dict[str, Any]:
    words = texts.paragraphs(text, field="text", longest=LONGEST_TIP)
    return {"text": words, **floods.marks(line=line, text=words, **about)}


def _begin_history(ticket: Ticket, *, at: datetime, by: Officer | None) -> None:
    ticket.record(events.OPENED, by=by, at=at, note=ticket.text, data=_facts(ticket, at))
    superiors.show_to_those_who_answer(ticket, at)
    watchers.call(ticket)
    clocks.refresh(ticket)


def _receiver(unit: Unit | None, line: Line | None, by: Officer | None) -> Unit:
    """Return where the ticket lies at first; an officer needs a post there."""
    receiver = unit or (line.unit if line else None)
    if receiver is None:
        raise Unacceptable(_("Say which unit this ticket belongs to."), field="unit")
    if by is not None:
        policy.require_at(by, Deed.OPEN, receiver)
    return receiver


def _when(at: datetime, line: Line | None) -> dict[str, Any]:
    manners = line.manners if line else Timing.of({})
    return {"arrived_at": at, "changed_at": at, "block_hours": manners.arrival_block_hours}


def _where(place: str, latitude: float | None, longitude: float | None) -> dict[str, Any]:
    if (latitude is None) != (longitude is None):
        raise Unacceptable(_("A place needs both latitude and longitude."), field="latitude")
    if not (-90 <= (latitude or 0) <= 90 and -180 <= (longitude or 0) <= 180):
        raise Unacceptable(_("There is no such place on the earth."), field="latitude")
    named = texts.line(place, field="place")
    return {"place": named, "latitude": latitude, "longitude": longitude}


def _restrict_from_birth(ticket: Ticket, *, at: datetime, accused: Accused | None) -> None:
    """Take a ticket about police away from those it is about, before anybody has seen it."""
    if accused is None and not (ticket.category and ticket.category.about_police):
        return
    restriction.accuse_all(ticket, at=at, accused=accused or Accused())
    ticket.is_restricted = True
    # at the very top there is nobody above: it stays, unseen below, rather than be refused
    ticket.unit = restriction.seat_of(ticket) or ticket.unit
    ticket.save(update_fields=["is_restricted", "unit"])


def _facts(ticket: Ticket, at: datetime) -> dict[str, object]:
    return {
        "line": ticket.line.code if ticket.line else "",
        "kind": ticket.kind,
        "category": ticket.category.code if ticket.category else "",
        "unit": ticket.unit.code,
        "restricted": ticket.is_restricted,
        "status": ticket.status,
        **terms.of(ticket, at=at),
    }
