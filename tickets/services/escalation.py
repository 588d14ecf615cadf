"""The sweep that warns who has a ticket, and tells the next in rank when nobody moved in time."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch

from districts.models import Unit
from tickets.ladder import Ladder, is_unwarned
from tickets.models import Clock, Escalation, Ticket
from tickets.models.rewriting import rewrite
from tickets.services.superiors import Superiors
from tickets.services.telling import MINUTE, Step, tell
from tickets.stopping import TimeIsUp

log = logging.getLogger(__name__)

BATCH = 200
ASK_AGAIN = timedelta(hours=1)  # when every post above is vacant
MOVED = ["warned_at", "steps_taken", "next_step_at"]
UNREAD = ("ticket__text", "ticket__place", "ticket__bands")  # long, and not asked for


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
    due = Clock.objects.due(now).select_related("ticket").only("ticket__code")
    free = due.order_by("next_step_at", "pk").select_for_update(skip_locked=True, of=("ticket",))
    held = list(free[:BATCH])
    if not held:
        return None
    superiors = Superiors({clock.ticket_id for clock in held}, now)
    return _take([clock.pk for clock in held], superiors, now=now)


def _take(keys: Sequence[int], superiors: Superiors, *, now: datetime) -> int:
    """Take the steps of these clocks, all at once or, if that fails, in halves.

    So one that cannot be taken is found, is tried again in an hour and holds up no other.
    """
    try:
        with transaction.atomic():
            return _take_together(keys, superiors, now=now)
    except TimeIsUp:
        raise
    except Exception as error:  # noqa: BLE001 — whatever one ticket does, the others climb
        if len(keys) == 1:
            log.error("step not taken", extra={"clock": keys[0], "error": type(error).__name__})
            Clock.objects.filter(pk__in=keys).update(next_step_at=now + ASK_AGAIN)
            return 0
    half = len(keys) // 2
    parts = (keys[:half], keys[half:])
    return sum(_take(part, superiors, now=now) for part in parts)


def _take_together(keys: Sequence[int], superiors: Superiors, *, now: datetime) -> int:
    clocks, steps = _still_due(keys, now), []
    for clock in clocks:
        step = _take_step(clock, Ladder.of(clock.ticket), superiors, now=now)
        _look_away(clock, step, now=now)
        if step:
            steps.append(step)
    tell(steps, now=now)
    rewrite(clocks, MOVED)
    return len(steps)


def _still_due(keys: Sequence[int], now: datetime) -> list[Clock]:
    """Read the clocks again: another may have done one while we came to the lock."""
    units = Prefetch("ticket__unit", Unit.objects.defer("boundary", "aliases"))
    due = Clock.objects.due(now).filter(pk__in=keys).select_related("ticket").defer(*UNREAD)
    related = due.prefetch_related(units, "ticket__line", "ticket__category")
    clocks = list(related.order_by("next_step_at", "pk"))
    # clocks of one ticket share its row, because each step moves the head of the history
    tickets: dict[int, Ticket] = {}
    for clock in clocks:
        clock.ticket = tickets.setdefault(clock.ticket_id, clock.ticket)
    return clocks


def _look_away(clock: Clock, step: Step | None, *, now: datetime) -> None:
    """Make sure that the sweep ends: a clock due now that took no step waits for an hour.

    One that did may be due again at once, but a step is unique, and there are few of them.
    """
    if step is None and clock.next_step_at is not None and clock.next_step_at <= now:
        log.error("clock is due and takes no step", extra={"clock": clock.pk})
        clock.next_step_at = now + ASK_AGAIN


def _take_step(clock: Clock, ladder: Ladder, superiors: Superiors, *, now: datetime) -> Step | None:
    """Move the clock on to its warning or its next rung, whichever has come; return that."""
    if is_unwarned(clock) and now < clock.due_at:
        return _warn(clock, ladder, superiors, now=now)
    rung = ladder.comes_at(clock)
    if rung is None or rung > now:
        clock.next_step_at = rung  # a warning for which it is too late now
        return None
    return _climb(clock, ladder, superiors, now=now)


def _warn(clock: Clock, ladder: Ladder, superiors: Superiors, *, now: datetime) -> Step | None:
    """Tell whoever has the ticket that time runs out: after the quiet hours, if it still does."""
    calm = ladder.calm(now)
    told = superiors.of_holder(clock.ticket) if calm == now else None
    clock.next_step_at = ladder.comes_at(clock)
    if calm > now and calm < clock.due_at:
        clock.next_step_at = calm
    if told is None:
        return None
    clock.warned_at = now
    return Step(
        clock=clock,
        ladder=Escalation.Ladder.WARNING,
        number=0,
        told=told,
        due_at=clock.warn_at or now,
        about={"due_at": clock.due_at},
    )


def _climb(clock: Clock, ladder: Ladder, superiors: Superiors, *, now: datetime) -> Step | None:
    """Take the next step whose post is filled.

    Vacant posts are passed over at once. With all of them vacant it asks again in an hour.
    """
    number, told, vacant = clock.steps_taken, None, []
    rungs, waited = ladder.rungs, ladder.rungs[clock.steps_taken]
    while number < len(rungs) and (told := superiors.of_step(clock.ticket, rungs[number])) is None:
        vacant.append(rungs[number]["role"])
        number += 1
    if told is None and vacant:
        number, told = len(rungs) - 1, superiors.of_last_resort(clock.ticket)
    if told is None:
        clock.next_step_at = now + ASK_AGAIN
        return None
    clock.steps_taken = number + 1
    clock.next_step_at = ladder.comes_at(clock)
    return Step(
        clock=clock,
        ladder=Escalation.Ladder.RESTRICTED if ladder.is_restricted else Escalation.Ladder.ORDINARY,
        number=number,
        told=told,
        # what is late is the step that was waited for, not the one that vacancies led to
        due_at=clock.due_at + waited["after_minutes"] * MINUTE,
        about={"after": rungs[number]["after_minutes"], "vacant": vacant},
    )
