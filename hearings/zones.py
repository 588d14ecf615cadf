"""The clocks of callers who are not in India. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tickets import moments

INDIAS = frozenset({"Asia/Kolkata", "Asia/Calcutta"})


def named(said: str) -> str:
    """Return a browser's zone as it is kept: "" for India's, and for what is no zone."""
    if not said or said in INDIAS:
        return ""
    try:
        ZoneInfo(said)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    return said


def there(at: datetime, zone: str) -> dict[str, str]:
    """Return, as a fact of the history, a moment on the caller's own clock; none without a zone.

    The zone is one that `named` returned.
    """
    return {"there": at.astimezone(ZoneInfo(zone)).isoformat()} if zone else {}


def clock(at: datetime, zone: str) -> str:
    """Return the moment on the caller's own clock in words; "" without a zone."""
    return moments.elsewhere(at.astimezone(ZoneInfo(zone))) if zone else ""
