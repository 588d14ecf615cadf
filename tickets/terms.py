"""Under which terms a ticket's clocks start now: written into the history, which keeps them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from districts.models import Calendar, Category, Holiday
from districts.timing import INDIA
from tickets import events
from tickets.clock import DEFAULT_MINUTES
from tickets.clock.calendar import LEAST_WEEK
from tickets.models import Ticket

HOLIDAYS_AHEAD = timedelta(days=180)  # beyond any deadline, pauses included
WARN_PERCENT = 75  # where no line says otherwise


def of(ticket: Ticket, *, at: datetime) -> dict[str, Any]:
    """Return what the event that starts clocks at `at` says of them.

    A category or priority it once had still binds, so that nobody gains time by changing it.

    "clocks" holds minutes by name and "warn" the percentage; "calendar" is there only when some
    clock keeps one, with its hours and the holidays known at this moment.
    """
    line = ticket.line
    before = _before(ticket)
    categories = _categories(ticket, before[events.CATEGORISED])
    priorities = {ticket.priority, *before[events.PRIORITISED]}
    told = {
        "clocks": _hurried(ticket, categories, priorities),
        "warn": line.warn_percent if line else WARN_PERCENT,
    }
    calendar = _calendar(ticket, categories, priorities)
    if line is None or calendar is None:
        return told
    week = [[[_minute(moment) for moment in period] for period in day] for day in calendar.week]
    first = at.astimezone(INDIA).date()
    holidays = Holiday.objects.filter(
        state=calendar.state, date__gte=first, date__lte=first + HOLIDAYS_AHEAD
    )
    days = [day.isoformat() for day in holidays.values_list("date", flat=True)]
    return told | {"calendar": {"clocks": line.calendar_clocks, "week": week, "holidays": days}}


def _before(ticket: Ticket) -> dict[str, set[Any]]:
    """Return what officers took it out of, by kind of event, without mistakes taken back."""
    told: dict[str, set[Any]] = {events.CATEGORISED: set(), events.PRIORITISED: set()}
    changes = ticket.events.filter(kind__in=sorted(told))
    for kind, before, undo in changes.values_list("kind", "data__from", "data__undo"):
        if not undo:
            told[kind].add(before)
    return told


def _categories(ticket: Ticket, codes: Collection[str]) -> list[Category | None]:
    """Return the category it has and those of these `codes`; None for none."""
    known = Category.objects.filter(line=ticket.line, code__in=codes) if codes else ()
    return [ticket.category, *known, *([None] if "" in codes else [])]


def _hurried(
    ticket: Ticket, categories: Sequence[Category | None], priorities: Collection[int]
) -> dict[str, int]:
    """Return the fewest minutes by clock: a change hurries what starts, or does nothing."""
    each = [minutes(ticket, one, priority) for one in categories for priority in priorities]
    return {name: min(told[name] for told in each) for name in each[0]}


def minutes(
    ticket: Ticket, category: Category | None, priority: int | None = None
) -> dict[str, int]:
    """Return minutes by clock: the line's, over them the category's; a priority only hurries."""
    named = [told for told in (ticket.line, category) if told is not None]
    usual: dict[str, int] = dict(DEFAULT_MINUTES)
    sooner: dict[str, int] = {}
    level = Ticket.Priority(ticket.priority if priority is None else priority).name.lower()
    for told in named:
        usual |= told.clock_minutes
        sooner |= told.priority_minutes.get(level, {})
    return {name: min(given, sooner.get(name, given)) for name, given in usual.items()}


def _calendar(
    ticket: Ticket, categories: Sequence[Category | None], priorities: Collection[int]
) -> Calendar | None:
    """Return the calendar that some clocks of this ticket keep; an emergency keeps none."""
    if ticket.line is None or not ticket.line.calendar_clocks:
        return None
    if Ticket.Priority.EMERGENCY in priorities:
        return None
    if any(category is not None and not category.keeps_calendar for category in categories):
        return None
    calendar = ticket.line.calendar
    return calendar if calendar is not None and _opens(calendar) >= LEAST_WEEK else None


def _opens(calendar: Calendar) -> int:
    periods = (period for day in calendar.week for period in day)
    return sum(_minute(closes) - _minute(opens) for opens, closes in periods)


def _minute(moment: str) -> int:
    hours, minutes_ = moment.split(":")
    return int(hours) * 60 + int(minutes_)
