"""A line that hears people, for tests. NOON is a Monday, and the moment the hearing opens."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from districts.models import Line
from hearings.models import Window


def make_window(line: Line, **fields: Any) -> Window:
    """Open from twelve to two every day, with one desk of five minutes a caller."""
    usual = {"opens": time(12), "closes": time(14), "weekdays": list(range(7)), "minutes_each": 5}
    usual["desk_names"] = [{"hi": "पहली मेज़", "en": "First desk"}]
    return Window.objects.create(line=line, **{**usual, **fields})


def open_now(line: Line) -> Window:
    """Open a window since an hour and for four more; each test here begins at noon."""
    now = timezone.localtime()
    opens, closes = (now + timedelta(hours=hours) for hours in (-1, 4))
    return make_window(line, opens=opens.time(), closes=closes.time(), minutes_each=1)
