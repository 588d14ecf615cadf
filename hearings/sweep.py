"""What must happen by itself on the day of a hearing. Each step is safe to repeat."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from districts.timing import INDIA
from hearings import booking, calls, lapses, particulars, reminding, wishes
from hearings.models import Desk, HearingRequest, Window
from hearings.one_by_one import each
from tickets import events
from tickets.lifecycle import Status
from tickets.models import Event, Ticket
from tickets.services import hearing
from tickets.stopping import TimeIsUp
from tickets.wishes import Callback

log = logging.getLogger(__name__)

BATCH = 500
RUNS_OVER = timedelta(hours=2)  # after the closing, while a desk still hears


def run(*, now: datetime) -> None:
    """Take every step once; one that fails does not hold up the others."""
    for step in STEPS:
        try:
            step(now=now)
        except TimeIsUp:
            raise
        except Exception as error:  # noqa: BLE001  # the next round tries again
            details = {"step": step.__name__, "error": type(error).__name__}
            log.error("hearing step failed", extra=details)


def book_waiting(*, now: datetime) -> int:
    """Give a token to every citizen who asked to be heard and has none; return how many."""
    booked = HearingRequest.objects.filter(ticket=OuterRef("pk"))
    windows = Window.objects.exclude(weekdays=[])
    asked = Ticket.objects.filter(
        kind=Ticket.Kind.HEARING, status=Status.NEW, line__in=windows.values("line")
    )
    forgotten = Event.objects.filter(kind=events.HEARING_UNREACHED, ticket=OuterRef("pk"))
    keys = _keys(asked.filter(~Exists(booked), ~Exists(forgotten)))
    return each(keys, lambda key: booking.book(ticket_id=key, at=now))


def leave_nobody(*, now: datetime) -> int:
    """Give the desk whoever asked on a line that hears nobody now: its clocks run from here."""
    windows = Window.objects.exclude(weekdays=[])
    booked = HearingRequest.objects.filter(ticket=OuterRef("pk"))
    asked = Ticket.objects.filter(kind=Ticket.Kind.HEARING, status=Status.NEW, clocks=None)
    keys = _keys(asked.filter(~Exists(booked)).exclude(line__in=windows.values("line")))
    return each(keys, lambda key: hearing.owe_callback(ticket_id=key, how=Callback.WRITING, at=now))


def _keys(tickets: QuerySet[Ticket]) -> list[int]:
    return list(tickets.order_by("arrived_at", "pk").values_list("pk", flat=True)[:BATCH])


def carry_over(*, now: datetime) -> int:
    """Give another day to whoever waited in vain until the closing; return for how many.

    Where no day has room, or the line hears nobody any more, the police call them.
    """
    over = Q(pk=None)
    for window in Window.objects.all():
        over |= Q(window=window, day__lte=_last_day_over(window, now))
    waiting = HearingRequest.objects.in_queue().filter(over)
    keys = list(waiting.in_order().values_list("pk", flat=True)[:BATCH])
    return each(keys, lambda key: _carry(key, now))


@transaction.atomic
def _carry(key: int, now: datetime) -> None:
    locked = HearingRequest.objects.in_queue().select_for_update(of=("self",))
    request = locked.select_related("window__line").filter(pk=key).first()
    if request is not None:
        calls.another_day(request, at=now, is_carried=True)


def _last_day_over(window: Window, now: datetime) -> date:
    """Return the last day whose hearing is over: today's, once it has closed and desks too."""
    today = now.astimezone(INDIA).date()
    still_heard = Desk.objects.open().filter(window=window).exists()
    ends = window.hours_of(today).closes + (RUNS_OVER if still_heard else timedelta())
    return today if now >= ends else today - timedelta(days=1)


STEPS: tuple[Callable[..., int], ...] = (
    book_waiting,
    leave_nobody,
    wishes.act_on_wishes,
    lapses.give_up_forgotten,
    lapses.leave_unheard,
    lapses.miss_absent,
    lapses.lose_silent,
    lapses.lose_forgotten,
    reminding.remind,
    carry_over,
    particulars.forget,
)
