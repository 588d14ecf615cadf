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
