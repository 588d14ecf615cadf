from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hearings import figures as counting
from tickets.lifecycle import Status
from tickets.views.officer import signed_in

DAYS = {"1": 1, "7": 7, "30": 30}


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Show what the hearings came to, to those who see the tickets of their line's unit."""
    officer = signed_in(request)
    days = DAYS.get(request.GET.get("days", ""), 7)
    until = timezone.localdate()
    since = until - timedelta(days=days - 1)
    shown = [
        (window, counting.of_window(window, officer, since=since, until=until))
        for window in counting.windows_for(officer)
    ]
    labels = {status.value: status.label for status in Status}
    context = {
        "shown": shown,
        "days": days,
        "choices": DAYS.values(),
        "labels": labels,
        "now": timezone.now(),
    }
    return render(request, "hearings/figures.html", context)


@require_GET
def figures_of_day(request: HttpRequest) -> HttpResponse:
    """Show what each hearing came to on the day it was held last, for the morning page.

    Empty for whoever sees no hearing's tickets, so that a page may ask for it unconditionally.
    """
    officer, now = signed_in(request), timezone.now()
    held = [(one, one.last_day(now)) for one in counting.windows_for(officer) if one.weekdays]
    shown = [
        (window, day, counting.of_window(window, officer, since=day, until=day))
        for window, day in held
    ]
    return render(request, "hearings/_figures_of_day.html", {"shown": shown})
