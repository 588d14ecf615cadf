"""How stations closed what they closed: signs that the clock was served, not the citizen.

A sign proves nothing; it says which tickets to read. Counted per station, among tickets the
reader may know of, for what was closed in some days.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from districts.models import Officer, Unit
from tickets import closings, likeness
from tickets.closings import Act, Ended, Found, Look, Note
from tickets.models import Action, Ticket
from tickets.models.among_keys import AmongKeys

BURST, WITHIN = 3, timedelta(minutes=10)  # so many in so short a time are closed in bulk
OfTicket = TypeVar("OfTicket", Found, Note, Act)


class Sign(models.TextChoices):
    BULK = "bulk", _("In bulk, just in time")
    COPIED = "copied", _("Same words on several")
    NO_VISIT = "no_visit", _("Nobody went there")
    FORGOTTEN = "forgotten", _("Acknowledged, then nothing")
    REOPENED = "reopened", _("Citizen: not solved")
    TAKEN_BACK = "taken_back", _("Ended, then opened again by officers")
    DOUBTFUL = "doubtful", _("Doubtful when read again")


@dataclass(frozen=True)
class Told:
    """What a look found, among the tickets the officer may know of."""

    units: Mapping[int, Unit]
    closed: Mapping[int, int]  # how many, by unit
    signs: Mapping[Sign, frozenset[Found]]

    def by_unit(self) -> list[dict[str, Any]]:
        """Return for each unit how much it closed and how much shows which sign, worst first."""
        rows: dict[int, dict[str, Any]] = defaultdict(
            lambda: {"closed": 0, "signs": dict.fromkeys(Sign, 0)}
        )
        for unit, number in self.closed.items():
            rows[unit]["closed"] = number
        for sign, found in self.signs.items():
            for unit, _ticket in found:
                rows[unit]["signs"][sign] += 1
        told = [{"unit": self.units[key], **row} for key, row in rows.items()]
        return sorted(told, key=lambda row: (-sum(row["signs"].values()), row["unit"].path))


def find(look: Look) -> Told:
    """Return what was closed at the units under the officer, and every ticket with each sign."""
    units = look.units()
    ended, acts = closings.ended(look, units), closings.first_acts(look, units)
    left, back = closings.left(look, units), closings.taken_back(look, units)
    notes = closings.notes(look, units)
    # before anything is put together: a ticket one may not know of is in no bulk and no copy
    one_by_one: list[Iterable[Found | Note | Act]] = [acts, left, back, notes]
    known = _known(look.officer, {one.ticket for one in chain.from_iterable(one_by_one)})
    acts = _of(known, acts)
    forgotten = {act.found for act in acts if act.is_forgotten} | set(_of(known, left))
    signs = {
        Sign.BULK: bursts(_just_in_time(ended, acts)),
        Sign.COPIED: _copied(_of(known, notes)),
        Sign.NO_VISIT: {one for each in ended for one in each.found(each.unvisited)},
        Sign.FORGOTTEN: forgotten,
        Sign.REOPENED: {one for each in ended for one in each.found(each.reopened)},
        Sign.TAKEN_BACK: set(_of(known, back)),
        Sign.DOUBTFUL: {one for each in ended for one in each.found(each.doubtful)},
    }
    closed = {each.unit: each.closed for each in ended}
    return Told(units, closed, {sign: frozenset(found) for sign, found in signs.items()})


def _just_in_time(
    ended: Iterable[Ended], acts: Iterable[Act]
) -> Iterator[tuple[int, datetime, int]]:
    for each in ended:
        yield from each.stops()
    for act in acts:
        if act.just_in_time is not None:
            yield act.unit, act.just_in_time, act.ticket


def bursts(stops: Iterable[tuple[int, datetime, int]]) -> set[Found]:
    """Return what a unit stopped `BURST` or more at a time, of (unit, moment, ticket). Pure."""
    of_unit: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for unit, at, ticket in stops:
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


def _known(officer: Officer, tickets: set[int]) -> set[int]:
    """Return which of these tickets the officer may know of. One query for all."""
    seen = Ticket.objects.visible_to(officer).filter(AmongKeys("pk", tickets)).order_by()
    return set(seen.values_list("pk", flat=True))


def _of(known: set[int], found: Iterable[OfTicket]) -> list[OfTicket]:
    return [one for one in found if one.ticket in known]


def _copied(notes: Iterable[Note]) -> set[Found]:
    """Return what was described in nearly the same words as another ticket of the unit."""
    groups: dict[tuple[int, int], list[Note]] = defaultdict(list)
    for note in notes:
        for band in note.bands:
            groups[note.unit, band].append(note)
    several = [group for group in groups.values() if len({note.ticket for note in group}) > 1]
    where = {note.key: note.found for group in several for note in group}
    acts = Action.objects.filter(pk__in=where).order_by() if where else Action.objects.none()
    words = dict(acts.values_list("pk", "event__note"))
    same = likeness.copied(words, [[note.key for note in group] for group in several])
    return {where[key] for key in same}
