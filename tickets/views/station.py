"""A station's day: what waits for it, by what it waits for."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets import lists, policy
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.sight import sight_of
from tickets.views.officer import signed_in

FEW = 20  # finished tickets at the foot of a station's list
MANY = 200  # unfinished tickets in it


class Part(models.TextChoices):
    """A tab of the page; each is also an address."""

    ALL = "all", _("Everything")
    UNREAD = "unread", _("To acknowledge")
    LATE = "late", _("Late")
    MINE = "mine", _("Mine")


def station(request: HttpRequest) -> HttpResponse:
    officer, now = signed_in(request), timezone.now()
    tickets, sight = Ticket.objects.visible_to(officer), sight_of(officer)
    waiting = list(lists.waiting_at_stations(tickets, sight).select_related("assigned_to")[:MANY])
    own = tuple(policy.parts(officer, Deed.ACKNOWLEDGE))
    unread = [t for t in waiting if t.status == Status.WITH_STATION]
    held: dict[str, list[Ticket]] = {
        Part.ALL: waiting,
        Part.UNREAD: unread,
        Part.LATE: [t for t in waiting if any(sight.is_late(c, now) for c in _running(t))],
        Part.MINE: [t for t in waiting if t.assigned_to_id == officer.pk],
    }
    part = Part(request.GET.get("show", "")) if request.GET.get("show") in Part else Part.ALL
    context: dict[str, Any] = {
        "now": now,
        "sight": sight,
        "acknowledgeable": {
            t.pk for t in unread if t.unit.path.startswith(own) and not t.is_restricted
        },
        "part": part,
        "parts": [(each, len(held[each]), each == part) for each in Part],
        "shows_assigned": True,
    }
    if part == Part.ALL:
        context |= _by_what_they_wait_for(waiting)
        context["done"] = lists.done_lately(tickets)[:FEW]
    else:
        context["rows"] = held[part]
    return render(request, "tickets/station.html", context)


def _by_what_they_wait_for(waiting: list[Ticket]) -> dict[str, list[Ticket]]:
    named = {
        "to_acknowledge": Status.WITH_STATION,
        "to_act": Status.ACKNOWLEDGED,
        "to_finish": Status.ACTION_TAKEN,
    }
    return {name: [t for t in waiting if t.status == status] for name, status in named.items()}


def _running(ticket: Ticket) -> Any:
    return getattr(ticket, "running", ())  # by lists.as_rows
