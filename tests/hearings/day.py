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
    """Open a window since an hour and for four more, within this day."""
    local = timezone.localtime()
    opens = max(local - timedelta(hours=1), local.replace(hour=0, minute=0))
    closes = min(local + timedelta(hours=4), local.replace(hour=23, minute=59))
    # short calls: late in the evening too there is room before the day ends
    return make_window(line, opens=opens.time(), closes=closes.time(), minutes_each=1)
