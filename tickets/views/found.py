"""Searching: every post among what it may see, as a list and as a map."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from districts import grants
from tickets import drawing, lists
from tickets.forms import SearchForm
from tickets.models import Ticket
from tickets.search_forms import FilterForm
from tickets.sight import sight_of
from tickets.views.officer import signed_in

PAGE = 30
MOST_ON_MAP = 500


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    context, found = _found(request)
    paged = SearchForm(request.GET)
    number = (paged.cleaned_data["page"] if paged.is_valid() else None) or 1
    start = (number - 1) * PAGE
    ordered = found.with_blocks().order_by(*lists.NEWEST[context["sight"].is_exact])
    rows = lists.some_rows(ordered, start, start + PAGE + 1)
    context |= {
        "rows": rows[:PAGE],
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if len(rows) > PAGE else None,
        "first": start + 1,
        "last": start + len(rows[:PAGE]),
    }
    return render(request, "tickets/search.html", context)


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Show where the latest of what is found lies, drawn here: no map comes from elsewhere."""
    context, found = _found(request)
    pinned = found.filter(latitude__isnull=False, longitude__isnull=False)
    ordered = pinned.with_blocks().order_by(*lists.NEWEST[context["sight"].is_exact])
    shown = list(ordered.select_related("unit", "category")[:MOST_ON_MAP])
    context["map"] = drawing.of(shown, drawing.boundaries(signed_in(request)))
    context["most"] = MOST_ON_MAP if len(shown) == MOST_ON_MAP else None
    return render(request, "tickets/places.html", context)


def _found(request: HttpRequest) -> tuple[dict[str, Any], Any]:
    officer, now = signed_in(request), timezone.now()
    posts = grants.posts(officer)
    sight = sight_of(officer)
    form = FilterForm(request.GET, officer=officer, posts=posts)
    found = form.narrow(Ticket.objects.visible_to(officer), past_due=sight.past_due(now))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"now": now, "sight": sight, "form": form}
    return context | {"query": query.urlencode()}, found
