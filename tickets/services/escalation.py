"""The sweep that warns who has a ticket, and tells the next in rank when nobody moved in time."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from districts import grants
from tickets import events
from tickets.ladder import Ladder, is_unwarned
from tickets.models import Clock, Escalation, Ticket
from tickets.services.superiors import Superiors, Told
from tickets.stopping import TimeIsUp

log = logging.getLogger(__name__)

BATCH = 200
ASK_AGAIN = timedelta(hours=1)  # when every post above is vacant
MINUTE = timedelta(minutes=1)
LATE = 5 * MINUTE  # a telling that comes this long after its moment is labelled late


def escalate_due(*, now: datetime) -> int:
    """Take every step up the ladder whose moment has come. Return how many were taken.

    Safe to run twice or in parallel: a sweep skips tickets that another holds, looks again once
    it holds one, and a step of a clock is unique. A warning is a step too.
    """
    total = 0
    while (taken := _take_batch(now=now)) is not None:
        total += taken
    return total


@transaction.atomic
def _take_batch(*, now: datetime) -> int | None:
    due = Clock.objects.due(now).select_related("ticket").order_by("next_step_at", "pk")
    held = list(due.select_for_update(skip_locked=True, of=("ticket",))[:BATCH])
    if not held:
        return None
    # read again: what we chose may have been done by another while we came to the lock
    still_due = Clock.objects.due(now).filter(pk__in=[clock.pk for clock in held])
    related = still_due.select_related("ticket__unit", "ticket__line", "ticket__category")
    superiors = Superiors({clock.ticket_id for clock in held}, now)
    tickets: dict[int, Ticket] = {}
    taken = 0
    for clock in related.order_by("next_step_at", "pk"):
        # clocks of one ticket share its row, because each step moves the head of the history
        clock.ticket = tickets.setdefault(clock.ticket_id, clock.ticket)
        taken += _take_or_put_off(clock, superiors, now=now)
    return taken


def _take_or_put_off(clock: Clock, superiors: Superiors, *, now: datetime) -> int:
    """Take the step; one that cannot be taken is tried again in an hour and holds up no other."""
    try:
        with transaction.atomic():
            taken = _take_step(clock, Ladder.of(clock.ticket), superiors, now=now)
            _look_away(clock, taken, now=now)
            clock.save(update_fields=["warned_at", "steps_taken", "next_step_at"])
        return taken
    except TimeIsUp:
        raise
    except Exception as error:  # noqa: BLE001 — whatever one ticket does, the others climb
        log.error("step not taken", extra={"clock": clock.pk, "error": type(error).__name__})
        Clock.objects.filter(pk=clock.pk).update(next_step_at=now + ASK_AGAIN)
        clock.ticket.refresh_from_db(fields=["history_length", "history_head"])
        return 0


def _look_away(clock: Clock, taken: int, *, now: datetime) -> None:
    """Make sure that the sweep ends: a clock due now that took no step waits for an hour.

    One that did may be due again at once, but a step is unique, and there are few of them.
    """
    if not taken and clock.next_step_at is not None and clock.next_step_at <= now:
        log.error("clock is due and takes no step", extra={"clock": clock.pk})
        clock.next_step_at = now + ASK_AGAIN


def _take_step(clock: Clock, ladder: Ladder, superiors: Superiors, *, now: datetime) -> int:
    """Warn or climb, whichever has come; say how many steps were taken (0 or 1)."""
    if is_unwarned(clock) and now < clock.due_at:
        return _warn(clock, ladder, superiors, now=now)
    rung = ladder.comes_at(clock)
    if rung is None or rung > now:
        clock.next_step_at = rung  # a warning for which it is too late now
        return 0
    return _climb(clock, ladder, superiors, now=now)


def _warn(clock: Clock, ladder: Ladder, superiors: Superiors, *, now: datetime) -> int:
    """Tell whoever has the ticket that time runs out: after the quiet hours, if it still does."""
    calm = ladder.calm(now)
    told = superiors.of_holder(clock.ticket) if calm == now else None
    clock.next_step_at = ladder.comes_at(clock)
    if calm > now and calm < clock.due_at:
        clock.next_step_at = calm
    if told is None:
        return 0
    about = {"due_at": clock.due_at}
    _record(clock, Escalation.Ladder.WARNING, 0, told, about, due_at=clock.warn_at or now, now=now)
    clock.warned_at = now
    return 1


def _climb(clock: Clock, ladder: Ladder, superiors: Superiors, *, now: datetime) -> int:
    """Take the next step whose post is filled.

    Vacant posts are passed over at once. With all of them vacant it asks again in an hour.
    """
    step, told, vacant = clock.steps_taken, None, []
    rungs = ladder.rungs
    while step < len(rungs) and (told := superiors.of_step(clock.ticket, rungs[step])) is None:
        vacant.append(rungs[step]["role"])
        step += 1
    if told is None and vacant:
        step, told = len(rungs) - 1, superiors.of_last_resort(clock.ticket)
    if told is None:
        clock.next_step_at = now + ASK_AGAIN
        return 0
    _record_climb(clock, rungs, step, told, vacant, is_restricted=ladder.is_restricted, now=now)
    clock.steps_taken = step + 1
    clock.next_step_at = ladder.comes_at(clock)
    return 1


def _record_climb(
    clock: Clock,
    rungs: Sequence[dict[str, Any]],
    step: int,
    told: Told,
    vacant: list[str],
    *,
    is_restricted: bool,
    now: datetime,
) -> None:
    after = rungs[step]["after_minutes"]
    climbed = Escalation.Ladder.RESTRICTED if is_restricted else Escalation.Ladder.ORDINARY
    # what is late is the step that was waited for, not the one that vacancies led to
    due_at = clock.due_at + rungs[step - len(vacant)]["after_minutes"] * MINUTE
    about = {"after": after, "vacant": vacant}
    _record(clock, climbed, step, told, about, due_at=due_at, now=now)
    if not told.unit.contains(clock.ticket.unit):
        for officer in told.officers:
            grants.give(officer, grants.SHARED, clock.ticket)


def _record(
    clock: Clock,
    ladder: Escalation.Ladder,
    step: int,
    told: Told,
    about: dict[str, Any],
    *,
    due_at: datetime,
    now: datetime,
) -> None:
    facts = {"clock": clock.name, "round": clock.round, "turn": clock.turn, "step": step}
    facts |= {"ladder": ladder, "role": told.role, "unit": told.unit.code, **about}
    if now - due_at >= LATE:
        facts["late_minutes"] = (now - due_at) // MINUTE
    kind = events.WARNED if ladder == Escalation.Ladder.WARNING else events.ESCALATED
    event = clock.ticket.record(kind, by=None, at=now, data=facts)
    escalation = Escalation.objects.create(
        clock=clock,
        ladder=ladder,
        step=step,
        event=event,
        unit=told.unit,
        role=told.role,
        due_at=due_at,
        taken_at=now,
    )
    escalation.officers.add(*told.officers)
