"""How fast units act, read from the clocks."""

from datetime import datetime
from math import ceil
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Max, Q, QuerySet
from django.db.models.functions import Extract

from districts.models import Officer, Unit
from tickets.models import Clock, Ticket
from tickets.sight import OF_OFFICERS, Sight


class Percentile(Aggregate):
    """PostgreSQL's percentile_cont over an ordered set."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()
    allow_distinct = False


def response_times(
    officer: Officer,
    *,
    sight: Sight,
    now: datetime,
    unit: Unit | None,
    since: datetime,
    until: datetime,
) -> list[dict[str, Any]]:
    """Return counts, medians and 90th percentiles in seconds by unit and clock.

    Of clocks that started in [since, until) on tickets `officer` may see, at `unit` and below.
    Where citizens are seen in blocks of hours, so is how long it took since they did something.
    """
    clocks = Clock.objects.filter(
        ticket__in=Ticket.objects.visible_to(officer), started_at__gte=since, started_at__lt=until
    )
    if unit is not None:
        clocks = clocks.filter(ticket__unit__in=Unit.objects.below(unit.path))
    rows = _by_unit(clocks, sight.past_due(now)).order_by("lies_at", "clock")
    return [
        {**_rounded(row, sight), "unit": row.pop("lies_at"), "unit_name": _name(row)}
        for row in rows
    ]


def _rounded(row: dict[str, Any], sight: Sight) -> dict[str, Any]:
    block = row.pop("block") * 3600
    if sight.is_exact or not block or row["clock"] in OF_OFFICERS:
        return row
    known = {key: row[key] for key in ("median_seconds", "p90_seconds") if row[key] is not None}
    return row | {key: ceil(seconds / block) * block for key, seconds in known.items()}


def _by_unit(clocks: "QuerySet[Clock]", past_due: Q) -> Any:
    taken = Extract(F("stopped_at") - F("started_at"), "epoch", output_field=FloatField())
    stopped = Q(stopped_at__isnull=False)
    late = Q(stopped_at__gte=F("due_at")) | (Q(stopped_at=None) & past_due)
    grouped = clocks.annotate(seconds=taken).values(
        clock=F("name"),
        lies_at=F("ticket__unit__code"),
        name_hi=F("ticket__unit__name_hi"),
        name_en=F("ticket__unit__name_en"),
    )
    return grouped.annotate(
        count=Count("pk", filter=stopped),
        block=Max("ticket__block_hours"),
        running=Count("pk", filter=~stopped),
        late=Count("pk", filter=late),
        median_seconds=Percentile("seconds", fraction="0.5"),
        p90_seconds=Percentile("seconds", fraction="0.9"),
    )


def _name(row: dict[str, Any]) -> str:
    return str(Unit(name_hi=row.pop("name_hi"), name_en=row.pop("name_en")).name)
