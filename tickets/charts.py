"""What the charts show and where each mark stands: numbers first, so that a table says the same.

A chart is rows of words and numbers under heads, and marks with places on a drawing, in units of
its own; the page draws them without styles or scripts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tickets import moments
from tickets.league import Row

WIDE, TALL = 1000, 200  # of a drawing of columns
SLOT = 40  # of a square in a grid
DAYS = (
    pgettext_lazy("short weekday", "Mon"),
    pgettext_lazy("short weekday", "Tue"),
    pgettext_lazy("short weekday", "Wed"),
    pgettext_lazy("short weekday", "Thu"),
    pgettext_lazy("short weekday", "Fri"),
    pgettext_lazy("short weekday", "Sat"),
    pgettext_lazy("short weekday", "Sun"),
)


@dataclass(frozen=True)
class Mark:
    """A rectangle of a drawing; `strength` from 0 to 10 is how dark it is."""

    x: float
    y: float
    width: float
    height: float
    says: str
    strength: int = 10

    @property
    def place(self) -> SafeString:
        """Where it stands, as attributes: numbers with a point in every language."""
        given = (self.x, self.y, self.width, self.height)
        return format_html('x="{}" y="{}" width="{}" height="{}"', *given)


@dataclass(frozen=True)
class Chart:
    """A name for addresses, a title, a table, and marks: all of them, or those of each row."""

    name: str
    title: Any
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    marks: Sequence[Mark] = ()
    of_rows: Sequence[Sequence[Mark]] = ()
    about: Any = ""
    edges: Sequence[str] = field(default_factory=tuple)  # words below the first and the last mark

    @property
    def lines(self) -> list[tuple[Sequence[Any], Sequence[Mark]]]:
        """Return each row with its marks."""
        return list(zip(self.rows, self.of_rows, strict=True))


def arrivals(by_day: dict[date, int], *, since: date, until: date) -> Chart:
    """Return columns, one a day, empty days too."""
    days = [since + timedelta(days=place) for place in range((until - since).days + 1)]
    most, width = max(by_day.values(), default=0) or 1, WIDE / max(len(days), 1)
    marks = []
    for place, day in enumerate(days):
        n = by_day.get(day, 0)
        height = TALL * n / most
        says = f"{moments.calendar_day(day)}: {n}"
        marks.append(_mark(place * width, TALL - height, width * 0.8, height, says))
    return Chart(
        name="arrivals",
        title=gettext_lazy("What came"),
        heads=[_("Day"), _("Tickets")],
        rows=[[moments.calendar_day(day), by_day.get(day, 0)] for day in days],
        marks=marks,
        edges=(moments.calendar_day(since), moments.calendar_day(until)),
        about=_("Tickets a day; the most on one day: %(most)d.")
        % {"most": max(by_day.values(), default=0)},
    )


def times(rows: Sequence[Row], clock: str, title: Any) -> Chart:
    """Return bars of the median, with the 90th percentile behind, for one clock."""
    told = [row for row in rows if row.clocks.get(clock) and row.clocks[clock].median is not None]
    told.sort(key=lambda row: -(row.clocks[clock].median or 0))
    longest = max((row.clocks[clock].p90 or 0 for row in told), default=0) or 1
    bars = []
    for row in told:
        of = row.clocks[clock]
        shares = [(of.p90 or 0) / longest, (of.median or 0) / longest]
        bars.append(
            [_bar(share, strength) for share, strength in zip(shares, (3, 10), strict=True)]
        )
    return Chart(
        name=f"times-{clock}",
        title=title,
        heads=[_("Unit"), _("Half took no longer"), _("Nine in ten took no longer"), _("Finished")],
        rows=[
            [row.unit.name, _span(row.clocks[clock].median), _span(row.clocks[clock].p90)]
            + [row.clocks[clock].count]
            for row in told
        ],
        of_rows=bars,
        about=_("Dark: half of them. Light: nine in ten. Within 5 % of the exact times."),
    )


def late(rows: Sequence[Row]) -> Chart:
    """Return bars of the share of clocks that were late."""
    told = [row for row in rows if row.late_percent is not None]
    return Chart(
        name="late",
        title=gettext_lazy("How much was late"),
        heads=[_("Unit"), _("Late, %"), _("Late"), _("Clocks")],
        rows=[
            [row.unit.name, row.late_percent, row.late]
            + [sum(t.count + t.running for t in (row.acknowledge, row.act, row.resolve))]
            for row in told
        ],
        of_rows=[[_bar((row.late_percent or 0) / 100, 10)] for row in told],
        about=_("Of the clocks for acknowledging, first action and outcome that started."),
    )


def counted(name: str, title: Any, rows: Sequence[tuple[str, int]]) -> Chart:
    """Return bars of so many of each, as they are given."""
    most = max((n for _label, n in rows), default=0) or 1
    return Chart(
        name=name,
        title=title,
        heads=[_("What"), _("Tickets")],
        rows=[[label, n] for label, n in rows],
        of_rows=[[_bar(n / most, 10)] for _label, n in rows],
    )


def hours(by_hour: dict[tuple[int, int], int], *, block: int) -> Chart:
    """Return a grid of weekdays, from Monday as 0, and hours of the day, in blocks of `block`."""
    most, slots = max(by_hour.values(), default=0) or 1, range(0, 24, block)
    marks = [
        _mark(
            *(hour * SLOT, weekday * SLOT, block * SLOT - 3, SLOT - 3),
            says=f"{DAYS[weekday]} {_slot(hour, block)}: {by_hour.get((weekday, hour), 0)}",
            strength=_strength(by_hour.get((weekday, hour), 0), most),
        )
        for weekday in range(7)
        for hour in slots
    ]
    return Chart(
        name="hours",
        title=gettext_lazy("When it comes"),
        heads=[_("Hours"), *map(str, DAYS)],
        rows=[
            [_slot(hour, block), *(by_hour.get((weekday, hour), 0) for weekday in range(7))]
            for hour in slots
        ],
        marks=marks,
        about=_("Weekdays from Monday, top to bottom; hours from midnight, left to right."),
    )


def _strength(n: int, most: int) -> int:
    return max(1, round(10 * n / most)) if n else 0


def _slot(hour: int, block: int) -> str:
    return f"{hour:02}–{hour + block:02}"


def _bar(share: float, strength: int) -> Mark:
    return Mark(0, 0, round(100 * share, 1), 10, "", strength)


def _span(seconds: float | None) -> str:
    return moments.span(timedelta(seconds=seconds)) if seconds is not None else ""


def _mark(x: float, y: float, width: float, height: float, says: str, strength: int = 10) -> Mark:
    return Mark(round(x, 1), round(y, 1), round(width, 1), round(height, 1), says, strength)
