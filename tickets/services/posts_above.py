"""Everybody posted at and above the units of some tickets, read together for all of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from districts import grants
from districts.models import Posting, Role, Unit
from tickets.models import Accusation, Ticket

RUNS_BY_THE_DATABASE = Q(Q(until=None) | Q(until__gt=Now()), since__lte=Now())


class PostsAbove:
    """Answers from memory what is so at `now` for tickets whose rows the caller holds."""

    def __init__(self, tickets: QuerySet[Ticket], now: datetime) -> None:
        self._now = now
        rows = list(tickets.values_list("pk", "unit__path"))
        codes = {code for _key, path in rows for code in path.strip("/").split("/")}
        beside = Q(parent__code__in=codes) & ~Q(branch="")
        near = Unit.objects.filter(Q(code__in=codes) | beside)
        self._units = list(near.defer("boundary", "aliases"))
        self._by_code = {unit.code: unit for unit in self._units}
        self._branches: dict[str, list[Unit]] = defaultdict(list)
        for unit in self._units:
            self._branches[unit.branch].append(unit)
        self._posts = _by_unit(self._units, now)
        self._hidden = _hidden_from_some([key for key, _path in rows])

    def divisions(self, path: str, branch: str) -> list[Unit]:
        """Return the units of a branch at, above or directly beside those above `path`."""
        above = {unit.pk for unit in self.above(path)}
        ours = self._branches[branch]
        return [unit for unit in ours if unit.pk in above or unit.parent_id in above]

    def above(self, path: str) -> list[Unit]:
        return [self._by_code[code] for code in path.strip("/").split("/") if code in self._by_code]

    def present(self, units: Iterable[Unit], roles: Iterable[str]) -> list[Posting]:
        """Return who holds one of `roles` there and is not on leave, the lowest unit first."""
        wanted = set(roles)
        posts = [p for unit in units for p in self._posts[unit.pk] if p.role in wanted]
        here = (post for post in posts if not _is_away(post, self._now))
        return sorted(here, key=lambda post: (-len(post.unit.path), post.pk))

    def surely_knows(self, post: Posting, ticket: Ticket) -> bool:
        """Say whether this post alone, by the rule for seeing, lets its officer see `ticket`.

        No is no answer: another post or a share may do it, and `visible_to` has the last word.
        """
        needed = grants.SEE_RESTRICTED if ticket.is_restricted else grants.SEE_TICKETS
        runs = bool(vars(post)["runs"]) and needed in grants.permissions(post)
        return runs and post.unit.contains(ticket.unit) and not self.is_hidden(ticket)

    def is_hidden(self, ticket: Ticket) -> bool:
        """Say whether there is anybody for whom this ticket does not exist."""
        return ticket.pk in self._hidden


def _by_unit(units: Iterable[Unit], now: datetime) -> dict[int, list[Posting]]:
    held = Posting.objects.current_at(now).filter(
        unit__in=[unit.pk for unit in units], officer__is_active=True
    )
    rows = grants.with_grants(held).annotate(runs=RUNS_BY_THE_DATABASE)
    found: dict[int, list[Posting]] = defaultdict(list)
    for post in rows.select_related("unit", "officer").defer("unit__boundary", "unit__aliases"):
        found[post.unit_id].append(post)
    return found


def _hidden_from_some(keys: list[int]) -> set[int]:
    accusing = Accusation.objects.filter(ticket__in=keys).values_list("ticket", flat=True)
    return {*accusing, *grants.hidden_from_some(Ticket, keys)}


def _is_away(post: Posting, now: datetime) -> bool:
    begins, ends = post.leave_from, post.leave_until
    return begins is not None and ends is not None and begins <= now < ends


def holders(ticket: Ticket) -> list[str]:
    """Return the roles, at its own unit, of whoever has the ticket, the first to be asked first."""
    if ticket.is_restricted:
        return [Role.CHIEF, Role.RANGE, Role.ZONE]
    is_at_station = ticket.unit.kind in (Unit.Kind.STATION, Unit.Kind.OUTPOST)
    return [Role.STATION_HEAD] if is_at_station else [Role.DESK, Role.WATCH]
