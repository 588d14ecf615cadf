"""How many, for people: never so exactly that one of them could be told from the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.models import Campaign, Line, Officer, Unit
from tickets import events
from tickets.models import Event, Ticket

FEW = 10  # below this a number would point at people
STEP = 10  # above it, only tens are told: the next one must not show as it comes
PERIOD = timedelta(days=90)
MONTH = timedelta(days=28)
KEPT_SECONDS = 60 * 60


def shown(count: int) -> str:
    """Return "fewer than 10", or the number of full tens as "120+"."""
    if count < FEW:
        return _("fewer than %(few)d") % {"few": FEW}
    return f"{count // STEP * STEP}+"


@dataclass(frozen=True)
class Public:
    """What the public is told of a district's last ninety whole days."""

    received: int
    acted: int
    answered: int


@dataclass(frozen=True)
class Effect:
    """A campaign's tickets of the last four weeks, and of the four before."""

    campaign: Campaign | None  # None: all of the line
    now: str
    before: str


def public(district: Unit, now: datetime) -> Public:
    """Count the tickets of a district up to last midnight; at most once an hour.

    Without those about police: a number that moves would tell them there is one. Never today's:
    a number that moves in the minute after a message would tell whoever watches it.
    """
    until = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    key = f"public-figures-{district.code}-{until:%Y%m%d}"
    kept = cache.get(key)
    if kept is None:
        kept = _count(district, until)
        cache.set(key, kept, KEPT_SECONDS)
    return Public(*kept)


def effects(line: Line, officer: Officer, now: datetime) -> Sequence[Effect]:
    """Return what the line's campaigns brought, among the tickets `officer` may see."""
    seen = Ticket.objects.visible_to(officer).filter(line=line)
    last = Q(arrived_at__gte=now - MONTH)
    before = Q(arrived_at__gte=now - 2 * MONTH) & ~last
    recent = seen.filter(arrived_at__gte=now - 2 * MONTH)
    whole = recent.aggregate(now=Count("pk", last), before=Count("pk", before))
    rows = recent.filter(campaign__isnull=False).order_by().values("campaign")
    by_campaign: dict[int, Any] = {
        row["campaign"]: row
        for row in rows.annotate(now=Count("pk", last), before=Count("pk", before))
    }
    none: dict[str, Any] = {"now": 0, "before": 0}
    told: list[tuple[Campaign | None, dict[str, Any]]] = [(None, whole)]
    told += [(one, by_campaign.get(one.pk, none)) for one in line.campaigns.filter(is_active=True)]
    return [Effect(one, shown(row["now"]), shown(row["before"])) for one, row in told]


def _count(district: Unit, until: datetime) -> tuple[int, int, int]:
    here = Unit.objects.below(district.path)
    since = until - PERIOD
    tickets = Ticket.objects.filter(
        unit__in=here, is_restricted=False, arrived_at__gte=since, arrived_at__lt=until
    )
    of_kind = Event.objects.filter(ticket=OuterRef("pk"), happened_at__lt=until)
    acted = Exists(of_kind.filter(kind=events.ACTED))
    answered = Exists(of_kind.filter(kind=events.OUTCOME))
    return (
        tickets.count(),
        tickets.filter(acted).count(),
        tickets.filter(answered).count(),
    )
