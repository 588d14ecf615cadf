"""How much of one sender is heard at once on a line: data with defaults. Pure.

Counted for each sender alone, so that nobody waits for somebody else's flood.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

DEFAULTS: dict[str, int] = {
    "burst": 40,  # messages heard at once
    "per_hour": 120,  # messages heard after that
    "longest_wait_minutes": 15,  # what would wait longer is set aside for the desk
    "alike_tickets": 5,  # new tickets of one sender, or of one text, that make a flood …
    "alike_within_minutes": 60,  # … when they come within this time
}


@dataclass(frozen=True)
class Shaping:
    burst: int
    per_hour: int
    longest_wait_minutes: int
    alike_tickets: int
    alike_within_minutes: int

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Shaping":
        """Read a line's own values over the defaults."""
        return cls(**{key: int(data.get(key, usual)) for key, usual in DEFAULTS.items()})

    @property
    def alike_within(self) -> timedelta:
        return timedelta(minutes=self.alike_within_minutes)

    @property
    def most_waiting(self) -> int:
        """Messages of one sender that wait their turn; the rest is set aside."""
        return self.per_hour * self.longest_wait_minutes // 60

    def refilled(self, tokens: float, since: datetime | None, now: datetime) -> float:
        """Return how many messages may be heard now; a sender unheard of has them all."""
        if since is None:
            return self.burst
        hours = max((now - since) / timedelta(hours=1), 0)
        return min(tokens + hours * self.per_hour, self.burst)

    def wait_for(self, tokens: float) -> timedelta:
        """Return how long until one more message may be heard."""
        return timedelta(hours=max(1 - tokens, 0) / self.per_hour)
