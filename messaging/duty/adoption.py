"""Who among the officers uses the service: signs in, has a telephone registered, reads notices."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery

from districts import grants
from districts.models import Officer, Posting, Unit
from messaging.models import Notice, OfficerPhone, OutboundMessage

LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Use:
    """One officer in one post; the moments are None where it never happened."""

    posting: Posting
    signed_in_at: datetime | None
    registered_at: datetime | None  # of the telephone
    read_at: datetime | None  # the last notice WhatsApp saw read
    unread: int  # notices of the last seven days that were sent and not read

    @property
    def has_telephone(self) -> bool:
        return self.registered_at is not None


def of_officers(officer: Officer, *, now: datetime, unit: Unit | None = None) -> list[Use]:
    """Return how those posted in the part of `officer` use the service, by unit.

    Only of posts below one's own: nobody is told of whoever stands above or beside them.
    """
    own = grants.paths(officer, grants.SEE_TICKETS)
    below = Unit.objects.below(*own).exclude(path__in=own)
    if unit is not None:
        below = below.filter(path__startswith=unit.path)
    posts = Posting.objects.current_at(now).filter(unit__in=below, officer__is_active=True)
    told = posts.select_related("officer", "unit").annotate(
        registered_at=_of_phone("registered_at"),
        read_at=_of_phone("last_read_at"),
        unread=Subquery(_unread(now)),
    )
    return [
        Use(
            post,
            post.officer.last_login,
            post.registered_at,
            post.read_at,
            post.unread or 0,
        )
        for post in told.order_by("unit__path", "role", "officer__name")
    ]


def _of_phone(column: str) -> Subquery:
    phones = OfficerPhone.objects.filter(officer=OuterRef("officer"))
    return Subquery(phones.values(column)[:1])


def _unread(now: datetime) -> QuerySet:
    progress = OutboundMessage.Progress
    unread = Notice.objects.filter(
        officer=OuterRef("officer"),
        made_at__gte=now - LATELY,
        messages__state=OutboundMessage.State.SENT,
        messages__progress__lt=progress.READ,
    )
    return unread.order_by().values("officer").annotate(n=Count("pk")).values("n")
