"""What the lists show: tabs, order, counts. All start from tickets one may see."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from districts.models import Unit
from tickets.lifecycle import AT_STATION, OPEN, Status
from tickets.models import Clock, Escalation
from tickets.models.ticket import TicketQuerySet

PAGE = 30
MOST_STATIONS = 60  # rows of the table of stations


class Tab(models.TextChoices):
    NEW = "new", _("New")
    STATION = "station", _("With stations")
    OPEN = "open", _("All open")
    CLOSED = "closed", _("Closed")
    ALL = "all", _("All")


SHOWS: dict[Tab, Q] = {
    Tab.NEW: Q(status=Status.NEW),
    Tab.STATION: Q(status__in=sorted(AT_STATION)),
    Tab.OPEN: Q(status__in=sorted(OPEN)),
    Tab.CLOSED: Q(status=Status.CLOSED),
    Tab.ALL: Q(),
}


def count(tickets: TicketQuerySet) -> dict[Tab, int]:
    """Return how many tickets each tab holds, in one query."""
    counted = tickets.order_by().aggregate(
        **{
            tab.value: Count("pk", filter=shows) if shows else Count("pk")
            for tab, shows in SHOWS.items()
        }
    )
    return {tab: counted[tab.value] for tab in SHOWS}


def shown(tickets: TicketQuerySet, tab: Tab) -> TicketQuerySet:
    """Return what a tab lists: new ones oldest first after emergencies, others newest first."""
    listed = tickets.filter(SHOWS[tab])
    if tab == Tab.NEW:
        return listed.order_by("-priority", "arrived_at", "pk")
    return listed.order_by("-arrived_at", "-pk")


def waiting_at_stations(tickets: TicketQuerySet) -> TicketQuerySet:
    """Return rows of what stations have not finished: emergencies, then the oldest."""
    waiting = tickets.filter(status__in=sorted(AT_STATION))
    return as_rows(waiting).order_by("-priority", "arrived_at", "pk")


def as_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    """Load what a row shows: names, running clocks, and how many files came."""
    running = Prefetch("clocks", Clock.objects.running().order_by("due_at"), to_attr="running")
    related = tickets.select_related("category", "unit", "suggested_unit")
    # by name, because tickets know nothing of the app that keeps the files
    return related.prefetch_related(running).annotate(files=Count("attachments"))


def late_clocks(tickets: TicketQuerySet, now: datetime) -> QuerySet[Clock]:
    """Return the running clocks past their deadline, the longest late first."""
    steps = Prefetch("escalations", Escalation.objects.select_related("unit").order_by("step"))
    late = Clock.objects.running().filter(due_at__lte=now, ticket__in=tickets.open())
    related = late.select_related("ticket__unit", "ticket__category")
    return related.prefetch_related(steps).order_by("due_at", "pk")


def waiting_by_unit(tickets: TicketQuerySet, now: datetime) -> list[dict[str, Any]]:
    """Return what is open at each unit, and how much of it waits or is late; most late first."""
    late = Clock.objects.running().filter(ticket=OuterRef("pk"), due_at__lte=now)
    counted = (
        tickets.open()
        .order_by()
        .values("unit")
        .annotate(
            open=Count("pk"),
            to_acknowledge=Count("pk", filter=Q(status=Status.WITH_STATION)),
            to_act=Count("pk", filter=Q(status=Status.ACKNOWLEDGED)),
            late=Count("pk", filter=Q(Exists(late))),
        )
        .order_by("-late", "-open", "unit")[:MOST_STATIONS]
    )
    rows = list(counted)
    units = Unit.objects.in_bulk([row["unit"] for row in rows])
    return [{**row, "unit": units[row["unit"]]} for row in rows]
