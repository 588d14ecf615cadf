"""Times and spans in words, as people here say them. Pure: `now` is given."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy

from districts.timing import INDIA
from tickets import blocks

MONTHS = (
    pgettext_lazy("short month", "Jan"),
    pgettext_lazy("short month", "Feb"),
    pgettext_lazy("short month", "Mar"),
    pgettext_lazy("short month", "Apr"),
    pgettext_lazy("short month", "May"),
    pgettext_lazy("short month", "Jun"),
    pgettext_lazy("short month", "Jul"),
    pgettext_lazy("short month", "Aug"),
    pgettext_lazy("short month", "Sep"),
    pgettext_lazy("short month", "Oct"),
    pgettext_lazy("short month", "Nov"),
    pgettext_lazy("short month", "Dec"),
)
PARTS = {  # by the hour a block begins and its length
    (0, 6): pgettext_lazy("part of a day", "night"),
    (6, 6): pgettext_lazy("part of a day", "morning"),
    (12, 6): pgettext_lazy("part of a day", "afternoon"),
    (18, 6): pgettext_lazy("part of a day", "evening"),
}
MINUTE = timedelta(minutes=1)


def day(at: datetime) -> str:
    """Return "22 Nov 2026" in the reader's language and India's time zone."""
    return calendar_day(timezone.localdate(at))


def calendar_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment(at: datetime, *, now: datetime | None) -> str:
    """Return "Today 14:05", "Yesterday 14:05" or "22 Nov 2026, 14:05".

    Without `now` the date is always written out.
    """
    local = at.astimezone(INDIA)
    today = now.astimezone(INDIA).date() if now else None
    return _at(local.date(), today, get_language()) % {"time": f"{local:%H:%M}"}


@lru_cache(maxsize=1000)
def _at(on: date, today: date | None, _language: str | None) -> str:
    """Return the words around a time of day: a list says a hundred moments of few days."""
    days = (today - on).days if today else None
    if days == 0:
        return gettext("Today %(time)s")
    if days == 1:
        return gettext("Yesterday %(time)s")
    return f"{calendar_day(on)}, %(time)s"


def elsewhere(at: datetime) -> str:
    """Return "08:30" on a clock outside India, whose `at` is; with the day where it is another."""
    clock = f"{at:%H:%M}"
    return clock if at.date() == timezone.localdate(at) else f"{calendar_day(at.date())}, {clock}"


def block(at: datetime, hours: int, *, now: datetime | None) -> str:
    """Return the block of `hours` that contains `at`: "Today, evening" or "22 Nov 2026, 12–16".

    Never more than the block, whatever `at` is within it.
    """
    begins = blocks.start(at, hours)
    today = now.astimezone(INDIA).date() if now else None
    return _block(begins.date(), begins.hour, hours, today, get_language())


@lru_cache(maxsize=1000)
def _block(day_of: date, hour: int, hours: int, today: date | None, _language: str | None) -> str:
    days = (today - day_of).days if today else None
    if days == 0:
        on = gettext("Today")
    elif days == 1:
        on = gettext("Yesterday")
    else:
        on = calendar_day(day_of)
    if hours == 24:
        return on
    return f"{on}, {PARTS.get((hour, hours)) or f'{hour:02}–{hour + hours:02}'}"


def until(at: datetime, hours: int, *, now: datetime) -> str:
    """Return `left`, or `due` for whoever sees the deadline in blocks of `hours`."""
    return due(at, hours, now=now) if hours else left(at, now=now)


def due(at: datetime, hours: int, *, now: datetime) -> str:
    """Return when something is due, or was, by its block of hours."""
    said = {"block": block(at, hours, now=now)}
    if now < blocks.end(at, hours):
        return gettext("due: %(block)s") % said
    return gettext("was due: %(block)s") % said


def span(length: timedelta) -> str:
    """Return "12 min", "3 h 20 min", "1 day 4 h" or "9 days": two units at most."""
    minutes = int(length / MINUTE)
    hours, days = minutes // 60, minutes // (60 * 24)
    if hours < 1:
        return _minutes(minutes)
    if days < 1:
        return _two(_hours(hours), minutes % 60 and _minutes(minutes % 60))
    if days < 3:
        return _two(_days(days), hours % 24 and _hours(hours % 24))
    return _days(days)


def age(at: datetime, *, now: datetime) -> str:
    """Return "12 min ago", or "just now" within the first minute."""
    if now - at < MINUTE:
        return gettext("just now")
    return gettext("%(span)s ago") % {"span": span(now - at)}


def left(due_at: datetime, *, now: datetime) -> str:
    """Return "20 min left" or "3 h late"; the deadline itself is late."""
    if now < due_at:
        return gettext("%(span)s left") % {"span": span(max(due_at - now, MINUTE))}
    return gettext("%(span)s late") % {"span": span(max(now - due_at, MINUTE))}


def _minutes(count: int) -> str:
    return ngettext("%(count)d min", "%(count)d min", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)d h", "%(count)d h", count) % {"count": count}


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _two(first: str, second: str | int) -> str:
    return f"{first} {second}" if second else first
