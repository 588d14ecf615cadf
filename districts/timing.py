"""When things may be known and said on a line: data with defaults. Pure.

An exact time of arrival can be matched with a telephone company's records, and an answer that
comes at an officer's bidding makes the sender's phone ring while the officer stands beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

INDIA = ZoneInfo("Asia/Kolkata")
DAY = timedelta(days=1)
BLOCK_HOURS = (1, 2, 3, 4, 6, 8, 12, 24)  # blocks must fill a day
DEFAULTS: dict[str, Any] = {
    "arrival_block_hours": 6,
    "delay_minutes": [60, 360],
    "decent_hours": ["08:00", "21:00"],
}


@dataclass(frozen=True)
class Daily:
    """Hours of each day in India's time, over midnight where they do not end after they begin.

    They run from `begins` up to, and without, `ends`; where both are the same, all day.
    """

    begins: time
    ends: time

    def day(self, at: datetime) -> date | None:
        """Return the day on which the hours that run at `at` began; None when none run."""
        local = at.astimezone(INDIA)
        moment, today = local.time(), local.date()
        if moment >= self.begins and (self._is_over_midnight or moment < self.ends):
            return today
        return today - DAY if self._is_over_midnight and moment < self.ends else None

    def end(self, day: date) -> datetime:
        """Return when the hours that began on `day` end."""
        return datetime.combine(day + DAY if self._is_over_midnight else day, self.ends, INDIA)

    def next_beginning(self, at: datetime) -> datetime:
        """Return the next moment after `at` at which they begin."""
        local = at.astimezone(INDIA)
        day = local.date() if local.time() < self.begins else local.date() + DAY
        return datetime.combine(day, self.begins, INDIA)

    @property
    def _is_over_midnight(self) -> bool:
        return self.ends <= self.begins


@dataclass(frozen=True)
class Timing:
    """How exactly times are shown below the district, and when officers' words may leave."""

    arrival_block_hours: int  # one of BLOCK_HOURS; 0 shows the minute
    delay: tuple[timedelta, timedelta]  # shortest and longest, inclusive
    opens: time  # India's time
    closes: time  # "24:00" is the end of the day

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Timing":
        """Read a line's own values over the defaults."""
        values = {**DEFAULTS, **data}
        shortest, longest = (timedelta(minutes=minutes) for minutes in values["delay_minutes"])
        opens, closes = values["decent_hours"]
        hours = int(values["arrival_block_hours"])
        return cls(hours, (shortest, longest), _time(opens), _time(closes))

    def is_decent(self, at: datetime) -> bool:
        """Say whether a message that an officer caused may leave at this moment."""
        return Daily(self.opens, self.closes).day(at) is not None

    def next_opening(self, at: datetime) -> datetime:
        """Return the next moment after `at` at which the decent hours begin."""
        return Daily(self.opens, self.closes).next_beginning(at)


def _time(text: str) -> time:
    return time.max if text == "24:00" else time.fromisoformat(text)
