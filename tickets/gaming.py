"""How stations closed what they closed: signs that the clock was served, not the citizen.

A sign proves nothing; it says which tickets to read. Counted per station, among tickets the
reader may know of, for what was closed in some days.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from districts.models import Officer, Unit
from tickets import events, likeness, policy
from tickets.clock import ACKNOWLEDGE, ACT, RESOLVE
from tickets.lifecycle import Outcome, Recheck
from tickets.models import Action, Clock, Event, Ticket
from tickets.policy import Deed

LAST_TENTH = 10  # of a clock's time: “just before the deadline”
BURST, WITHIN = 3, timedelta(minutes=10)  # so many in so short a time are closed in bulk
THERE = (Action.Kind.SPOT_VISIT, Action.Kind.ARREST, Action.Kind.SEIZURE)
SAID_TO_BE_SEEN_TO = (Outcome.DONE, Outcome.NOTHING_FOUND)


class Sign(models.TextChoices):
    BULK = "bulk", _("In bulk, just in time")
    COPIED = "copied", _("Same words on several")
    NO_VISIT = "no_visit", _("Nobody went there")
    FORGOTTEN = "forgotten", _("Acknowledged, then nothing")
    REOPENED = "reopened", _("Citizen: not solved")
    TAKEN_BACK = "taken_back", _("Ended, then opened again by officers")
    DOUBTFUL = "doubtful", _("Doubtful when read again")


class Found(NamedTuple):
    """A sign on one ticket, at the unit that showed it."""

    unit: int
    ticket: int


@dataclass(frozen=True, kw_only=True)
class Look:
    """Who looks, and at what was closed from `since` up to, and without, `until`."""

    officer: Officer
    since: datetime
    until: datetime

    def clocks(self, name: str) -> QuerySet[Clock]:
        """Return the clocks stopped in these days at units under the officer."""
        return self._own(Clock.objects.filter(name=name)).filter(
            stopped_at__gte=self.since, stopped_at__lt=self.until
        )

    def reopened(self) -> QuerySet[Clock]:
        """Return the clocks that officers let go on in these days after they had ended them."""
        return self._own(Clock.objects.all()).filter(
            reopened_at__gte=self.since, reopened_at__lt=self.until
        )

    def running(self, name: str) -> QuerySet[Clock]:
        return self._own(Clock.objects.filter(name=name, stopped_at=None))

    def actions(self) -> QuerySet[Action]:
        under = Action.objects.filter(unit__in=self._units(), ticket__in=self._tickets())
        return under.filter(happened_at__gte=self.since, happened_at__lt=self.until)

    def _own(self, clocks: QuerySet[Clock]) -> QuerySet[Clock]:
        return clocks.filter(unit__in=self._units(), ticket__in=self._tickets())

    def _units(self) -> QuerySet[Unit]:
        return Unit.objects.below(*policy.parts(self.officer, Deed.DEMAND))

    def _tickets(self) -> QuerySet[Ticket]:
        return Ticket.objects.visible_to(self.officer)


def find(look: Look, sign: Sign) -> set[Found]:
    """Return every ticket that shows `sign`, with the unit that had it then."""
    found = {
        Sign.BULK: _bulk,
        Sign.COPIED: _copied,
        Sign.NO_VISIT: _no_visit,
        Sign.FORGOTTEN: _forgotten,
        Sign.REOPENED: _reopened,
        Sign.TAKEN_BACK: _taken_back,
        Sign.DOUBTFUL: _doubtful,
    }[sign](look)
    return {Found(*pair) for pair in found}


def by_unit(look: Look) -> list[dict[str, Any]]:
    """Return for each unit how much it closed and how many tickets show which sign, worst first."""
    closed = look.clocks(RESOLVE).values_list("unit").annotate(Count("ticket", distinct=True))
    rows: dict[int, dict[str, Any]] = {
        unit: {"closed": count, "signs": dict.fromkeys(Sign, 0)} for unit, count in closed
    }
    for sign in Sign:
        for unit, _ticket in find(look, sign):
            row = rows.setdefault(unit, {"closed": 0, "signs": dict.fromkeys(Sign, 0)})
            row["signs"][sign] += 1
    units = Unit.objects.in_bulk(rows)
    told = [{"unit": units[unit], **row} for unit, row in rows.items()]
    return sorted(told, key=lambda row: (-sum(row["signs"].values()), row["unit"].path))


def bursts(stops: Iterable[tuple[int, datetime | None, int]]) -> set[Found]:
    """Return what a unit stopped `BURST` or more at a time, of (unit, moment, ticket). Pure."""
    of_unit: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for unit, at, ticket in stops:
        if at is not None:
            of_unit[unit].append((at, ticket))
    found = set()
    for unit, stopped in of_unit.items():
        stopped.sort()
        first = 0
        for last, (at, _ticket) in enumerate(stopped):
            while at - stopped[first][0] > WITHIN:
                first += 1
            together = {ticket for _at, ticket in stopped[first : last + 1]}
            if len(together) >= BURST:
                found |= {Found(unit, ticket) for ticket in together}
    return found


def _bulk(look: Look) -> Iterable[tuple[int, int]]:
    tenth = (F("due_at") - F("started_at")) / LAST_TENTH
    stopped = look.clocks(RESOLVE) | look.clocks(ACT)
    close = stopped.filter(stopped_at__lt=F("due_at"), stopped_at__gte=F("due_at") - tenth)
    return bursts(close.values_list("unit", "stopped_at", "ticket"))


def _copied(look: Look) -> Iterable[tuple[int, int]]:
    band = Func(F("bands"), function="unnest", output_field=models.BigIntegerField())
    shared = look.actions().order_by().annotate(band=band).values("unit", "band")
    groups = shared.annotate(keys=ArrayAgg("pk"), among=Count("ticket", distinct=True))
    together = list(groups.filter(among__gt=1).values_list("keys", flat=True))
    notes = Action.objects.filter(pk__in={key for group in together for key in group})
    where = {row[0]: row[1:] for row in notes.values_list("pk", "unit", "ticket", "event__note")}
    same = likeness.copied({key: note for key, (_u, _t, note) in where.items()}, together)
    return ((where[key][0], where[key][1]) for key in same)


def _no_visit(look: Look) -> Iterable[tuple[int, int]]:
    there = Action.objects.filter(
        ticket=OuterRef("ticket"),
        kind__in=THERE,
        event__happened_at__gte=OuterRef("started_at"),
        event__happened_at__lte=OuterRef("stopped_at"),
    )
    told = Event.objects.filter(
        ticket=OuterRef("ticket"),
        kind=events.OUTCOME,
        happened_at=OuterRef("stopped_at"),
        data__outcome__in=SAID_TO_BE_SEEN_TO,
    )
    return look.clocks(RESOLVE).filter(Exists(told), ~Exists(there)).values_list("unit", "ticket")


def _forgotten(look: Look) -> Iterable[tuple[int, int]]:
    late = look.clocks(ACT).filter(stopped_at__gte=F("due_at")) | look.running(ACT).filter(
        due_at__gte=look.since, due_at__lt=look.until
    )
    same = {"ticket": OuterRef("ticket"), "round": OuterRef("round")}
    known = Clock.objects.filter(**same, name=ACKNOWLEDGE, stopped_at__lt=F("due_at"))
    said = Event.objects.filter(
        ticket=OuterRef("ticket"),
        kind=events.ACKNOWLEDGED,
        happened_at__gte=OuterRef("started_at"),
        happened_at__lt=OuterRef("due_at"),
    )
    return late.filter(Exists(known), Exists(said)).values_list("unit", "ticket")


def _reopened(look: Look) -> Iterable[tuple[int, int]]:
    begun = Cast(KeyTextTransform("round", "data"), models.IntegerField())
    again = Event.objects.alias(begun=begun).filter(
        Q(by=None),
        ticket=OuterRef("ticket"),
        kind=events.REOPENED,
        begun=OuterRef("round") + 1,
    )
    return look.clocks(RESOLVE).filter(Exists(again)).values_list("unit", "ticket")


def _taken_back(look: Look) -> Iterable[tuple[int, int]]:
    return look.reopened().values_list("unit", "ticket")


def _doubtful(look: Look) -> Iterable[tuple[int, int]]:
    doubted = Event.objects.filter(
        ticket=OuterRef("ticket"),
        kind=events.RECHECKED,
        data__verdict=Recheck.DOUBTFUL,
        happened_at__gte=OuterRef("stopped_at"),
    )
    return look.clocks(RESOLVE).filter(Exists(doubted)).values_list("unit", "ticket")
