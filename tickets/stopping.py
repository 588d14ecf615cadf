"""How a process tells a sweep that it has run too long: no fault of the row it was at."""

from celery.exceptions import SoftTimeLimitExceeded as TimeIsUp

__all__ = ["TimeIsUp"]
