"""The sweep that tells the next in rank when nobody moved in time."""

from datetime import datetime, timedelta

from django.db import transaction

from districts import grants
from tickets import events
from tickets.models import Clock, Escalation, Ticket
from tickets.services import clocks
from tickets.services.superiors import Superiors, Told

BATCH = 200
ASK_AGAIN = timedelta(hours=1)  # when every post above is vacant


def escalate_due(*, now: datetime) -> int:
    """Take every step up the ladder whose moment has come. Return how many were taken.

    Safe to run twice or in parallel: a sweep skips tickets that another holds, looks again once
    it holds one, and a step of a clock is unique.
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
        taken += _climb(clock, superiors, now=now)
    return taken


def _climb(clock: Clock, superiors: Superiors, *, now: datetime) -> int:
    """Take the next step whose post is filled, and say how many steps were taken (0 or 1).

    Vacant posts are passed over at once. With all of them vacant it asks again in an hour.
    """
    ladder = clock.ticket.line.ladder if clock.ticket.line else []
    step, told, vacant = clock.steps_taken, None, []
    while step < len(ladder) and (told := superiors.of_step(clock.ticket, ladder[step])) is None:
        vacant.append(ladder[step]["role"])
        step += 1
    if told is None and vacant:
        step, told = len(ladder) - 1, superiors.of_last_resort(clock.ticket)
    if told is not None:
        _record(clock, step, told, vacant, now=now)
    clock.next_step_at = clocks.next_step_at(clock, ladder)
    if told is None and clock.next_step_at is not None:
        clock.next_step_at = now + ASK_AGAIN
    clock.save(update_fields=["steps_taken", "next_step_at"])
    return 0 if told is None else 1


def _record(clock: Clock, step: int, told: Told, vacant: list[str], *, now: datetime) -> None:
    ticket = clock.ticket
    after = ticket.line.ladder[step]["after_minutes"] if ticket.line else 0
    escalation = Escalation.objects.create(
        clock=clock,
        step=step,
        unit=told.unit,
        role=told.role,
        due_at=clock.due_at + timedelta(minutes=after),
        taken_at=now,
    )
    escalation.officers.set(told.officers)
    if not told.unit.contains(ticket.unit):
        for officer in told.officers:
            grants.give(officer, grants.SHARED, ticket)
    clock.steps_taken = step + 1
    facts = {"clock": clock.name, "step": step, "role": told.role, "unit": told.unit.code}
    data = {**facts, "after": after, "vacant": vacant}
    ticket.record(events.ESCALATED, by=None, at=now, data=data)
