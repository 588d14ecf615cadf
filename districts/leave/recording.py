"""Recording leave and charge, and taking both back when somebody returns early."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from districts import postings
from districts.leave import rights
from districts.models import Officer, Posting, Role, Unit
from districts.postings import UnableToPost

LONGEST = timedelta(days=120)


@transaction.atomic
def record(
    *,
    posting_id: int,
    by: Officer,
    at: datetime,
    since: datetime,
    until: datetime,
    acting: Officer | None = None,
) -> Posting:
    """Note that whoever holds this post is away from `since` up to, and without, `until`.

    Every post of theirs counts as empty for that time; `acting` holds charge of this one, and
    loses it by itself. Raises Posting.DoesNotExist where `by` may not record it, UnableToPost
    with a sentence.
    """
    posting = _take(posting_id, by, at)
    if until <= max(since, at):
        raise UnableToPost(_("A leave ends after it begins, and not in the past."))
    if until - since > LONGEST:
        raise UnableToPost(_("Longer than %d days is no leave. End the posting.") % LONGEST.days)
    if posting.leave_until is not None and posting.leave_until > at:
        raise UnableToPost(_("A leave is noted already. End it first."))
    starts = max(since, at)
    if acting is not None:
        if not stand_ins(posting, since=starts, until=until).filter(pk=acting.pk).exists():
            raise UnableToPost(_("This officer cannot hold charge of this post then."))
        charge = postings.start(
            officer=acting,
            unit=posting.unit,
            role=Role(posting.role),
            title=posting.title,
            at=starts,
            by=by,
            is_acting=True,
        )
        postings.end(posting=charge, at=until, by=by)
    postings.set_leave(officer=posting.officer, since=starts, until=until, by=by)
    posting.refresh_from_db()
    return posting


@transaction.atomic
def end(*, posting_id: int, by: Officer, at: datetime) -> Posting:
    """Note that somebody is back, or does not go after all; charge given for it ends too."""
    posting = _take(posting_id, by, at)
    if posting.leave_from is None or posting.leave_until is None or posting.leave_until <= at:
        raise UnableToPost(_("This officer is not on leave."))
    given = {"is_acting": True, "since": posting.leave_from, "until": posting.leave_until}
    for charge in Posting.objects.filter(**given, unit=posting.unit, role=posting.role):
        postings.end(posting=charge, at=at, by=by)
    postings.end_leave(officer=posting.officer, at=at)
    posting.refresh_from_db()
    return posting


def stand_ins(posting: Posting, *, since: datetime, until: datetime) -> QuerySet[Officer]:
    """Return who could hold charge: whoever serves there, just above, or beside, and is present."""
    unit = posting.unit
    near = Q(pk=unit.pk) | Q(pk=unit.parent_id) | Q(parent=unit.parent_id)
    held = Posting.objects.current_at(since).filter(unit__in=Unit.objects.filter(near))
    away = Posting.objects.filter(leave_from__lt=until, leave_until__gt=since)
    theirs = Posting.objects.current_at(since).filter(unit=unit, role=posting.role)
    found = Officer.objects.filter(is_active=True, pk__in=held.values("officer"))
    return found.exclude(
        Q(pk__in=away.values("officer")) | Q(pk__in=theirs.values("officer"))
    ).order_by("name", "pk")


def charges(posts: list[Posting], *, at: datetime) -> dict[int, Officer]:
    """Return who holds charge, now or soon, of each of these posts that has a leave."""
    given = Posting.objects.filter(is_acting=True, until__gt=at).select_related("officer")
    found = given.filter(unit__in=[post.unit_id for post in posts])
    by_time = {(one.unit_id, one.role, one.since, one.until): one.officer for one in found}
    keys = {post.pk: (post.unit_id, post.role, post.leave_from, post.leave_until) for post in posts}
    return {pk: by_time[key] for pk, key in keys.items() if key in by_time}


def _take(posting_id: int, by: Officer, at: datetime) -> Posting:
    return rights.posts_under(by, at=at).select_for_update(of=("self",)).get(pk=posting_id)
