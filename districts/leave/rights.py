"""Who may record whose leave: one table."""

from datetime import datetime

from django.db.models import Q

from districts.models import Officer, Posting, Role, Unit
from districts.models.officer import PostingQuerySet

# charge of a post carries its rights, so it is given from above and never by a desk
_STATION = frozenset({Role.STATION_HEAD, Role.STATION_OFFICER})
_DISTRICT = _STATION | {Role.DEPUTY, Role.CIRCLE, Role.DESK, Role.WATCH, Role.HEARING}
MAY: dict[Role, frozenset[Role]] = {
    Role.CIRCLE: _STATION,
    Role.DEPUTY: _STATION | {Role.CIRCLE},
    Role.CHIEF: _DISTRICT,
    Role.RANGE: _DISTRICT | {Role.CHIEF},
    Role.ZONE: _DISTRICT | {Role.CHIEF, Role.RANGE},
}


def may_record(officer: Officer, *, at: datetime) -> bool:
    held = Posting.objects.current_at(at).filter(officer=officer, role__in=list(MAY))
    return officer.is_active and held.exists()


def posts_under(officer: Officer, *, at: datetime) -> PostingQuerySet:
    """Return the posts held at `at` whose leave `officer` may record: never the officer's own."""
    held = Posting.objects.current_at(at).filter(officer=officer, role__in=list(MAY))
    under = Q(pk__in=[])
    for role, path in held.values_list("role", "unit__path") if officer.is_active else ():
        under |= Q(role__in=MAY[Role(role)], unit__in=Unit.objects.below(path))
    found = Posting.objects.current_at(at).filter(under, officer__is_active=True)
    return found.exclude(officer=officer).select_related("unit", "officer", "leave_noted_by")
