from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from messaging import registry
from messaging.reach import campaigns
from tickets.desk_forms import lines_of
from tickets.views.officer import signed_in


@require_safe
def of_lines(request: HttpRequest) -> HttpResponse:
    """Warn whoever works with a line that citizens cannot be told of answers: a part of a page."""
    officer, now = signed_in(request), timezone.now()
    lines = {*lines_of(officer), *campaigns.lines_of(officer)}
    found = [one for line in lines for one in registry.amiss(line, now)]
    named = sorted({line.line.name for line in found})
    if not found and request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return render(request, "reach/warnings.html", {"lines": named, "texts": found})
