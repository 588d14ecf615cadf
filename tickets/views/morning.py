"""A commander's morning: what is late, surges and repeats, and what to ask whom."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from districts import grants
from districts.models import Officer, Posting, Role, Unit
from tickets import about_police, lists, repeats, surges
from tickets.figures import Scope
from tickets.models import Clock, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.sight import Sight, sight_of
from tickets.views.officer import signed_in

FEW = 6  # of the tickets that are late longest
LONGEST = 200  # late clocks among which the longest of each unit is looked for
DRAWN = (
    *("name", "round", "due_at"),
    *("ticket__code", "ticket__text", "ticket__place", "ticket__priority", "ticket__block_hours"),
    *("ticket__unit__path", "ticket__unit__name_hi", "ticket__unit__name_en"),
)
# from the top: who answers for the stations below, to whoever holds the post
ANSWERS_TO: dict[str, tuple[str, str]] = {
    Role.ZONE: (Unit.Kind.DISTRICT, Role.CHIEF),
    Role.RANGE: (Unit.Kind.DISTRICT, Role.CHIEF),
    Role.CHIEF: (Unit.Kind.CIRCLE, Role.CIRCLE),
    Role.DEPUTY: (Unit.Kind.CIRCLE, Role.CIRCLE),
    Role.CIRCLE: (Unit.Kind.STATION, Role.STATION_HEAD),
}


class Question(NamedTuple):
    """What to ask the holder of one post: the units below that keep something waiting."""

    post: Posting
    stations: list[dict[str, Any]]

    @property
    def late(self) -> int:
        return sum(row["late"] for row in self.stations)

    @property
    def unread(self) -> int:
        return sum(row["to_acknowledge"] for row in self.stations)


def morning(request: HttpRequest) -> HttpResponse:
    """Show what is late, and whom to ask about it."""
    officer, now = signed_in(request), timezone.now()
    posts = _posts(officer)
    rank = next(role for role in ANSWERS_TO if any(post.role == role for post in posts))
    sight = sight_of(officer, posts)
    tickets = Ticket.objects.visible_to(officer)
    waiting = lists.waiting(tickets, now, sight).units
    late = _longest_late(tickets, now, sight)
    # the longest late stands first, so the first of each unit stays
    longest = {clock.ticket.unit_id: clock for clock in reversed(late)}
    for row in waiting:
        row["longest"] = longest.get(row["unit"].pk)
    context = {
        "now": now,
        "sight": sight,
        "posts_held": posts,
        "late": _one_of_each_ticket(late)[:FEW],
        "late_total": sum(row["late"] for row in waiting),
        "questions": _questions(officer, rank, posts, waiting),
        "looks_at_districts": rank in {Role.ZONE, Role.RANGE},
        "decides_on_police": about_police.may_be_read_by(officer),
    }
    return render(request, "tickets/morning.html", context)


def _one_of_each_ticket(late: list[Clock]) -> list[Clock]:
    """Return the longest late clock of each ticket, as their number above counts tickets."""
    of_tickets: dict[int, Clock] = {}
    for clock in late:
        of_tickets.setdefault(clock.ticket_id, clock)
    return list(of_tickets.values())


def _longest_late(tickets: TicketQuerySet, now: datetime, sight: Sight) -> list[Clock]:
    late = lists.late_clocks(tickets, now, sight)
    rows = lists.late_rows(late, sight, 0, LONGEST).prefetch_related(None).select_related(None)
    return list(rows.select_related("ticket__unit").only(*DRAWN))


def unusual(request: HttpRequest) -> HttpResponse:
    """Show what came more than usual, and which places were named again."""
    officer, now = signed_in(request), timezone.now()
    posts = _posts(officer)
    yesterday = timezone.localdate(now) - timedelta(days=1)
    context = {
        "now": now,
        "posts_held": posts,
        "surges": surges.find(Scope.of(officer), day=yesterday),
        "repeats": repeats.find(Ticket.objects.visible_to(officer), now=now),
    }
    return render(request, "tickets/unusual.html", context)


def police(request: HttpRequest) -> HttpResponse:
    """Show the complaints against police that are this officer's to decide on."""
    officer, now = signed_in(request), timezone.now()
    if not about_police.may_be_read_by(officer):
        raise PermissionDenied
    sight = sight_of(officer)
    rows = about_police.by_unit(officer, sight, now=now)
    context = {"now": now, "sight": sight, "rows": rows, "days": about_police.DAYS}
    return render(request, "tickets/police.html", context)


def _posts(officer: Officer) -> list[Posting]:
    """Return the posts held now; raises PermissionDenied for whom nobody answers to."""
    posts = grants.posts(officer)
    if not any(post.role in ANSWERS_TO for post in posts):
        raise PermissionDenied
    return posts


def _questions(
    officer: Officer, rank: str, posts: list[Posting], waiting: list[dict[str, Any]]
) -> list[Question]:
    """Return whom to ask about which stations, the most that is late first."""
    kind, role = ANSWERS_TO[rank]
    own = [post.unit.path for post in posts if post.role == rank]
    held = Posting.objects.current().filter(
        unit__in=Unit.objects.below(*own), unit__kind=kind, role=role
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    others = held.exclude(officer=officer).select_related("unit", "officer").order_by("pk")
    holders = list(others.defer(*(f"unit__{column}" for column in lists.OF_UNIT)))
    for post in holders:
        found[post.pk] = [row for row in waiting if _wants(row) and post.unit.contains(row["unit"])]
    questions = [Question(post, found[post.pk]) for post in holders if found[post.pk]]
    return sorted(questions, key=lambda each: (-each.late, -each.unread, each.post.unit.path))


def _wants(row: dict[str, Any]) -> bool:
    return bool(row["late"] or row["to_acknowledge"])
