"""Words above pages: who may put them there, and for whom they stand now."""

from datetime import datetime, timedelta
from typing import Any

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


def for_officer(officer: Officer) -> list[Banner]:
    """Return what stands above this officer's pages now: of their units and those above."""
    told = {one["pk"]: one for held in grants.held(officer) for one in held.banners}
    return [_drawn(**one) for one in told.values()][:MOST]


def for_citizens(unit: Unit) -> list[Banner]:
    """Return what stands above the public page of `unit` now."""
    return list(Banner.objects.standing(Banner.Place.CITIZENS).filter(unit=unit)[:MOST])


def _drawn(*, unit_hi: str, unit_en: str, **columns: Any) -> Banner:
    return Banner(unit=Unit(name_hi=unit_hi, name_en=unit_en), **columns)
