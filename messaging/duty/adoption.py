"""Who among the officers uses the service: signs in, has a telephone registered, reads notices."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from districts import grants
from districts.models import Officer, Posting, Unit
from messaging.models import Notice, OfficerPhone, OutboundMessage
from tickets.models import Ticket

LATELY = timedelta(days=7)
MOST = 100  # officers, and notices of one of them


@dataclass(frozen=True)
class Use:
    """One officer in one post; the moments are None where it never happened."""

    posting: Posting
    signed_in_at: datetime | None
    registered_at: datetime | None  # of the telephone
    read_at: datetime | None  # the last notice WhatsApp saw read
    unread: int  # notices of LATELY that were sent and not read, of tickets the asker sees

    @property
    def has_telephone(self) -> bool:
        return self.registered_at is not None


def of_officers(officer: Officer, *, now: datetime, unit: Unit | None = None) -> list[Use]:
    """Return how those posted in the part of `officer` use the service, by unit.

    Only of posts below one's own: nobody is told of whoever stands above or beside them.
    """
    told = _posts_below(officer, now=now, unit=unit)
    return list(map(_use, told.order_by("unit__path", "role", "officer__name")))


def leaving_unread(officer: Officer, *, now: datetime) -> list[Use]:
    """Return those below who leave notices unread, the most first, no more than MOST."""
    waiting = _posts_below(officer, now=now).filter(unread__gt=0)
    return list(map(_use, waiting.order_by("-unread", "unit__path", "pk")[:MOST]))


def unread_of(officer: Officer, reader: Officer, *, now: datetime) -> list[Notice]:
    """Return what `reader`, posted below `officer`, was sent and left unread, newest first.

    Of tickets that `officer` may know of; empty for a reader who is posted elsewhere.
    """
    if not _posts_below(officer, now=now).filter(officer=reader).exists():
        return []
    left = _unread(officer, now).filter(officer=reader)
    told = left.select_related("event__ticket__unit").order_by("-made_at", "pk")
    return list(told.distinct()[:MOST])


def _posts_below(officer: Officer, *, now: datetime, unit: Unit | None = None) -> Any:
    """Return postings with what `Use` says of them."""
    own = grants.paths(officer, grants.SEE_TICKETS)
    below = Unit.objects.below(*own).exclude(path__in=own)
    if unit is not None:
        below = below.filter(path__startswith=unit.path)
    posts = Posting.objects.current_at(now).filter(unit__in=below, officer__is_active=True)
    theirs = _unread(officer, now).filter(officer=OuterRef("officer")).order_by()
    counted = theirs.values("officer").annotate(n=Count("pk", distinct=True)).values("n")
    return posts.select_related("officer", "unit").annotate(
        registered_at=_of_phone("registered_at"),
        read_at=_of_phone("last_read_at"),
        unread=Subquery(counted),
    )


def _use(post: Posting) -> Use:
    told = vars(post)
    return Use(
        post,
        post.officer.last_login,
        told["registered_at"],
        told["read_at"],
        told["unread"] or 0,
    )


def _of_phone(column: str) -> Subquery:
    phones = OfficerPhone.objects.filter(officer=OuterRef("officer"))
    return Subquery(phones.values(column)[:1])


def _unread(officer: Officer, now: datetime) -> QuerySet[Notice]:
    """Return the unread notices of tickets that `officer` sees: no count tells of a hidden one."""
    return Notice.objects.filter(
        made_at__gte=now - LATELY,
        answered_at=None,  # whoever answered has read it, whatever WhatsApp reports
        messages__state=OutboundMessage.State.SENT,
        messages__progress__lt=OutboundMessage.Progress.READ,
        event__ticket__in=Ticket.objects.visible_to(officer),
    )
