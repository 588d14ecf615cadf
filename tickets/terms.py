"""Under which terms a ticket's clocks start now: written into the history, which keeps them."""

from collections.abc import Sequence
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

    A category it once had still binds, so that nobody gains time by putting it into another.

    "clocks" holds minutes by name and "warn" the percentage; "calendar" is there only when some
    clock keeps one, with its hours and the holidays known at this moment.
    """
    line = ticket.line
    categories = _categories(ticket)
    told = {
        "clocks": _hurried(ticket, categories),
        "warn": line.warn_percent if line else WARN_PERCENT,
    }
    calendar = _calendar(ticket, categories)
    if line is None or calendar is None:
        return told
    week = [[[_minute(moment) for moment in period] for period in day] for day in calendar.week]
    first = at.astimezone(INDIA).date()
    holidays = Holiday.objects.filter(
        state=calendar.state, date__gte=first, date__lte=first + HOLIDAYS_AHEAD
    )
    days = [day.isoformat() for day in holidays.values_list("date", flat=True)]
    return told | {"calendar": {"clocks": line.calendar_clocks, "week": week, "holidays": days}}


def _categories(ticket: Ticket) -> list[Category | None]:
    """Return the category it has and those that officers took it out of; None for none."""
    before = ticket.events.filter(kind=events.CATEGORISED).values_list("data__from", flat=True)
    codes = set(before)
    known = Category.objects.filter(line=ticket.line, code__in=codes) if codes else ()
    return [ticket.category, *known, *([None] if "" in codes else [])]


def _hurried(ticket: Ticket, categories: Sequence[Category | None]) -> dict[str, int]:
    """Return the fewest minutes by clock: a new category hurries what starts, or does nothing."""
    each = [minutes(ticket, category) for category in categories]
    return {name: min(told[name] for told in each) for name in each[0]}


def minutes(ticket: Ticket, category: Category | None) -> dict[str, int]:
    """Return minutes by clock: the line's, over them the category's; a priority only hurries."""
    named = [told for told in (ticket.line, category) if told is not None]
    usual: dict[str, int] = dict(DEFAULT_MINUTES)
    sooner: dict[str, int] = {}
    for told in named:
        usual |= told.clock_minutes
        sooner |= told.priority_minutes.get(Ticket.Priority(ticket.priority).name.lower(), {})
    return {name: min(given, sooner.get(name, given)) for name, given in usual.items()}


def _calendar(ticket: Ticket, categories: Sequence[Category | None]) -> Calendar | None:
    """Return the calendar that some clocks of this ticket keep; an emergency keeps none."""
    if ticket.line is None or not ticket.line.calendar_clocks:
        return None
    if ticket.priority == Ticket.Priority.EMERGENCY:
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
