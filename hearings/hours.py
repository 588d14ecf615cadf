"""One day's hours of a hearing. Pure."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Hours:
    """Both ends aware, in India's time; the closing moment itself is too late."""

    opens: datetime
    closes: datetime

    @property
    def day(self) -> date:
        return self.opens.date()

    def start(self, now: datetime) -> datetime:
        """Return when the first caller can be heard: now, or at the opening."""
        return max(now, self.opens)
