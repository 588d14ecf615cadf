"""What came to an end at the units under an officer in some days, and how.

What was ended is counted among the tickets the officer may know of. All else is read by units
and days alone: whoever shows any of it must first ask which of the tickets the officer may know of.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from districts import grants
from districts.models import Officer, Unit
from tickets import events, policy
from tickets.clock import ACKNOWLEDGE, ACT, RESOLVE
from tickets.lifecycle import Outcome, Recheck
from tickets.models import Action, Clock, Event, Ticket
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
    """How many tickets a unit ended of those the officer may know of, and which are of note."""

    unit: int
    closed: int
    unvisited: list[int] | None
    reopened: list[int] | None  # by the citizen
    doubtful: list[int] | None  # when it was read again
    close: list[int] | None  # just before the deadline
    moments: list[datetime] | None  # of those that are close

    def found(self, tickets: Iterable[int] | None) -> Iterator[Found]:
        return (Found(self.unit, ticket) for ticket in tickets or ())

    def stops(self) -> Iterator[tuple[int, datetime, int]]:
        """Yield what `gaming.bursts` asks for, of what was ended just before the deadline."""
        together = zip(self.moments or (), self.close or (), strict=True)
        return ((self.unit, at, ticket) for at, ticket in together)


class Act(NamedTuple):
    """A clock of a first action that was stopped."""

    unit: int
    ticket: int
    just_in_time: datetime | None  # when it was stopped, if just before the deadline
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
    """Return what the units ended. The database counts it: most of it is never of note."""
    stopped = Ticket.objects.visible_to(look.officer).filter(
        at_units(units, "clocks__unit"), look.within("clocks__stopped_at"), clocks__name=RESOLVE
    )
    close = _close("clocks__")
    of_units = stopped.order_by().values_list("clocks__unit")
    rows = of_units.annotate(
        closed=Count("pk", distinct=True),
        unvisited=ArrayAgg("pk", filter=Q(_is_unvisited())),
        again=ArrayAgg("pk", filter=Q(_is_reopened())),
        doubtful=ArrayAgg("pk", filter=Q(_is_doubtful())),
        close=ArrayAgg("pk", filter=close),
        moments=ArrayAgg("clocks__stopped_at", filter=close),
    )
    return [Ended(*row) for row in rows]


def first_acts(look: Look, units: Collection[int]) -> list[Act]:
    """Return the clocks of first actions that were stopped late, or nearly."""
    stopped = _of(units, ACT).filter(look.within("stopped_at"))
    worth = stopped.filter(_close() | Q(stopped_at__gte=F("due_at")))
    forgotten = _true_if(Q(stopped_at__gte=F("due_at")), *_was_known())
    # of most the moment is of no use, and to read it takes time
    looks = {"close": Case(When(_close(), then=F("stopped_at"))), "forgotten": forgotten}
    rows = worth.annotate(**looks).values_list("unit", "ticket", *looks)
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


def _is_unvisited() -> Case:
    visits = Action.objects.filter(
        ticket=OuterRef("pk"),
        kind__in=THERE,
        event__happened_at__gte=OuterRef("clocks__started_at"),
        event__happened_at__lte=OuterRef("clocks__stopped_at"),
    )
    told = Event.objects.filter(
        ticket=OuterRef("pk"),
        kind=events.OUTCOME,
        happened_at=OuterRef("clocks__stopped_at"),
        data__outcome__in=SAID_TO_BE_SEEN_TO,
    )
    # most tickets end when a desk closes them: that is no outcome
    not_closed = ~Q(closed_at=F("clocks__stopped_at"))
    return _true_if(not_closed, Q(~Exists(visits)), Exists(told))


def _is_reopened() -> Case:
    """Return whether a citizen reopened a clock's round, after it was stopped."""
    begun = Cast(KeyTextTransform("round", "data"), models.IntegerField())
    reopened = Event.objects.alias(begun=begun).filter(
        Q(by=None),
        ticket=OuterRef("pk"),
        kind=events.REOPENED,
        begun=OuterRef("clocks__round") + 1,
        # looked up ticket by ticket, and not among all that was ever reopened
        happened_at__gte=OuterRef("clocks__stopped_at"),
    )
    return _true_if(Q(round__gt=F("clocks__round")), Exists(reopened))


def _is_doubtful() -> Case:
    doubted = Event.objects.filter(
        ticket=OuterRef("pk"),
        kind=events.RECHECKED,
        data__verdict=Recheck.DOUBTFUL,
        happened_at__gte=OuterRef("clocks__stopped_at"),
    )
    return _true_if(Q(changed_at__gt=F("clocks__stopped_at")), Exists(doubted))


def _of(units: Collection[int], name: str) -> QuerySet[Clock]:
    return Clock.objects.filter(at_units(units), name=name).order_by()


def _close(clock: str = "") -> Q:
    due, started = F(f"{clock}due_at"), F(f"{clock}started_at")
    last = due - (due - started) / LAST_TENTH
    return Q(**{f"{clock}stopped_at__lt": due, f"{clock}stopped_at__gte": last})


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
