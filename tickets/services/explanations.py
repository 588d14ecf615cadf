"""A superior asks why nothing was done; the officer answers; both stand in the history."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from districts import grants
from districts.models import Officer, Posting, Role, Unit
from tickets import around, events, policy, texts
from tickets.models import Explanation, Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services import access

# from the top; whoever stands further down may be asked
RANKS = (
    Role.ZONE,
    Role.RANGE,
    Role.CHIEF,
    Role.DEPUTY,
    Role.CIRCLE,
    Role.DESK,
    Role.WATCH,
    Role.STATION_HEAD,
    Role.STATION_OFFICER,
)
# of what belongs to an explanation, for whoever reads it
TOLD = (
    "ticket__code",
    "officer__name",
    "officer__service_number",
    "unit__code",
    "unit__name_hi",
    "unit__name_en",
    "asked__note",
    "asked__by_role",
    "asked__by__name",
    "answer__note",
)


@transaction.atomic
def demand(
    *, ticket_id: int, by: Officer, at: datetime, officer: Officer, text: str
) -> Explanation:
    """Ask `officer`, who stands below `by` and had the ticket, why a clock was missed.

    Who had it before and passed it on may read the ticket again, unless it is about police.
    """
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.DEMAND)
    words = texts.paragraphs(text, field="text", required=True)
    posting = next((p for p in may_be_asked(ticket, by, at) if p.officer_id == officer.pk), None)
    if posting is None:
        raise Unacceptable(_("This officer did not have the ticket under you."), field="officer")
    if ticket.explanations.filter(officer=officer, answered_at=None).exists():
        raise DoesNotFollow(_("This officer has been asked already and owes an answer."))
    if not Ticket.objects.visible_to(officer).filter(pk=ticket.pk).exists():
        grants.give(officer, grants.SHARED, ticket)
    data = {"officer": officer.pk, "role": posting.role, "unit": posting.unit.code}
    asked = ticket.record(events.EXPLANATION_ASKED, by=by, at=at, note=words, data=data)
    return Explanation.objects.create(
        ticket=ticket,
        officer=officer,
        unit=posting.unit,
        role=posting.role,
        asked=asked,
        asked_at=at,
    )


@transaction.atomic
def explain(*, ticket_id: int, by: Officer, at: datetime, text: str) -> Explanation:
    """Answer what `by` was asked about this ticket; a post is not needed, seeing it is."""
    seen = Ticket.objects.visible_to(by).select_for_update(of=("self",))
    ticket = seen.get(pk=ticket_id)
    words = texts.paragraphs(text, field="text", required=True)
    owed = ticket.explanations.select_related("asked").filter(officer=by, answered_at=None).first()
    if owed is None:
        raise DoesNotFollow(_("Nobody waits for your explanation of this ticket."))
    data = {"asked": owed.asked.number, "unit": owed.unit.code, "role": owed.role}
    owed.answer = ticket.record(events.EXPLAINED, by=by, at=at, note=words, data=data)
    owed.answered_at = at
    owed.save(update_fields=["answer", "answered_at"])
    return owed


def visible_to(officer: Officer) -> QuerySet[Explanation]:
    """Return what `officer` was asked, and what was asked in the part they may ask in.

    All of it of tickets they may know of.
    """
    own = Unit.objects.below(*policy.parts(officer, Deed.DEMAND))
    seen = Explanation.objects.filter(
        Q(officer=officer) | Q(unit__in=own), ticket__in=Ticket.objects.visible_to(officer)
    )
    related = seen.select_related("ticket", "officer", "unit", "asked__by", "answer")
    return related.only("role", "asked_at", "answered_at", *TOLD)


def defaulters(officer: Officer) -> QuerySet[Any, dict[str, Any]]:
    """Return officers under `officer` who were asked: how often, and how often no answer came.

    Rows with "officer__name", "unit__name_hi", "unit__name_en", "times" and "unanswered", the
    most unanswered first.
    """
    others = visible_to(officer).exclude(officer=officer).order_by()
    counted = others.values("officer", "officer__name", "unit__name_hi", "unit__name_en").annotate(
        times=Count("pk", distinct=True),
        unanswered=Count("pk", filter=Q(answered_at=None), distinct=True),
    )
    rows: QuerySet[Any, Any] = counted
    return rows.order_by("-unanswered", "-times", "officer")


def may_be_asked(ticket: Ticket, by: Officer, at: datetime) -> list[Posting]:
    """Return posts under `by`, held now, whose desk or station let a clock of this ticket run out.

    And the posts between them and `by`, who were to see that it does not.
    """
    paths = {clock.unit.path for clock in ticket.clocks.all() if clock.unit and clock.is_late(at)}
    if not paths:
        return []
    others = (post for post in around.posts(ticket) if post.officer_id != by.pk)
    lineage = (post for post in others if any(path.startswith(post.unit.path) for path in paths))
    ranked = (post for post in lineage if post.role in RANKS)
    below = [p for p in ranked if any(_is_below(p, senior) for senior in grants.posts(by))]
    return list(_who_may_know(ticket, below))


def _is_below(post: Posting, senior: Posting) -> bool:
    if senior.role not in RANKS or not senior.unit.contains(post.unit):
        return False
    return RANKS.index(Role(senior.role)) < RANKS.index(Role(post.role))


def _who_may_know(ticket: Ticket, posts: list[Posting]) -> Iterator[Posting]:
    """Yield each officer once: of a ticket about police, who may see it now."""
    mine, asked = Ticket.objects.filter(pk=ticket.pk), set()
    for post in posts:
        if post.officer_id in asked:
            continue
        if not ticket.is_restricted or mine.visible_to(post.officer).exists():
            asked.add(post.officer_id)
            yield post
