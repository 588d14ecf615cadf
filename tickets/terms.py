"""Under which terms a ticket's clocks start now: written into the history, which keeps them."""

from datetime import datetime, timedelta
from typing import Any

from districts.models import Calendar, Holiday
from districts.timing import INDIA
from tickets.clock import DEFAULT_MINUTES
from tickets.clock.calendar import LEAST_WEEK
from tickets.models import Ticket

HOLIDAYS_AHEAD = timedelta(days=180)  # beyond any deadline, pauses included
WARN_PERCENT = 75  # where no line says otherwise


def of(ticket: Ticket, *, at: datetime) -> dict[str, Any]:
    """Return what the event that starts clocks at `at` says of them.

    "clocks" holds minutes by name and "warn" the percentage; "calendar" is there only when some
    clock keeps one, with its hours and the holidays known at this moment.
    """
    line = ticket.line
    told = {"clocks": minutes(ticket), "warn": line.warn_percent if line else WARN_PERCENT}
    calendar = _calendar(ticket)
    if line is None or calendar is None:
        return told
    week = [[[_minute(moment) for moment in period] for period in day] for day in calendar.week]
    first = at.astimezone(INDIA).date()
    holidays = Holiday.objects.filter(
        state=calendar.state, date__gte=first, date__lte=first + HOLIDAYS_AHEAD
    )
    days = [day.isoformat() for day in holidays.values_list("date", flat=True)]
    return told | {"calendar": {"clocks": line.calendar_clocks, "week": week, "holidays": days}}


def minutes(ticket: Ticket) -> dict[str, int]:
    """Return minutes by clock: the line's, over them the category's; a priority only hurries."""
    named = [told for told in (ticket.line, ticket.category) if told is not None]
    usual: dict[str, int] = dict(DEFAULT_MINUTES)
    sooner: dict[str, int] = {}
    for told in named:
        usual |= told.clock_minutes
        sooner |= told.priority_minutes.get(Ticket.Priority(ticket.priority).name.lower(), {})
    return {name: min(given, sooner.get(name, given)) for name, given in usual.items()}


def _calendar(ticket: Ticket) -> Calendar | None:
    """Return the calendar that some clocks of this ticket keep; an emergency keeps none."""
    if ticket.line is None or not ticket.line.calendar_clocks:
        return None
    if ticket.priority == Ticket.Priority.EMERGENCY:
        return None
    if ticket.category is not None and not ticket.category.keeps_calendar:
        return None
    calendar = ticket.line.calendar
    return calendar if calendar is not None and _opens(calendar) >= LEAST_WEEK else None


def _opens(calendar: Calendar) -> int:
    periods = (period for day in calendar.week for period in day)
    return sum(_minute(closes) - _minute(opens) for opens, closes in periods)


def _minute(moment: str) -> int:
    hours, minutes_ = moment.split(":")
    return int(hours) * 60 + int(minutes_)
