"""Asking for a paper, and taking it away."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Officer, Role, Unit
from tickets.models import Report, Ticket
from tickets.models.report import Download
from tickets.refusals import NotAllowed, Unacceptable

LONGEST = timedelta(days=366)
MOST_WAITING = 3  # of one officer
# a report takes tickets out of the house, which a station does not
MAY_ASK = frozenset({Role.DESK, Role.CIRCLE, Role.DEPUTY, Role.CHIEF, Role.RANGE, Role.ZONE})
# exact hours of arrival stand in it
MAY_CERTIFY = frozenset({Role.DESK, Role.CHIEF, Role.RANGE, Role.ZONE})
MAY_KEEP_INSIDE = frozenset({Role.DESK, Role.CIRCLE, Role.DEPUTY, Role.CHIEF})


def may_ask(officer: Officer) -> bool:
    held = officer.postings.current().values_list("role", flat=True)
    return officer.is_active and not MAY_ASK.isdisjoint(held)


@transaction.atomic
def ask(
    *,
    by: Officer,
    at: datetime,
    kind: str,
    format: str,
    unit: Unit,
    first_day: date,
    last_day: date,
    leaves: bool,
    language: str,
) -> Report:
    """Have a report made. Raises NotAllowed or Unacceptable."""
    roles = _roles_over(by, unit)
    wanted = MAY_CERTIFY if kind == Report.Kind.CERTIFICATES else MAY_ASK
    if roles.isdisjoint(wanted):
        raise NotAllowed(_("Your post does not allow you to have this report made."))
    if not first_day <= last_day <= first_day + LONGEST:
        raise Unacceptable(_("Choose days in their order, a year at most."), field="last_day")
    waiting = Report.objects.filter(
        asked_by=by, state__in=[Report.State.ASKED, Report.State.BEING_MADE]
    )
    if waiting.count() >= MOST_WAITING:
        raise Unacceptable(_("Wait until the reports you asked for are made."), field="kind")
    return Report.objects.create(
        kind=Report.Kind(kind),
        format=Report.Format(format),
        unit=unit,
        first_day=first_day,
        last_day=last_day,
        leaves=leaves or roles.isdisjoint(MAY_KEEP_INSIDE),
        language=language,
        asked_by=by,
        asked_at=at,
    )


def takeable(officer: Officer) -> list[Report]:
    """Return the reports `officer` asked for and may have now, the latest first."""
    visible = Unit.objects.visible_to(officer)
    own = Report.objects.filter(asked_by=officer, unit__in=visible).select_related("unit")
    return list(own.prefetch_related("downloads")[:30])


@transaction.atomic
def take(*, report_id: int, by: Officer, at: datetime) -> Report:
    """Write down that `by` takes the report away, and return it.

    Raises Report.DoesNotExist for one of somebody else, of a unit they no longer see, or that
    names a ticket they no longer see: what it said then is not theirs to read now.
    """
    visible = Unit.objects.visible_to(by)
    own = Report.objects.select_for_update(of=("self",)).filter(asked_by=by, unit__in=visible)
    report = own.get(pk=report_id, state=Report.State.READY)
    named = set(report.names)
    if not may_ask(by) or not named <= _still_seen(by, named):
        raise Report.DoesNotExist
    Download.objects.create(report=report, by=by, at=at, sha256=report.sha256)
    return report


def _still_seen(officer: Officer, codes: set[str]) -> set[str]:
    seen = Ticket.objects.visible_to(officer).filter(code__in=codes)
    return set(seen.values_list("code", flat=True)) if codes else set()


def _roles_over(officer: Officer, unit: Unit) -> set[str]:
    posts = officer.postings.current().select_related("unit")
    return {post.role for post in posts if officer.is_active and post.unit.contains(unit)}
