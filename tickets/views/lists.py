from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from districts import grants, watching
from districts.models import Officer
from districts.watching import Alarm, Kept
from tickets import at_most, duties, floods, holders, lists, search
from tickets.forms import SearchForm
from tickets.lists import PAGE, Tab
from tickets.models import Ticket
from tickets.sight import sight_of
from tickets.views import live, ticked
from tickets.views.officer import signed_in
from tickets.views.undoing import undoable


def home(request: HttpRequest) -> HttpResponse:
    """Send each post to the list its day begins with."""
    if signed_in(request).is_superuser:
        return redirect("districts:officers")
    own = duties.duties({post.role for post in grants.posts(signed_in(request))})
    if own:
        return redirect(own[0].page)
    return render(request, "tickets/no_post.html")


def queue(request: HttpRequest) -> HttpResponse:
    now, officer = timezone.now(), signed_in(request)
    look = live.look(request, officer, now=now)
    if look.is_unchanged:
        return look.nothing_new()
    asked = SearchForm(request.GET)
    words = asked.cleaned_data["q"] if asked.is_valid() else ""
    watches = watching.kept(now=now, officer=officer)
    if look.is_seen:
        watching.note(watches, now=now)
    sight = sight_of(officer)
    tickets = search.narrow(_seen(officer), past_due=sight.past_due(now), words=words)
    tab = _tab(request.GET.get("show", ""), searching=bool(words))
    # found by words is shown one by one; below the district “within an hour” would tell too much
    folds = tab == Tab.NEW and not words and sight.is_exact
    folded = {flood.first: flood for flood in floods.find(tickets)} if folds else {}
    hidden = [key for flood in folded.values() for key in flood.hidden]
    listed = lists.shown(tickets, tab, sight).exclude(pk__in=hidden)
    draw: Callable[[int, int], Any]
    if words:  # in one tab: looking for them in all would cost five searches
        found = lists.found(listed)
        counts, draw = {tab: len(found)}, partial(lists.found_rows, found)
    else:
        # by moments an index serves the order; and what is new is little
        is_plain = sight.is_exact or tab == Tab.NEW
        counts = lists.count(*Ticket.objects.visible_apart(officer))
        draw = partial(lists.some_rows if is_plain else lists.newest_rows, listed)
    most = lists.MOST_FOUND if words else at_most.MOST
    tabs = [(each, at_most.said(counts.get(each), most=most), each == tab) for each in Tab]
    context: dict[str, Any] = {"now": now, "sight": sight, "tabs": tabs, "tab": tab, "q": words}
    context |= {"unwatched": _unwatched(officer, watches, now), "floods": folded, "triage": True}
    context["undoable"] = undoable(request, officer, now=now)
    context |= {"live": look, "waiting": counts.get(Tab.NEW)}
    page = asked.cleaned_data["page"] if asked.is_valid() else None
    context |= cut(listed, page, counts[tab] - len(hidden), most=most, draw=draw)
    context |= ticked.bar(
        grants.posts(officer), [row for row in context["rows"] if row.pk not in folded]
    )
    return look.mark(render(request, "tickets/queue.html", context))


def late(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    asked = SearchForm(request.GET)
    tickets, sight = _seen(signed_in(request)), sight_of(signed_in(request))
    clocks = lists.late_clocks(tickets, now, sight)
    draw = partial(lists.longest_late, clocks)
    page = asked.cleaned_data["page"] if asked.is_valid() else None
    waiting = lists.waiting(tickets, now, sight)
    context = {"now": now, "sight": sight, "units": waiting.units}
    shown = cut(clocks, page, waiting.late, draw=draw)
    context["holders"] = holders.of({clock.ticket for clock in shown["rows"]})
    return render(request, "tickets/late.html", context | shown)


def _unwatched(officer: Officer, watches: list[Kept], now: datetime) -> list[Alarm]:
    """Return the watches that fail, of the lines of units whose tickets the officer sees."""
    over = tuple(grants.paths(officer, grants.SEE_TICKETS))
    alarms = (one.alarm(now) for one in watches if one.watch.line.unit.path.startswith(over))
    return [alarm for alarm in alarms if alarm]


def _seen(officer: Officer) -> Any:
    return Ticket.objects.visible_to(officer)


def _tab(named: str, *, searching: bool) -> Tab:
    if named in Tab.values:
        return Tab(named)
    return Tab.ALL if searching else Tab.NEW


def cut(
    rows: Any,
    number: int | None,
    total: int,
    *,
    most: int = at_most.MOST,
    draw: Callable[[int, int], Any] | None = None,
) -> dict[str, Any]:
    """Cut one page out of `rows`; beyond `most`, as far as was counted, nobody turns pages.

    `draw` returns the rows from one place up to another where they are not simply a slice.
    """
    last = max(1, -(-min(total, most) // PAGE))
    current = min(number or 1, last)
    start, end = (current - 1) * PAGE, current * PAGE
    return {
        "rows": list(draw(start, end) if draw else rows[start:end]),
        "total": total,
        "said": at_most.said(total, most=most),
        "first": start + 1,
        "last": min(end, total),
        "previous": current - 1 if current > 1 else None,
        "next": current + 1 if current < last else None,
    }
