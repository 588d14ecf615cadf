"""What came to an end at the units under an officer in some days, and how.

Read by units and days alone: whoever shows any of it must first ask which of the tickets the
officer may know of.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from districts import grants
from districts.models import Officer, Unit
from tickets import events, policy
from tickets.clock import ACKNOWLEDGE, ACT, RESOLVE
from tickets.lifecycle import Outcome, Recheck
from tickets.models import Action, Clock, Event
from tickets.models.among_keys import at_units
from tickets.policy import Deed

LAST_TENTH = 10  # of a clock's time: “just before the deadline”
THERE = (Action.Kind.SPOT_VISIT, Action.Kind.ARREST, Action.Kind.SEIZURE)
SAID_TO_BE_SEEN_TO = (Outcome.DONE, Outcome.NOTHING_FOUND)


class Found(NamedTuple):
    """A ticket, and the unit that had it then."""

    unit: int
    ticket: int


class Ended(NamedTuple):
    """Clocks of outcomes that a unit stopped, all with the same look; most have none at all."""

    unit: int
    is_close: bool  # just before the deadline
    is_unvisited: bool
    is_reopened: bool  # by the citizen
    is_doubtful: bool  # when it was read again
    tickets: list[int]
    moments: list[datetime] | None  # of each ticket; only of those that are close

    def among(self, known: Collection[int]) -> set[Found]:
        return {Found(self.unit, ticket) for ticket in self.tickets if ticket in known}


class Act(NamedTuple):
    """A clock of a first action that was stopped."""

    unit: int
    ticket: int
    at: datetime
    is_close: bool  # just before the deadline
    is_forgotten: bool  # known of in time, and too late

    @property
    def found(self) -> Found:
        return Found(self.unit, self.ticket)


class Note(NamedTuple):
    """What a station wrote of an action, by the bands of its words."""

    key: int
    unit: int
    ticket: int
    bands: list[int]

    @property
    def found(self) -> Found:
        return Found(self.unit, self.ticket)


@dataclass(frozen=True, kw_only=True)
class Look:
    """Who looks, and at what ended from `since` up to, and without, `until`."""

    officer: Officer
    since: datetime
    until: datetime

    def units(self) -> dict[int, Unit]:
        """Return the units under the officer, by their keys."""
        over = tuple(policy.parts(self.officer, Deed.DEMAND))
        read = grants.units_read(self.officer)
        return {unit.pk: unit for unit in read if over and unit.path.startswith(over)}

    def within(self, moment: str) -> Q:
        return Q(**{f"{moment}__gte": self.since, f"{moment}__lt": self.until})


def ended(look: Look, units: Collection[int]) -> list[Ended]:
    """Return the clocks of outcomes that were stopped, as few rows for many tickets."""
    visits = Action.objects.filter(
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
    doubted = Event.objects.filter(
        ticket=OuterRef("ticket"),
        kind=events.RECHECKED,
        data__verdict=Recheck.DOUBTFUL,
        happened_at__gte=OuterRef("stopped_at"),
    )
    # most tickets have one round, and end when a desk closes them: that is no outcome
    looks = {
        "close": _true_if(_close()),
        "unvisited": _true_if(
            ~Q(ticket__closed_at=F("stopped_at")), Exists(told), Q(~Exists(visits))
        ),
        "reopened": _true_if(Q(ticket__round__gt=F("round")), Exists(_reopened_after())),
        "doubtful": _true_if(Q(ticket__changed_at__gt=F("stopped_at")), Exists(doubted)),
    }
    stopped = _of(units, RESOLVE).filter(look.within("stopped_at")).annotate(**looks)
    rows = stopped.values_list("unit", *looks).annotate(
        tickets=ArrayAgg("ticket"), moments=ArrayAgg("stopped_at", filter=Q(close=True))
    )
    return [Ended(*row) for row in rows]


def first_acts(look: Look, units: Collection[int]) -> list[Act]:
    """Return the clocks of first actions that were stopped late, or nearly."""
    stopped = _of(units, ACT).filter(look.within("stopped_at"))
    worth = stopped.filter(_close() | Q(stopped_at__gte=F("due_at")))
    forgotten = _true_if(Q(stopped_at__gte=F("due_at")), *_was_known())
    looks = {"close": _true_if(_close()), "forgotten": forgotten}
    rows = worth.annotate(**looks).values_list("unit", "ticket", "stopped_at", *looks)
    return [Act(*row) for row in rows]


def left(look: Look, units: Collection[int]) -> list[Found]:
    """Return what was acknowledged in time and waits, too late, for its first action."""
    late = _of(units, ACT).filter(look.within("due_at"), *_was_known(), stopped_at=None)
    return [Found(*row) for row in late.values_list("unit", "ticket")]


def taken_back(look: Look, units: Collection[int]) -> list[Found]:
    """Return what officers let go on after they had ended it."""
    again = Clock.objects.filter(look.within("reopened_at"), at_units(units)).order_by()
    return [Found(*row) for row in again.values_list("unit", "ticket")]


def notes(look: Look, units: Collection[int]) -> list[Note]:
    """Return what was written of actions in words enough to be compared."""
    acts = Action.objects.filter(look.within("happened_at"), at_units(units)).exclude(bands=[])
    return [Note(*row) for row in acts.order_by().values_list("pk", "unit", "ticket", "bands")]


def _reopened_after() -> QuerySet[Event]:
    """Return what citizens reopened of a clock's round, after it was stopped."""
    begun = Cast(KeyTextTransform("round", "data"), models.IntegerField())
    return Event.objects.alias(begun=begun).filter(
        Q(by=None),
        ticket=OuterRef("ticket"),
        kind=events.REOPENED,
        begun=OuterRef("round") + 1,
        # looked up ticket by ticket, and not among all that was ever reopened
        happened_at__gte=OuterRef("stopped_at"),
    )


def _of(units: Collection[int], name: str) -> QuerySet[Clock]:
    return Clock.objects.filter(at_units(units), name=name).order_by()


def _close() -> Q:
    tenth = (F("due_at") - F("started_at")) / LAST_TENTH
    return Q(stopped_at__lt=F("due_at"), stopped_at__gte=F("due_at") - tenth)


def _was_known() -> tuple[Exists, Exists]:
    """Return the conditions of a first action's clock whose ticket was acknowledged in time."""
    same = {"ticket": OuterRef("ticket"), "round": OuterRef("round")}
    known = Clock.objects.filter(**same, name=ACKNOWLEDGE, stopped_at__lt=F("due_at"))
    said = Event.objects.filter(
        ticket=OuterRef("ticket"),
        kind=events.ACKNOWLEDGED,
        happened_at__gte=OuterRef("started_at"),
        happened_at__lt=OuterRef("due_at"),
    )
    return Exists(known), Exists(said)


def _true_if(first: Q | Exists, *more: Q | Exists) -> Case:
    """Return true where all hold; a later one is looked at only where those before it do."""
    then = _true_if(*more) if more else Value(True)
    return Case(When(first, then=then), default=Value(False))
