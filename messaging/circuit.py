"""The circuit breaker of a number: when Meta refuses the number itself, everything waits.

Nothing fails for our token's or our account's sake: messages stay queued until it works again.
"""

import logging
from datetime import datetime, timedelta

from districts.models import Line
from messaging.models import NumberHealth

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
BREATHER = timedelta(seconds=10)  # after a rate limit of the whole number


def open_for(line: Line, code: int | None, now: datetime) -> datetime:
    """Stop the number after an error that only a human can mend; return when to probe again."""
    health, _created = NumberHealth.objects.get_or_create(line=line)
    if health.closed_until and health.closed_until > now:
        return health.closed_until  # another worker's message met the same error
    since = health.since or now
    pause = min(max(FIRST_PAUSE, now - since), LONGEST_PAUSE)
    health.since, health.error_code, health.closed_until = since, code, now + pause
    health.save()
    log.error("number stopped", extra={"line": line.code, "error_code": code})
    return health.closed_until


def slow_down(line: Line, now: datetime, pause_seconds: int) -> datetime:
    """Let the whole number rest after a rate limit; return when it may speak again."""
    until = now + max(BREATHER, timedelta(seconds=pause_seconds))
    NumberHealth.objects.update_or_create(line=line, defaults={"closed_until": until})
    return until


def close(line: Line) -> None:
    """Note that the number works, if it did not when `line` was read."""
    health = getattr(line, "health", None)
    if health is None or not (health.closed_until or health.since):
        return
    mended = NumberHealth.objects.filter(line=line).exclude(closed_until=None, since=None)
    if mended.update(closed_until=None, since=None, error_code=None):
        log.warning("number works again", extra={"line": line.code})


def stopped() -> list[str]:
    """Return the codes of lines whose number is stopped by an error."""
    broken = NumberHealth.objects.filter(since__isnull=False)
    return list(broken.values_list("line__code", flat=True).order_by("line__code"))
