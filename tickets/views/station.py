"""A station's day: what waits for it, by what it waits for."""

from functools import partial
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from districts import grants
from tickets import at_most, lists, policy
from tickets.forms import SearchForm
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.policy import Deed
from tickets.sight import sight_of
from tickets.views import ticked
from tickets.views.lists import cut
from tickets.views.officer import signed_in
from tickets.views.undoing import undoable

FEW = 20  # finished tickets at the foot of a station's list
# under which heading of the whole list a ticket stands, in this order
HEADINGS = {
    "to_acknowledge": Status.WITH_STATION,
    "to_act": Status.ACKNOWLEDGED,
    "to_finish": Status.ACTION_TAKEN,
}


class Part(models.TextChoices):
    """A tab of the page; each is also an address."""

    ALL = "all", _("Everything")
    UNREAD = "unread", _("To acknowledge")
    LATE = "late", _("Late")
    MINE = "mine", _("Mine")


def station(request: HttpRequest) -> HttpResponse:
    officer, now = signed_in(request), timezone.now()
    tickets, sight = Ticket.objects.visible_to(officer), sight_of(officer)
    waiting = lists.waiting_at_stations(tickets, sight)
    headings = {name: waiting.filter(status=status) for name, status in HEADINGS.items()}
    parts: dict[str, TicketQuerySet] = {
        Part.LATE: waiting.late(sight.past_due(now)),
        Part.MINE: waiting.filter(assigned_to=officer),
    }
    counts = at_most.count(parts | headings)
    parts[Part.UNREAD] = headings["to_acknowledge"]
    counts[Part.UNREAD] = counts["to_acknowledge"]
    counts[Part.ALL] = sum(counts[name] for name in HEADINGS)
    part = Part(request.GET.get("show", "")) if request.GET.get("show") in Part else Part.ALL
    asked = SearchForm(request.GET)
    page = asked.cleaned_data["page"] if asked.is_valid() else None
    listed = parts.get(part, lists.by_stage(waiting))
    context: dict[str, Any] = cut(listed, page, counts[part], draw=partial(lists.some_rows, listed))
    rows = context["rows"]
    own = tuple(policy.parts(officer, Deed.ACKNOWLEDGE))
    context |= {
        "now": now,
        "sight": sight,
        "acknowledgeable": {t.pk for t in rows if _waits_for(own, t)},
        "part": part,
        "parts": [(each, at_most.said(counts[each]), each == part) for each in Part],
        "shows_assigned": True,
    }
    context |= ticked.bar(grants.posts(officer), rows)
    context["undoable"] = undoable(request, officer, now=now)
    if part == Part.ALL:
        context |= {
            name: [t for t in rows if t.status == status] for name, status in HEADINGS.items()
        }
        context["counts"] = {name: at_most.said(counts[name]) for name in HEADINGS}
        # at the foot of the last page
        done = Ticket.objects.none() if context["next"] else lists.done_lately(tickets)
        context["done"] = lists.some_rows(done, 0, FEW)
    return render(request, "tickets/station.html", context)


def _waits_for(own: tuple[str, ...], ticket: Ticket) -> bool:
    """Say whether an officer with a station at one of these paths may acknowledge it."""
    is_unread = ticket.status == Status.WITH_STATION and not ticket.is_restricted
    return is_unread and ticket.unit.path.startswith(own)
