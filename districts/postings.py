"""Who holds which post: the only door through which postings start and end.

A posting gives the permissions of its role on its unit, and takes them back when it ends,
in the same transaction; what the officer may see follows on the very next request. Either ends
the officer's sessions, so that nobody goes on with yesterday's pages.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from districts import grants, sessions
from districts.models import HEADQUARTERS, STATIONS, Officer, Posting, Role, Unit

SITS_AT: dict[Role, frozenset[Unit.Kind]] = {
    Role.ZONE: frozenset({Unit.Kind.ZONE}),
    Role.RANGE: frozenset({Unit.Kind.RANGE}),
    Role.CHIEF: frozenset({Unit.Kind.DISTRICT}),
    Role.DEPUTY: frozenset({Unit.Kind.DIVISION, Unit.Kind.DISTRICT}),
    Role.CIRCLE: frozenset({Unit.Kind.CIRCLE}),
    Role.STATION_HEAD: frozenset(STATIONS),
    Role.STATION_OFFICER: frozenset(STATIONS),
    Role.DESK: frozenset(HEADQUARTERS),
    Role.WATCH: frozenset(HEADQUARTERS),
    Role.HEARING: frozenset(HEADQUARTERS),
    Role.AUDITOR: frozenset(HEADQUARTERS),
}


class UnableToPost(Exception):
    """The officer cannot take this post; the message is fit to show."""


@transaction.atomic
def start(
    *,
    officer: Officer,
    unit: Unit,
    role: Role,
    title: str = "",
    at: datetime,
    by: Officer | None = None,
    is_acting: bool = False,
) -> Posting:
    """Post `officer` from `at` (which may lie ahead) and give what the role carries.

    `is_acting`: in charge of this post beside another. Raises UnableToPost.
    """
    _lock(officer)
    _check(officer, unit, role)
    open_already = Posting.objects.filter(officer=officer, unit=unit, role=role).filter(
        Q(until=None) | Q(until__gt=at)
    )
    if open_already.exists():
        raise UnableToPost(_("This officer holds this post already."))
    posting = Posting.objects.create(
        officer=officer,
        unit=unit,
        role=role,
        title=title,
        since=at,
        started_by=by,
        is_acting=is_acting,
    )
    for permission in grants.GRANTED_BY_ROLE[role]:
        grants.give(officer, permission, unit)
    sessions.end_all(officer)
    return posting


@transaction.atomic
def end(*, posting: Posting, at: datetime, by: Officer | None = None) -> Posting:
    """End `posting` at `at` and take back what no other posting of the officer carries.

    Safe to repeat: an earlier end stays. An end that lies ahead leaves the permissions until
    then; the database's clock ends the view by itself. A posting that has not begun is undone.
    """
    _lock(posting.officer)
    fresh = Posting.objects.select_related("officer", "unit").get(pk=posting.pk)
    wanted = max(at, fresh.since)
    if fresh.until is None or wanted < fresh.until:
        fresh.until, fresh.ended_by = wanted, by
        fresh.save(update_fields=["until", "ended_by"])
        sessions.end_all(fresh.officer)
    _take_back(fresh, at)
    return fresh


@transaction.atomic
def transfer(
    *, officer: Officer, unit: Unit, role: Role, title: str = "", at: datetime, by: Officer | None
) -> Posting:
    """End every post of `officer` at `at` and begin this one. Raises UnableToPost."""
    _lock(officer)
    running = Posting.objects.filter(officer=officer).filter(Q(until=None) | Q(until__gt=at))
    for posting in running.select_related("officer"):
        if (posting.unit_id, posting.role) == (unit.pk, role):
            raise UnableToPost(_("This officer holds this post already."))
        end(posting=posting, at=at, by=by)
    return start(officer=officer, unit=unit, role=role, title=title, at=at, by=by)


@transaction.atomic
def set_leave(
    *, officer: Officer, since: datetime, until: datetime, by: Officer | None = None
) -> int:
    """Note on every posting that runs at `since` that `officer` is away until `until`.

    Nobody on leave is told of a late ticket; rights and sight stay. Return how many postings.
    """
    if until <= since:
        raise UnableToPost(_("A leave ends after it begins."))
    _lock(officer)
    running = Posting.objects.current_at(since).filter(officer=officer)
    return running.update(leave_from=since, leave_until=until, leave_noted_by=by)


@transaction.atomic
def end_leave(*, officer: Officer, at: datetime) -> int:
    """Note that `officer` is back at `at`, on every posting; a leave that lies ahead is undone."""
    _lock(officer)
    away = Posting.objects.filter(officer=officer, leave_until__gt=at)
    ahead = away.filter(leave_from__gte=at)
    undone = ahead.update(leave_from=None, leave_until=None, leave_noted_by=None)
    return undone + away.update(leave_until=at)


def _take_back(ended: Posting, at: datetime) -> None:
    if Posting.objects.current().filter(pk=ended.pk).exists():
        return
    others = Posting.objects.filter(officer=ended.officer, unit=ended.unit).exclude(pk=ended.pk)
    running = others.filter(Q(until=None) | Q(until__gt=at)).values_list("role", flat=True)
    kept = {permission for role in running for permission in grants.GRANTED_BY_ROLE[Role(role)]}
    for permission in grants.GRANTED_BY_ROLE[Role(ended.role)] - kept:
        grants.take_back(ended.officer, permission, ended.unit)


def _check(officer: Officer, unit: Unit, role: Role) -> None:
    if not officer.is_active:
        raise UnableToPost(_("This officer's account is closed."))
    if officer.is_superuser:
        raise UnableToPost(_("Whoever administers the installation holds no post."))
    if not unit.is_active:
        raise UnableToPost(_("This unit is no longer in service."))
    if unit.kind not in SITS_AT[role]:
        raise UnableToPost(
            _("The post “%(role)s” does not exist at a unit of the kind “%(kind)s”.")
            % {"role": role.label, "kind": unit.get_kind_display()}
        )


def _lock(officer: Officer) -> None:
    # two postings of one officer share permissions on a unit: one change at a time
    Officer.objects.select_for_update().get(pk=officer.pk)
