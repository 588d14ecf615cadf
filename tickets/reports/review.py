"""The fortnightly review sheet of a district or circle, and the report of one station."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.models import Unit
from districts.timing import INDIA
from tickets import codes, counting, events, figures, law, moments
from tickets.lifecycle import OPEN, Status
from tickets.models import Action, Clock, Event, Report, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.reports.sheets import BESIDE, Cell, Paper, Sheet
from tickets.seizures import Seizure
from tickets.sight import Sight, sight_of

MOST_LISTED = 500


def fortnight(report: Report, now: datetime) -> Paper:
    """Return what each station and desk below the report's unit did in the report's days."""
    sheets = [_by_unit(report, now), _by_category(report)]
    return _paper(report, sheets, now=now)


def station(report: Report, now: datetime) -> Paper:
    """Return one unit's figures; for inside the district also its tickets and its FIRs."""
    sheets = [_by_unit(report, now), _by_category(report)]
    named: frozenset[str] = frozenset()
    if not report.leaves:
        listed = list(_came(report).select_related("category", "unit")[:MOST_LISTED])
        done = list(_done(report).select_related("ticket")[:MOST_LISTED])
        sheets += [_tickets(listed, sight_of(report.asked_by), now), _firs(done)]
        named = frozenset({t.code for t in listed} | {action.ticket.code for action in done})
    return _paper(report, sheets, now=now, names=named)


def days(report: Report) -> tuple[datetime, datetime]:
    """Return the first moment of the report's days, and the first one after them."""
    begins = datetime.combine(report.first_day, time(), INDIA)
    return begins, datetime.combine(report.last_day, time(), INDIA) + timedelta(days=1)


def subtitle(report: Report) -> str:
    first, last = (moments.calendar_day(day) for day in (report.first_day, report.last_day))
    return f"{report.unit.name} · {first} – {last}"


def _paper(
    report: Report, sheets: list[Sheet], *, now: datetime, names: frozenset[str] = frozenset()
) -> Paper:
    notes = [
        _("Made on %s.") % moments.moment(now, now=None),
        _(
            "Each ticket is counted where it lay and as it stood when this was made. The figures"
            " page counts it at the office to which it came, so the two may differ."
        ),
    ]
    if report.leaves:
        notes.append(
            _("Counts from 1 to 4 are written <5; a dash hides what would give one of them away.")
        )
    notes.append(_("Who sent the tips is known to nobody and stands in no report."))
    return Paper(
        title=str(Report.Kind(report.kind).label),
        subtitle=subtitle(report),
        sheets=sheets,
        notes=notes,
        is_wide=True,
        names=names,
    )


def _came(report: Report) -> TicketQuerySet:
    begins, ends = days(report)
    visible = Ticket.objects.visible_to(report.asked_by)
    here = visible.filter(unit__in=Unit.objects.below(report.unit.path))
    return here.filter(arrived_at__gte=begins, arrived_at__lt=ends)


def _done(report: Report) -> Any:
    begins, ends = days(report)
    visible = Ticket.objects.visible_to(report.asked_by)
    here = Action.objects.filter(ticket__in=visible, unit__in=Unit.objects.below(report.unit.path))
    return here.filter(happened_at__gte=begins, happened_at__lt=ends)


def _by_unit(report: Report, now: datetime) -> Sheet:
    sight = sight_of(report.asked_by)
    came = {row["unit"]: row for row in _counted(_came(report), sight, now)}
    done = {row["unit"]: row for row in _acted(report)}
    units = Unit.objects.filter(pk__in={*came, *done}).order_by("path")
    times = _acknowledged(report, sight, now)
    rows: list[list[Cell]] = []
    for unit in units:
        some, acts = came.get(unit.pk, {}), done.get(unit.pk, {})
        counts = [some.get(key, 0) for key in ("came", "open", "late", "told")]
        counts += [acts.get(key) or 0 for key in ("acts", "firs", "arrested", "nothing")]
        rows.append([unit.name, *counts, *times[unit.code]])
    columns = [
        _("Station or office"),
        _("Came in"),
        _("Still open"),
        _("Late now"),
        _("Outcome given"),
        _("Actions"),
        _("FIRs"),
        _("Arrests"),
        _("Nothing found"),
        _("Acknowledged after (half)"),
        _("Acknowledged after (9 of 10)"),
    ]
    return Sheet(
        title=_("Stations and offices"),
        columns=columns,
        rows=rows,
        counts=frozenset(range(1, 9)),
        has_total=True,
    )


