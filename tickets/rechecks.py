"""Five a day to be read again: drawn by lot from what ended lately, so that nobody knows which."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import MD5, Concat
from django.utils import timezone

from districts import locker
from districts.models import Officer, Unit
from districts.timing import INDIA
from tickets import events, policy
from tickets.clock import RESOLVE
from tickets.lifecycle import Recheck
from tickets.models import Clock, Event, Ticket
from tickets.policy import FOLLOWS, Deed
from tickets.services.rechecking import ENDINGS

A_DAY = 5
BACK = timedelta(days=14)


@dataclass(frozen=True)
class Drawn:
    ticket: Ticket
    verdict: Recheck | None  # of today, by whomever


def today(officer: Officer, *, now: datetime) -> list[Drawn]:
    """Return the day's lot for `officer`: the same until midnight in India, but for what is
    reopened or restricted meanwhile. Empty for whoever re-checks nothing.

    Keyed, so that no station can work out beforehand which of its tickets will be read.
    """
    midnight = datetime.combine(timezone.localdate(now, INDIA), time(), INDIA)
    parts = policy.parts(officer, Deed.RECHECK)
    lot = locker.marks(f"{midnight.date()} {sorted(parts)}", place="re-checks")[0]
    of_ticket = Event.objects.filter(ticket=OuterRef("pk"))
    ended = Clock.objects.filter(
        ticket=OuterRef("pk"),
        name=RESOLVE,
        unit__in=Unit.objects.below(*parts),
        stopped_at__gte=midnight - BACK,
        stopped_at__lt=midnight,
    )
    seen = Ticket.objects.visible_to(officer).filter(
        Exists(ended),
        ~Exists(of_ticket.filter(kind=events.RECHECKED, happened_at__lt=midnight)),
        ~Exists(of_ticket.filter(kind__in=ENDINGS, by=officer)),
        status__in=sorted(FOLLOWS[Deed.RECHECK]),
    )
    drawn = seen.order_by(MD5(Concat("code", Value(lot), output_field=CharField())))
    tickets = list(drawn.select_related("unit", "category")[:A_DAY])
    found = _verdicts(tickets, since=midnight)
    return [Drawn(ticket, found.get(ticket.pk)) for ticket in tickets]


def _verdicts(tickets: list[Ticket], *, since: datetime) -> dict[int, Recheck]:
    told = Event.objects.filter(
        ticket__in=tickets, kind=events.RECHECKED, happened_at__gte=since
    ).order_by("number")
    return {key: Recheck(data["verdict"]) for key, data in told.values_list("ticket", "data")}
