"""How soon somebody looks: at headquarters, and any officer's first deed. Half took no longer."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, FloatField, Min, OuterRef, Q, Subquery
from django.db.models.functions import Extract

from districts import grants
from districts.models import HEADQUARTERS, Officer
from tickets import events
from tickets.figures import Percentile
from tickets.models import Event, Ticket


@dataclass(frozen=True)
class FirstLooks:
    """Medians in seconds since arrival, over the tickets that were looked at; None without any."""

    tickets: int
    seen: int  # opened by an officer at headquarters
    seen_median: float | None
    touched: int  # an officer did something
    touched_median: float | None


def note(ticket: Ticket, officer: Officer, *, at: datetime) -> None:
    """Remember when headquarters first opened a ticket. Safe to repeat."""
    if ticket.seen_at is not None:
        return
    units = [post.unit for post in grants.posts(officer)]
    if any(unit.kind in HEADQUARTERS and unit.contains(ticket.unit) for unit in units):
        Ticket.objects.filter(pk=ticket.pk, seen_at=None).update(seen_at=at)


def of(officer: Officer, *, since: datetime, until: datetime) -> FirstLooks:
    """Return the figures of the tickets `officer` may see that arrived in [since, until)."""
    arrived = Ticket.objects.visible_to(officer).filter(arrived_at__gte=since, arrived_at__lt=until)
    deeds = Event.objects.filter(ticket=OuterRef("pk"), by__isnull=False)
    first = deeds.exclude(kind=events.OPENED).order_by().values("ticket")
    touched = Subquery(first.annotate(at=Min("happened_at")).values("at"))
    timed = arrived.annotate(touched_at=touched).annotate(
        to_seen=_seconds(F("seen_at")), to_touched=_seconds(F("touched_at"))
    )
    told = timed.order_by().aggregate(
        tickets=Count("pk"),
        seen=Count("pk", filter=Q(seen_at__isnull=False)),
        seen_median=Percentile("to_seen", fraction="0.5"),
        touched=Count("pk", filter=Q(touched_at__isnull=False)),
        touched_median=Percentile("to_touched", fraction="0.5"),
    )
    return FirstLooks(**told)


def _seconds(moment: F) -> Extract:
    return Extract(moment - F("arrived_at"), "epoch", output_field=FloatField())
