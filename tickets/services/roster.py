"""The duty roster of a watched line: who is down now and next, and who may change it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext as _

from districts import watching
from districts.models import Officer, Posting, Role, Shift, Unit, Watch
from districts.timing import INDIA
from tickets.refusals import NotAllowed, Unacceptable

KEEPERS = (Role.CHIEF, Role.DESK, Role.RANGE, Role.ZONE)
WATCHERS = (Role.WATCH, Role.DESK)
WEEK = 8  # days ahead in which any shift must come again


@dataclass(frozen=True)
class Coming:
    """The next shift of a watch, and when it begins."""

    shift: Shift
    at: datetime


def watches(officer: Officer) -> QuerySet[Watch]:
    """Return the watches of active lines at units `officer` may see."""
    units = Unit.objects.visible_to(officer)
    seen = Watch.objects.filter(line__is_active=True, line__unit__in=units)
    return seen.select_related("line__unit").prefetch_related("shifts__officers").order_by("line")


def may_keep(officer: Officer, watch: Watch) -> bool:
    """Say whether a post of `officer` over the line's unit keeps its roster."""
    over = Posting.objects.current().alias(path=Value(watch.line.unit.path))
    return over.filter(officer=officer, role__in=KEEPERS, path__startswith=F("unit__path")).exists()


def candidates(watch: Watch) -> QuerySet[Officer]:
    """Return who may be put on the roster: watch and desk posted at the line's unit or below."""
    posted = Posting.objects.current().filter(
        role__in=WATCHERS, unit__path__startswith=watch.line.unit.path
    )
    return Officer.objects.filter(is_active=True, pk__in=posted.values("officer")).order_by("name")


def coming(shifts: Iterable[Shift], now: datetime) -> Coming | None:
    """Return the shift that begins next after `now`, in India's time."""
    local = now.astimezone(INDIA)
    days = [local.date() + timedelta(days=ahead) for ahead in range(WEEK)]
    begins = [
        Coming(shift, datetime.combine(day, shift.starts, INDIA))
        for shift in shifts
        for day in days
        if day.weekday() in shift.weekdays
    ]
    return min((one for one in begins if one.at > now), key=lambda one: one.at, default=None)


@transaction.atomic
def change(
    *,
    shift_id: int,
    by: Officer,
    starts: time,
    ends: time,
    weekdays: Collection[int],
    officers: Collection[Officer],
) -> Shift:
    """Set the hours, days and officers of a shift. Raises Shift.DoesNotExist, NotAllowed."""
    seen = Shift.objects.filter(watch__in=watches(by))
    shift = seen.select_related("watch__line__unit").get(pk=shift_id)
    if not may_keep(by, shift.watch):
        raise NotAllowed(_("Your post does not allow you to do this: %s.") % _("keep the roster"))
    known = set(candidates(shift.watch))
    if not set(officers) <= known | set(shift.officers.all()):
        raise Unacceptable(_("Choose officers of this watch or its desk."), field="officers")
    if not weekdays:
        raise Unacceptable(_("Choose at least one day."), field="weekdays")
    shift.starts, shift.ends, shift.weekdays = starts, ends, sorted(weekdays)
    shift.save(update_fields=["starts", "ends", "weekdays"])
    shift.officers.set(officers)
    return shift


def on_duty(shifts: Iterable[Shift], now: datetime) -> list[Shift]:
    """Return the shifts that run now and have somebody on them."""
    return [shift for shift in watching.running(shifts, now) if shift.officers.all()]
