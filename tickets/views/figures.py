"""Charts of the daily figures, each also a table and a file; and who stays away."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from districts.models import ABOVE_A_DISTRICT, Category, Posting, Role, Unit
from districts.timing import INDIA
from tickets import adoption, charts, figures, league, policy
from tickets.charts import Chart
from tickets.clock import ACKNOWLEDGE, ACT, RESOLVE
from tickets.figures import Asked, Scope
from tickets.figures_forms import FiguresForm
from tickets.league import Row
from tickets.lifecycle import CloseReason, Outcome
from tickets.models import Clock, Measure, Ticket
from tickets.models.clock import ClockName
from tickets.models.figure import OUTCOMES, REASONS
from tickets.policy import ON_ORDINARY, Deed
from tickets.reports import files
from tickets.sight import Sight, sight_of
from tickets.views.officer import signed_in

MOST = 100  # rows of a list
USUAL_BLOCK = 6  # of hours, for whoever sees the citizen's moments in blocks
TIMES = (
    (ACKNOWLEDGE, _("How soon it is acknowledged")),
    (ACT, _("How soon something is done")),
    (RESOLVE, _("How soon there is an outcome")),
)


def overview(request: HttpRequest) -> HttpResponse:
    """Show the charts; with `as=csv` and a chart's name, one of them as a file."""
    officer = signed_in(request)
    posts = list(officer.postings.current().select_related("unit"))
    parts = [post.unit.path for post in posts if Deed.DEMAND in ON_ORDINARY[Role(post.role)]]
    if not parts or not officer.is_active:
        raise PermissionDenied
    form, today = FiguresForm(request.GET), timezone.localdate()
    scope = Scope.of(officer)
    units = {unit.code: unit for unit in sorted(scope.units.values(), key=lambda unit: unit.path)}
    around = Unit.objects.below(*parts) | Unit.objects.above(*parts)
    served = Category.objects.filter(line__unit__in=around).order_by("position", "code")
    categories = {each.code: each for each in served}
    first, last = form.days(today)
    asked = Asked(
        scope=scope,
        since=first,
        until=last,
        unit=form.asked_unit(units),
        category=form.asked_category(categories),
    )
    sight = sight_of(officer, posts)
    rows = league.table(asked, sight=sight, kinds=_kinds(posts, asked.unit))
    drawn = _charts(asked, rows, sight)
    if name := request.GET.get("csv"):
        return _file(next((chart for chart in drawn if chart.name == name), None), first, last)
    context = {
        "charts": drawn,
        "rows": rows,
        "asked": asked,
        "units": units.values(),
        "categories": categories.values(),
        "query": _query(request),
        "posts_held": posts,
    }
    return render(request, "tickets/figures.html", context)


def behind(request: HttpRequest) -> HttpResponse:
    """List the late clocks behind one number, with their tickets."""
    officer, now = signed_in(request), timezone.now()
    parts = policy.parts(officer, Deed.DEMAND)
    if not parts:
        raise PermissionDenied
    form = FiguresForm(request.GET)
    code, clock = form.cleaned_data.get("unit") or "", request.GET.get("clock", "")
    unit = get_object_or_404(Unit.objects.below(*parts), code=code)
    first, last = form.days(timezone.localdate(now))
    sight = sight_of(officer)
    late = Q(stopped_at__gte=F("due_at")) | (Q(stopped_at=None) & sight.past_due(now))
    clocks = Clock.objects.filter(
        late,
        unit__in=Unit.objects.below(unit.path),
        started_at__gte=datetime.combine(first, time(), INDIA),
        started_at__lt=datetime.combine(last + timedelta(days=1), time(), INDIA),
        ticket__in=Ticket.objects.visible_to(officer),
    )
    if clock in ClockName.values:
        clocks = clocks.filter(name=clock)
    shown = clocks.select_related("ticket__unit", "unit").order_by("ticket__code", "name")[:MOST]
    context = {"now": now, "sight": sight, "unit": unit, "clocks": shown}
    return render(request, "tickets/behind.html", context | {"first": first, "last": last})


def away(request: HttpRequest) -> HttpResponse:
    """List officers who have not signed in, by station."""
    officer, now = signed_in(request), timezone.now()
    parts = policy.parts(officer, Deed.DEMAND)
    if not parts:
        raise PermissionDenied
    return render(
        request, "tickets/away.html", {"now": now, "rows": adoption.by_unit(parts, now=now)}
    )


def _kinds(posts: list[Posting], unit: Unit | None) -> tuple[str, ...]:
    """Return what is set side by side: districts for whoever looks at several, else stations."""
    held = [unit] if unit is not None else [post.unit for post in posts]
    above = any(each.kind in ABOVE_A_DISTRICT for each in held)
    return (Unit.Kind.DISTRICT,) if above else (Unit.Kind.STATION,)


def _charts(asked: Asked, rows: list[Row], sight: Sight) -> list[Chart]:
    counted = figures.sums(
        asked,
        *("day", "measure", "bucket"),
        measures=[Measure.ARRIVED, Measure.FORWARDED, Measure.OUTCOME, Measure.CLOSED],
    )
    by_day: Counter[date] = Counter()
    by_hour: Counter[tuple[int, int]] = Counter()
    ends: Counter[tuple[int, int]] = Counter()
    block = 1 if sight.is_exact else USUAL_BLOCK
    for (day, measure, bucket), n in counted.items():
        if measure == Measure.ARRIVED:
            by_day[day] += n
            by_hour[day.weekday(), bucket - bucket % block] += n
        elif measure != Measure.FORWARDED:
            ends[measure, bucket] += n
    return [
        charts.arrivals(by_day, since=asked.since, until=asked.until),
        *(charts.times(rows, clock, title) for clock, title in TIMES),
        charts.late(rows),
        charts.counted("outcomes", _("What came of it"), _named(ends, Measure.OUTCOME)),
        charts.counted("closed", _("Why it was closed"), _named(ends, Measure.CLOSED)),
        charts.hours(by_hour, block=block),
    ]


def _named(ends: Counter[tuple[int, int]], measure: int) -> list[tuple[str, int]]:
    labels = (
        [str(Outcome(each).label) for each in OUTCOMES]
        if measure == Measure.OUTCOME
        else [str(CloseReason(each).label) for each in REASONS]
    )
    told = [(label, ends[measure, place]) for place, label in enumerate(labels)]
    return sorted(((label, n) for label, n in told if n), key=lambda row: -row[1])


def _file(chart: Chart | None, first: date, last: date) -> HttpResponse:
    if chart is None:
        raise Http404
    answer = HttpResponse(
        files.table_csv(chart.heads, chart.rows), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{chart.name}-{first}-{last}.csv"'
    return answer


def _query(request: HttpRequest) -> str:
    """Return the filters of this page as they stand in addresses."""
    query: Any = request.GET.copy()
    query.pop("csv", None)
    return str(query.urlencode())
