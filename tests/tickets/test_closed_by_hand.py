"""How it was closed, against each ticket read by hand: whatever happens to tickets, to every rank.

`tickets.closings` lets the database count; here nothing is quick, and all that an officer is
told of is found among the tickets that the officer may know of, one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from random import Random

import pytest

from districts import grants
from districts.models import Role
from tests.factories import NOON, make_officer
from tests.tickets.town import Town
from tickets import events, gaming, likeness
from tickets.gaming import BURST, WITHIN, Found, Sign
from tickets.lifecycle import Recheck
from tickets.models import Action, Clock, Event, Ticket
from tickets.policy import Deed
from tickets.refusals import Refused
from tickets.services import actions, rechecking

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SEED, TICKETS, STEPS = 2, 16, 10
WORDS = (
    "मौके पर गए, पूछताछ की, कुछ नहीं मिला",
    "मौके पर गये; पूछताछ की; कुछ नहीं मिला 14/11",
    "दुकान से दो पेटी शराब मिली, मुकदमा लिखा",
    "हो गया",
)
OFTEN = ("forward", "acknowledge", "outcome", "forward", "acknowledge", "outcome", "pass on")
SELDOM = (
    "citizen: not solved",
    "citizen: not solved",
    "reopen",
    "spam",
    "take back",
    "close together",
    "restrict",
)
ELSEWHERE = ("hand over", "forward there", "return", "hand back")


@dataclass
class Read:
    """One ticket with all that was ever written of it."""

    ticket: Ticket
    clocks: list[Clock]
    events: list[Event]
    actions: list[Action]

    @classmethod
    def of(cls, ticket: Ticket) -> "Read":
        acts = list(ticket.actions.select_related("event"))
        return cls(ticket, list(ticket.clocks.all()), list(ticket.events.all()), acts)

    def told(self, kind: str, since: datetime | None = None) -> list[Event]:
        return [e for e in self.events if e.kind == kind and (not since or e.happened_at >= since)]


class ByHand:
    """What each unit closed and every sign, as `gaming.find` tells it."""

    def __init__(self, look: gaming.Look) -> None:
        self.look, self.units = look, set(look.units())
        self.closed: set[Found] = set()
        self.signs: dict[Sign, set[Found]] = {sign: set() for sign in Sign}
        self.stops, self.notes = defaultdict(list), defaultdict(list)
        for ticket in Ticket.objects.visible_to(look.officer):
            self.reads(Read.of(ticket))
        self.signs[Sign.BULK] = set(in_bulk(self.stops))
        self.signs[Sign.COPIED] = set(copied(self.notes))

    def is_asked(self, moment: datetime | None) -> bool:
        return moment is not None and self.look.since <= moment < self.look.until

    def reads(self, each: Read) -> None:
        for clock in each.clocks:
            if clock.unit_id in self.units:
                self.looks_at(each, clock)
        for act in each.actions:
            if act.unit_id in self.units and self.is_asked(act.happened_at):
                self.notes[act.unit_id].append((each.ticket.pk, act.event.note))

    def looks_at(self, each: Read, clock: Clock) -> None:
        found = Found(clock.unit_id, each.ticket.pk)
        if self.is_asked(clock.reopened_at):
            self.signs[Sign.TAKEN_BACK].add(found)
        if self.is_asked(clock.stopped_at or clock.due_at) and is_forgotten(each, clock):
            self.signs[Sign.FORGOTTEN].add(found)
        if not self.is_asked(clock.stopped_at):
            return
        if clock.name in ("act", "resolve") and is_just_in_time(clock):
            self.stops[clock.unit_id].append((clock.stopped_at, each.ticket.pk))
        if clock.name == "resolve":
            self.closed.add(found)
            for sign in signs_of_an_end(each, clock):
                self.signs[sign].add(found)


def is_just_in_time(clock: Clock) -> bool:
    last = clock.due_at - (clock.due_at - clock.started_at) / 10
    return last <= clock.stopped_at < clock.due_at


def is_forgotten(each: Read, clock: Clock) -> bool:
    if clock.name != "act" or (clock.stopped_at or clock.due_at) < clock.due_at:
        return False
    of_round = (known for known in each.clocks if known.round == clock.round)
    in_time = any(
        known.name == "acknowledge" and known.stopped_at and known.stopped_at < known.due_at
        for known in of_round
    )
    said = each.told(events.ACKNOWLEDGED, since=clock.started_at)
    return in_time and any(event.happened_at < clock.due_at for event in said)


def signs_of_an_end(each: Read, clock: Clock) -> Iterator[Sign]:
    at = clock.stopped_at
    outcomes = {e.data["outcome"] for e in each.told(events.OUTCOME) if e.happened_at == at}
    went = any(
        act.kind in ("spot_visit", "arrest", "seizure")
        and clock.started_at <= act.event.happened_at <= at
        for act in each.actions
    )
    if outcomes & {"done", "nothing_found"} and not went and each.ticket.closed_at != at:
        yield Sign.NO_VISIT
    again = each.told(events.REOPENED, at)
    if any(e.by_id is None and e.data["round"] == clock.round + 1 for e in again):
        yield Sign.REOPENED
    if any(e.data["verdict"] == Recheck.DOUBTFUL for e in each.told(events.RECHECKED, at)):
        yield Sign.DOUBTFUL


def in_bulk(stops) -> Iterator[Found]:
    for unit, stopped in stops.items():
        for first, _ticket in stopped:
            together = {ticket for at, ticket in stopped if first <= at <= first + WITHIN}
            if len(together) >= BURST:
                yield from (Found(unit, ticket) for ticket in together)


def copied(notes) -> Iterator[Found]:
    for unit, written in notes.items():
        for (one, words), (other, again) in combinations(written, 2):
            shared = set(likeness.bands(words)) & set(likeness.bands(again))
            if one != other and shared and likeness.copied({0: words, 1: again}, [[0, 1]]):
                yield from (Found(unit, one), Found(unit, other))


class Country(Town):
    """A town in which many tickets live at once, and people of every rank look at them."""

    def __init__(self, dice: Random) -> None:
        super().__init__()
        self.dice, tree = dice, self.tree
        ranks = ((Role.CIRCLE, tree.circle), (Role.DEPUTY, tree.city), (Role.ZONE, tree.zone))
        self.readers = [self.chief, self.office, self.stranger, self.head]
        self.readers += [make_officer(role, unit) for role, unit in ranks]

    def lives(self) -> None:
        """Let tickets come and be dealt with; some are shared with a reader or kept from one."""
        for _ticket in range(TICKETS):
            self.begin(self.dice.choice(("lax", "strict", "strict")))
            at = self.begins()
            for _step in range(STEPS):
                at += self.dice.choice((MINUTE, 3 * MINUTE, HOUR, 8 * HOUR, DAY))
                self.goes_on(at)
            if not self.dice.randrange(4):
                given = self.dice.choice((grants.SHARED, grants.EXCLUDED))
                grants.give(self.dice.choice(self.readers), given, self.ticket)

    def begins(self) -> datetime:
        """Let a station know of it, and act in the last minutes, or not in time."""
        at, how = NOON + 2 * MINUTE, self.dice.randrange(4)
        if how:
            self.does("forward", at)
            self.does("acknowledge", at + MINUTE)
        if how > 1:
            at += 57 * MINUTE
            self.acts(at)
        return at

    def goes_on(self, at: datetime) -> None:
        match self.dice.randrange(12):
            case 0 | 1 | 2:
                self.acts(at)
            case 3:
                self.reads_again(at)
            case 4 | 5:
                self.does(self.dice.choice(SELDOM), at)
            case 6:
                self.does(self.dice.choice(ELSEWHERE), at)
            case _:
                self.does(self.dice.choice(OFTEN), at)

    def acts(self, at: datetime) -> None:
        kind = self.dice.choice((Action.Kind.GD_ENTRY, Action.Kind.SPOT_VISIT, Action.Kind.FIR))
        given = {"kind": kind, "note": self.dice.choice(WORDS), "reference": "12/26"}
        for by in self.people[Deed.ACT]:
            try:
                actions.record(ticket_id=self.ticket.pk, by=by, at=at, **given)
            except (Refused, Ticket.DoesNotExist):
                continue
            return

    def reads_again(self, at: datetime) -> None:
        verdict = self.dice.choice(list(Recheck))
        for by in (self.chief, self.office):
            try:
                about = {"ticket_id": self.ticket.pk, "by": by, "at": at}
                rechecking.recheck(**about, verdict=verdict, note="x")
            except (Refused, Ticket.DoesNotExist):
                continue
            return


def test_it_tells_what_reading_every_ticket_tells():
    country = Country(Random(SEED))
    country.lives()
    seen = set()
    for reader in country.readers:
        for since, until in ((NOON - DAY, NOON + 40 * DAY), (NOON + DAY, NOON + 4 * DAY)):
            look = gaming.Look(officer=reader, since=since, until=until)
            told, read = gaming.find(look), ByHand(look)

            assert told.signs == read.signs
            assert told.closed == Counter(unit for unit, _ticket in read.closed)
            seen |= {sign for sign in Sign if read.signs[sign]}
    assert seen == set(Sign)  # or there was nothing to tell
