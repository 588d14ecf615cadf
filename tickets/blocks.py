"""Blocks of hours, in India's time: how exactly a moment of a citizen's is shown. Pure."""

from datetime import datetime, timedelta

from districts.timing import INDIA


def start(at: datetime, hours: int) -> datetime:
    """Return the beginning of the block that contains `at`; `at` itself for blocks of 0 hours.

    Blocks begin at midnight, and `hours` fill a day.
    """
    if not hours:
        return at
    local = at.astimezone(INDIA)
    hour = local.hour - local.hour % hours
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def end(at: datetime, hours: int) -> datetime:
    """Return the beginning of the next block; `at` itself for blocks of 0 hours."""
    return start(at, hours) + timedelta(hours=hours) if hours else at
