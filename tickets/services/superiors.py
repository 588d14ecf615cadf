"""Who stands above a ticket and may be told of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from districts import grants
from districts.models import Officer, Posting, Role, Unit
from districts.models.officer import PostingQuerySet
from tickets.ladder import Ladder
from tickets.models import Ticket
from tickets.services.posts_above import PostsAbove, holders

# who is told when every post of the ladder is vacant
LAST_RESORT = (Role.CHIEF, Role.RANGE, Role.ZONE)


@dataclass(frozen=True)
class Told:
    """The post that is told of a step, and who holds it."""

    unit: Unit
    role: str
    officers: tuple[Officer, ...]


class Superiors:
    """The posts above the tickets of one batch, each asked for once."""

    def __init__(self, ticket_ids: set[int], now: datetime) -> None:
        self._batch = Ticket.objects.filter(pk__in=ticket_ids)
        self._posts = PostsAbove(self._batch, now)
        self._known: dict[tuple[int, bool], set[int]] = {}

    def of_holder(self, ticket: Ticket) -> Told | None:
        """Return who has the ticket and should move; above them when nobody is there."""
        posts = [p for p in self._holders_of(ticket) if self._may_know(p, ticket, False)]
        if posts:
            role = posts[0].role
            officers = tuple(post.officer for post in posts if post.role == role)
            return Told(ticket.unit, role, officers)
        rungs = (self.of_step(ticket, rung) for rung in Ladder.of(ticket).rungs)
        return next((told for told in rungs if told), None)

    def of_step(self, ticket: Ticket, step: dict[str, Any]) -> Told | None:
        """Return the nearest filled post of this step above `ticket`; None when it is vacant.

        A step may name a branch, and that of the category or the line names it for the deputy:
        then the division of that branch answers, although the station lies in another division.
        """
        branch = "" if ticket.is_restricted else step.get("branch", "")
        is_open = not (branch or ticket.is_restricted)
        if is_open and step["role"] == Role.DEPUTY:
            branch = _branch(ticket)
        if branch and self._posts.divisions(ticket.unit.path, branch):
            return self._nearest(ticket, step["role"], branch)
        return self._nearest(ticket, step["role"], "")

    def of_last_resort(self, ticket: Ticket) -> Told | None:
        """Return the nearest filled post that could see to it that something is done."""
        found = (self._nearest(ticket, role, "") for role in LAST_RESORT)
        return next((told for told in found if told), None)

    def _nearest(self, ticket: Ticket, role: str, branch: str) -> Told | None:
        path = ticket.unit.path
        units = self._posts.divisions(path, branch) if branch else self._posts.above(path)
        is_aside = bool(branch)
        late = {post.officer_id for post in self._holders_of(ticket)}
        posts = [
            post
            for post in self._posts.present(units, [role])
            # in charge of a second post, the one who is late would be told of themselves
            if (ticket.is_restricted or post.officer_id not in late)
            and self._may_know(post, ticket, is_aside)
        ]
        if not posts:
            return None
        unit = posts[0].unit
        return Told(unit, role, tuple(post.officer for post in posts if post.unit_id == unit.pk))

    def _holders_of(self, ticket: Ticket) -> list[Posting]:
        """Return the posts of those who have the ticket now, a station's head or an office."""
        roles = holders(ticket)
        there = self._posts.present([ticket.unit], roles)
        return sorted(there, key=lambda post: (roles.index(post.role), post.pk))

    def _may_know(self, post: Posting, ticket: Ticket, is_aside: bool) -> bool:
        # beside the ticket's own line of posts an officer sees it only once it is shared
        hides_nothing = is_aside and not ticket.is_restricted and not self._posts.is_hidden(ticket)
        if hides_nothing or (not is_aside and self._posts.surely_knows(post, ticket)):
            return True
        officer = post.officer
        key = (officer.pk, is_aside)
        if key not in self._known:
            known = (
                self._batch.filter(is_restricted=False).not_accusing(officer)
                if is_aside
                else self._batch.visible_to(officer)
            )
            self._known[key] = set(known.values_list("pk", flat=True))
        return ticket.pk in self._known[key]


def answering(ticket: Ticket, now: datetime) -> list[Officer]:
    """Return who answers for every ticket of this line, wherever its station lies; often nobody."""
    branch = ticket.line.branch if ticket.line else ""
    if not branch or ticket.is_restricted:
        return []
    posts = _holders(ticket.unit.path, Role.DEPUTY, branch, now=now)
    return [post.officer for post in posts]


def show_to_those_who_answer(ticket: Ticket, now: datetime) -> None:
    """Share the ticket with whoever answers for its line where it lies. Safe to repeat."""
    for officer in answering(ticket, now):
        grants.give(officer, grants.SHARED, ticket)


def _branch(ticket: Ticket) -> str:
    of_category = ticket.category.branch if ticket.category else ""
    return of_category or (ticket.line.branch if ticket.line else "")


def _holders(path: str, role: str, branch: str, *, now: datetime) -> PostingQuerySet:
    units = _divisions(path, branch) if branch else Unit.objects.above(path)
    held = Posting.objects.current_at(now).filter(unit__in=units, role=role)
    nearest_first = held.filter(officer__is_active=True).order_by(Length("unit__path").desc(), "pk")
    return nearest_first.select_related("unit", "officer")


def _divisions(path: str, branch: str) -> QuerySet[Unit]:
    parents = Unit.objects.above(path)
    return Unit.objects.filter(Q(parent__in=parents) | Q(pk__in=parents), branch=branch)
