"""What a hearing came to: how many were heard, how long they waited, who did not come."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Q
from django.db.models.functions import Extract

from districts import grants
from districts.models import Officer
from hearings.models import Call, HearingRequest, Window
from tickets.figures import Percentile
from tickets.models import Ticket

Ending = Call.Ending
HEARD, MISSED, DROPPED = (Q(ending=one) for one in (Ending.HEARD, Ending.MISSED, Ending.DROPPED))


def windows_for(officer: Officer) -> list[Window]:
    """Return the hearings whose figures `officer` may see: all tickets of that unit are theirs."""
    windows = Window.objects.of_units(*grants.paths(officer, grants.SEE_TICKETS))
    return list(windows.select_related("line__unit").order_by("line__code"))


def of_window(window: Window, officer: Officer, *, since: date, until: date) -> dict[str, Any]:
    """Return the counts of the days from `since` to `until`, both included.

    Of tickets that `officer` may see; waiting counts once, to the first call of each caller.
    """
    seen = Ticket.objects.visible_to(officer)
    calls = Call.objects.filter(
        request__window=window, day__gte=since, day__lte=until, request__ticket__in=seen
    )
    counted = calls.aggregate(
        heard=Count("pk", filter=HEARD),
        missed=Count("pk", filter=MISSED),
        dropped=Count("pk", filter=DROPPED),
        length=Avg(F("ended_at") - F("called_at"), filter=HEARD),
        median=Percentile(_seconds("waited"), fraction="0.5"),
        p90=Percentile(_seconds("waited"), fraction="0.9"),
    )
    booked = HearingRequest.objects.filter(
        window=window, day__gte=since, day__lte=until, ticket__in=seen
    )
    return {
        **counted,
        "median": _span(counted["median"]),
        "p90": _span(counted["p90"]),
        "booked": booked.count(),
        "owed": booked.filter(state=HearingRequest.State.CALLBACK).count(),
        "desks": _by_desk(calls),
        "outcomes": _outcomes(booked),
    }


def _by_desk(calls: Any) -> list[dict[str, Any]]:
    grouped = calls.values("desk__number", "desk__officer__name").annotate(
        heard=Count("pk", filter=HEARD),
        missed=Count("pk", filter=MISSED),
        length=Avg(F("ended_at") - F("called_at"), filter=HEARD),
    )
    return list(grouped.order_by("desk__number", "desk__officer__name"))


def _outcomes(booked: Any) -> list[dict[str, Any]]:
    """Return how the tickets of those heard stand now."""
    heard = Ticket.objects.filter(
        pk__in=booked.filter(state=HearingRequest.State.HEARD).values("ticket")
    )
    counted: Any = heard.order_by().values("status")
    return list(counted.annotate(count=Count("pk")).order_by("-count"))


def _seconds(column: str) -> Any:
    return Extract(F(column), "epoch", output_field=FloatField())


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
