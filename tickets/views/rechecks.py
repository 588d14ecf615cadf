from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tickets import policy, rechecks
from tickets.policy import Deed
from tickets.views.officer import signed_in


def today(request: HttpRequest) -> HttpResponse:
    """Show the five finished tickets to be read again today."""
    officer, now = signed_in(request), timezone.now()
    if not policy.parts(officer, Deed.RECHECK):
        raise PermissionDenied
    drawn = rechecks.today(officer, now=now)
    left = sum(one.verdict is None for one in drawn)
    context = {"now": now, "drawn": drawn, "left": left, "days": rechecks.BACK.days}
    return render(request, "tickets/rechecks.html", context)
