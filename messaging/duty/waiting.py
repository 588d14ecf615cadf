"""What waits for an officer now, in a few lines that tell no more than a notice does."""

from datetime import datetime

from django.db.models import F, Min, Q

from districts.models import Officer, Role
from messaging.duty.phrases import say
from tickets import moments
from tickets.codes import spaced
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.sight import Sight, sight_of

SHOWN = 5
STATE = {
    Role.STATION_HEAD: Status.WITH_STATION,
    Role.STATION_OFFICER: Status.WITH_STATION,
    Role.DESK: Status.NEW,
    Role.WATCH: Status.NEW,
}


def lines(officer: Officer, now: datetime) -> str:
    """Return how many tickets wait for the posts `officer` holds, and the most urgent of them."""
    roles = set(officer.postings.current().values_list("role", flat=True))
    if not roles:
        return say("no_post")
    states = [state for role, state in STATE.items() if role in roles]
    open_ones = Ticket.objects.visible_to(officer).filter(is_restricted=False).open()
    sight = sight_of(officer)
    # whoever watches over others is told of what is late; others of what is theirs to begin
    waits = open_ones.filter(status__in=states) if states else open_ones.late(sight.past_due(now))
    if not (count := waits.count()):
        return say("waits_nothing")
    due = Min("clocks__due_at", filter=Q(clocks__stopped_at=None))
    soonest = waits.annotate(due=due).order_by(F("due").asc(nulls_last=True), "pk")[:SHOWN]
    rows = [f"• *{spaced(one.code)}* {left(one, sight, now=now)}".strip() for one in soonest]
    more = [say("waits_more")] if count > len(rows) else []
    return "\n".join([say("waits", count=str(count)), *rows, *more])


def left(ticket: Ticket, sight: Sight, *, now: datetime) -> str:
    """Return how long there is for what the ticket waits for, as exactly as may be seen."""
    clock = ticket.clocks.running().select_related("ticket__unit").order_by("due_at").first()
    if clock is None:
        return ""
    hours = sight.hours_of(clock)
    return moments.until(clock.due_at, hours, now=now)
