"""Clocks that stand still: for a reason from the line's list, with an end, and in the open."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Officer
from tickets import events, moments, policy, texts
from tickets.clock import ACT, RESOLVE, Pause
from tickets.lifecycle import PauseReason
from tickets.models import Event, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import access, clocks

HELD = (ACT, RESOLVE)  # nobody needs a pause in order to forward or acknowledge
DAY_MINUTES = 24 * 60
# where no line says otherwise
RULES: list[dict[str, Any]] = [
    {"reason": "citizen", "max_minutes": 3 * DAY_MINUTES, "nod": False},
    {"reason": "laboratory", "max_minutes": 21 * DAY_MINUTES, "nod": True},
    {"reason": "court", "max_minutes": 30 * DAY_MINUTES, "nod": True},
    {"reason": "other_office", "max_minutes": 7 * DAY_MINUTES, "nod": True},
    {"reason": "holiday", "max_minutes": DAY_MINUTES, "nod": True},
    {"reason": "law_and_order", "max_minutes": 2 * DAY_MINUTES, "nod": True},
]
# an unanswered request does not outlive the hand it came from
_ASKING = frozenset({events.PAUSE_ASKED, events.PAUSE_REFUSED, events.PAUSED})
_LAPSES = frozenset(
    {
        events.FORWARDED,
        events.RETURNED,
        events.HANDED_OVER,
        events.RESTRICTED,
        events.REOPENED,
    }
)


@transaction.atomic
def pause(
    *, ticket_id: int, by: Officer, at: datetime, reason: PauseReason, hours: int, note: str
) -> Event:
    """Stop the clocks for action and outcome for `hours`; they go on by themselves.

    Where the line wants a superior's nod and `by` is none, this only asks for it: then nothing
    stands still until somebody agrees.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.PAUSE)
    words = texts.paragraphs(note, field="note", required=True)
    rule = rules(ticket).get(reason)
    if rule is None:
        raise Unacceptable(_("This is no reason to stop the clocks here."), field="reason")
    if in_force(ticket, at) is not None:
        raise DoesNotFollow(_("The clocks stand still already."))
    _check_length(ticket, rule, timedelta(hours=hours))
    data = {"pause": PauseReason(reason).value, "minutes": hours * 60}
    if rule["nod"] and not policy.may(by, Deed.NOD, ticket):
        if pending(ticket) is not None:
            raise DoesNotFollow(_("A pause has been asked for already."))
        return ticket.record(events.PAUSE_ASKED, by=by, at=at, note=words, data=data)
    return _start(ticket, data, by=by, at=at, note=words)


@transaction.atomic
def decide(*, ticket_id: int, by: Officer, at: datetime, agrees: bool, note: str = "") -> Event:
    """Agree to the pause that was asked for, from now on, or refuse it; never one's own."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.NOD)
    asked = pending(ticket)
    if asked is None:
        raise DoesNotFollow(_("Nobody has asked for a pause."))
    if asked.by_id == by.pk:
        raise NotAllowed(_("Another officer decides on a pause that you asked for."))
    words = texts.paragraphs(note, field="note", required=not agrees)
    if not agrees:
        return ticket.record(events.PAUSE_REFUSED, by=by, at=at, note=words, data=asked.data)
    return _start(ticket, asked.data, by=by, at=at, note=words)


@transaction.atomic
def resume(*, ticket_id: int, by: Officer, at: datetime, note: str = "") -> Event:
    """Let the clocks run again before the pause would have ended."""
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.RESUME)
    if in_force(ticket, at) is None:
        raise DoesNotFollow(_("The clocks are running."))
    words = texts.paragraphs(note, field="note")
    event = ticket.record(events.RESUMED, by=by, at=at, note=words)
    clocks.refresh(ticket)
    return event


def rules(ticket: Ticket) -> dict[str, dict[str, Any]]:
    """Return the rules of the ticket's line by reason."""
    listed = (ticket.line.pauses if ticket.line else []) or RULES
    return {rule["reason"]: rule for rule in listed}


def in_force(ticket: Ticket, at: datetime) -> Pause | None:
    """Return the pause in which the ticket's clocks stand at `at`, if any."""
    running = [r for r in clocks.readings(ticket) if r.stopped_at is None and r.name in HELD]
    pauses = (pause for reading in running for pause in reading.pauses[-1:])
    return next((pause for pause in pauses if pause.start <= at < pause.end), None)


def pending(ticket: Ticket) -> Event | None:
    """Return the request for a pause on which nobody has decided, if any."""
    said = ticket.happened(_ASKING | _LAPSES)
    return said[-1] if said and said[-1].kind == events.PAUSE_ASKED else None


def _start(ticket: Ticket, data: dict[str, Any], *, by: Officer, at: datetime, note: str) -> Event:
    until = at + timedelta(minutes=data["minutes"])
    told = {**data, "until": until, "holds": HELD}
    event = ticket.record(events.PAUSED, by=by, at=at, note=note, data=told)
    clocks.refresh(ticket)
    return event


def _check_length(ticket: Ticket, rule: dict[str, Any], wanted: timedelta) -> None:
    """Refuse more than the rule allows in one round, however it is cut into pieces."""
    of_round = [
        reading
        for reading in clocks.readings(ticket)
        if reading.round == ticket.round and reading.name == RESOLVE
    ]
    used = (p.end - p.start for r in of_round for p in r.pauses if p.reason == rule["reason"])
    left = timedelta(minutes=rule["max_minutes"]) - sum(used, timedelta())
    if wanted <= timedelta():
        raise Unacceptable(_("Say for how many hours."), field="hours")
    if wanted > left:
        said = moments.span(max(left, timedelta()))
        raise Unacceptable(_("For this reason at most %s are left.") % said, field="hours")
