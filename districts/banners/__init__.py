"""Words above pages: who may put them there, and for whom they stand now."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from districts import grants, staffing
from districts.models import Banner, Officer, Unit
from districts.models.unit import UnitQuerySet

MOST_DAYS = 90
MOST = 3  # shown above one page


class UnableToPutUp(Exception):
    """Nothing is put up; the message is fit to show."""


def units(by: Officer) -> UnitQuerySet:
    """Return the units for which `by` may put words up: those whose officers they keep."""
    return staffing.units(by).exclude(kind=Unit.Kind.OUTPOST)


def put_up(
    *,
    by: Officer,
    now: datetime,
    unit: Unit,
    place: str,
    text_hi: str,
    text_en: str,
    since: datetime | None = None,
    until: datetime,
) -> Banner:
    """Show words from `since`, or at once, up to `until`. Raises UnableToPutUp."""
    begins = max(since or now, now)
    if not units(by).filter(pk=unit.pk).exists():
        raise UnableToPutUp(_("This unit is not yours to speak to."))
    if not begins < until <= now + timedelta(days=MOST_DAYS):
        raise UnableToPutUp(
            _("Let it end after it begins, within %(days)d days.") % {"days": MOST_DAYS}
        )
    if place == Banner.Place.CITIZENS and unit.kind != Unit.Kind.DISTRICT:
        raise UnableToPutUp(_("Only a district has a public page."))
    return Banner.objects.create(
        unit=unit,
        place=place,
        text_hi=text_hi,
        text_en=text_en,
        since=begins,
        until=until,
        made_by=by,
        made_at=now,
    )


def take_down(*, banner: Banner, by: Officer, now: datetime) -> None:
    """Show it no longer. Safe to repeat. Raises UnableToPutUp."""
    if not units(by).filter(pk=banner.unit_id).exists():
        raise UnableToPutUp(_("This unit is not yours to speak to."))
    banner.until = max(banner.since, min(banner.until, now))
    banner.save(update_fields=["until"])


def for_officer(officer: Officer, *, now: datetime) -> list[Banner]:
    """Return what stands above this officer's pages now: of their units and those above."""
    paths = [post.unit.path for post in grants.posts(officer)]
    shown = _now(Banner.Place.OFFICERS, now) if paths else []
    return [one for one in shown if any(path.startswith(one.unit.path) for path in paths)][:MOST]


def for_citizens(unit: Unit, *, now: datetime) -> list[Banner]:
    """Return what stands above the public page of `unit` now."""
    return [one for one in _now(Banner.Place.CITIZENS, now) if one.unit_id == unit.pk][:MOST]


def _now(place: str, now: datetime) -> list[Banner]:
    standing = Banner.objects.filter(place=place, since__lte=now, until__gt=now)
    return list(standing.select_related("unit").defer("unit__boundary", "unit__aliases"))