def _counted(came: TicketQuerySet, sight: Sight, now: datetime) -> Any:
    late = Clock.objects.running().filter(sight.past_due(now), ticket=OuterRef("pk"))
    told = Exists(Event.objects.filter(ticket=OuterRef("pk"), kind=events.OUTCOME))
    counted = came.order_by().values("unit")
    return counted.annotate(
        came=Count("pk"),
        open=Count("pk", filter=Q(status__in=sorted(OPEN))),
        late=Count("pk", filter=Q(Exists(late))),
        told=Count("pk", filter=Q(told)),
    )


def _acted(report: Report) -> Any:
    counted = _done(report).order_by().values("unit")
    return counted.annotate(
        acts=Count("pk"),
        firs=Count("pk", filter=Q(kind=Action.Kind.FIR)),
        arrested=Sum("arrests"),
        nothing=Count("pk", filter=Q(kind=Action.Kind.NOTHING_FOUND)),
    )


def _acknowledged(report: Report, sight: Sight, now: datetime) -> dict[str, list[Cell]]:
    begins, ends = days(report)
    counting.catch_up(now=now)
    asked = figures.Asked(
        scope=figures.Scope.of(report.asked_by),
        since=timezone.localdate(begins),
        until=timezone.localdate(ends - timedelta(microseconds=1)),
        unit=report.unit,
    )
    rows = figures.response_times(asked, sight=sight)
    times: dict[str, list[Cell]] = defaultdict(lambda: [BESIDE, BESIDE])
    for row in rows:
        is_told = row["clock"] == "acknowledge" and row["median_seconds"] is not None
        if is_told and not (report.leaves and row["count"] < 5):
            seconds = (row["median_seconds"], row["p90_seconds"])
            times[row["unit"]] = [moments.span(timedelta(seconds=each)) for each in seconds]
    return times


def _by_category(report: Report) -> Sheet:
    counted = _came(report).order_by().values("category__name_hi", "category__name_en")
    rows: list[list[Cell]] = []
    for row in counted.annotate(came=Count("pk")).order_by("-came", "category__name_en"):
        name = Unit(name_hi=row["category__name_hi"] or "", name_en=row["category__name_en"] or "")
        rows.append([name.name or _("no category yet"), row["came"]])
    return Sheet(
        title=_("Categories"),
        columns=[_("Category"), _("Came in")],
        rows=rows,
        counts=frozenset({1}),
        has_total=True,
    )


def _tickets(listed: list[Ticket], sight: Sight, now: datetime) -> Sheet:
    rows: list[list[Cell]] = []
    for ticket in listed:
        hours = sight.hours(ticket)
        at = ticket.arrived_at
        came = moments.block(at, hours, now=None) if hours else moments.moment(at, now=None)
        category = ticket.category.name if ticket.category else ""
        state = str(Status(ticket.status).label)
        rows.append([codes.spaced(ticket.code), came, ticket.unit.name, category, state])
    columns = [_("Ticket"), _("Came in"), _("Station or office"), _("Category"), _("State")]
    # within a block of hours the order must not say which came first
    rows.sort(key=lambda row: row[0])
    return Sheet(title=_("Tickets"), columns=columns, rows=rows)


def _firs(done: list[Action]) -> Sheet:
    titles = {section.cited: section.title for section in law.sections()}
    rows: list[list[Cell]] = []
    for action in done:
        cited = [
            f"{one} ({titles[one].partition(' · ')[0]})" if one in titles else one
            for one in action.sections
        ]
        rows.append(
            [
                codes.spaced(action.ticket.code),
                moments.day(action.happened_at),
                str(Action.Kind(action.kind).label),
                action.reference,
                ", ".join(cited),
                action.arrests,
                _seized(action),
            ]
        )
    columns = [_("Ticket"), _("Day"), _("Action"), _("Number"), _("Sections"), _("Arrests")]
    return Sheet(title=_("Actions"), columns=[*columns, _("Seized")], rows=rows)


def _seized(action: Action) -> str:
    counted = [str(Seizure.from_data(one)) for one in action.seizures]
    return "; ".join(filter(None, [*counted, action.seized]))
