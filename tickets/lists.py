"""What the lists show: tabs, order, counts. All start from tickets one may see."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Case, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from districts.models import Unit
from districts.timing import BLOCK_HOURS
from tickets import at_most, rows
from tickets.lifecycle import AT_STATION, OPEN, Status
from tickets.models import Clock, Escalation, Ticket
from tickets.models.block import Block
from tickets.models.ticket import TicketQuerySet
from tickets.sight import OF_OFFICERS, Sight

PAGE = 30
# by whether the officer sees exactly when each came
OLDEST = {True: ("arrived_at", "pk"), False: ("block", "code")}
NEWEST = {True: ("-arrived_at", "-pk"), False: ("-block", "code")}
# long, and drawn in no row
OF_UNIT = ("boundary", "aliases")
OF_CATEGORY = ("keywords", "clock_minutes", "priority_minutes")
OF_TICKET = (
    "bands",
    "history_head",
    *(f"unit__{column}" for column in OF_UNIT),
    *(f"category__{column}" for column in OF_CATEGORY),
)
UNDRAWN = (*OF_TICKET, *(f"suggested_unit__{column}" for column in OF_UNIT))
UNDRAWN_OF_TICKETS = tuple(f"ticket__{column}" for column in OF_TICKET)
LONGEST_BLOCK = timedelta(hours=max(BLOCK_HOURS))
LATELY = 300  # tickets, of which those done lately are shown
MOST_FOUND = 100  # hits of a search that are counted
MOST_STATIONS = 60  # rows of the table of stations
# of a ticket at a station, what is to be done with it: acknowledge, act, give the outcome
STAGES = (Status.WITH_STATION, Status.ACKNOWLEDGED, Status.ACTION_TAKEN)


class Tab(models.TextChoices):
    NEW = "new", _("New")
    LATER = "later", _("Later")
    STATION = "station", _("With stations")
    OPEN = "open", _("All open")
    CLOSED = "closed", _("Closed")
    ALL = "all", _("All")


# by the database's clock, as postings are: what was set aside comes back by itself
SHELVED = Q(shelved_until__isnull=False, shelved_until__gt=Now())

SHOWS: dict[Tab, Q] = {
    Tab.NEW: Q(status=Status.NEW) & ~SHELVED,
    Tab.LATER: Q(status=Status.NEW) & SHELVED,
    Tab.STATION: Q(status__in=sorted(AT_STATION)),
    Tab.OPEN: Q(status__in=sorted(OPEN)),
    Tab.CLOSED: Q(status=Status.CLOSED),
    Tab.ALL: Q(),
}


def count(tickets: TicketQuerySet, few: TicketQuerySet | None = None) -> dict[Tab, int]:
    """Return how many tickets each tab holds, none counted far beyond `at_most.MOST`.

    A `few` more, none of them among `tickets`, are counted to the end. One query for either.
    """
    tabs = (Tab.NEW, Tab.LATER, Tab.STATION, Tab.CLOSED)
    rest = Q(status__in=sorted(OPEN - AT_STATION - {Status.NEW}))
    parts = {tab.value: SHOWS[tab] for tab in tabs} | {"rest": rest}
    held = at_most.count_parts(tickets, parts, columns=("status", "shelved_until"))
    if few is not None:
        also = few.aggregate(**{name: Count("pk", filter=part) for name, part in parts.items()})
        held = {name: min(held[name] + also[name], at_most.MOST) for name in held}
    own = {tab: held[tab.value] for tab in tabs}
    is_open = own[Tab.NEW] + own[Tab.LATER] + own[Tab.STATION] + held["rest"]
    return own | {Tab.OPEN: is_open, Tab.ALL: is_open + own[Tab.CLOSED]}


def found(listed: TicketQuerySet) -> list[int]:
    """Return the keys of what words found, in the order of the list, no more than MOST_FOUND."""
    return list(listed.values_list("pk", flat=True)[:MOST_FOUND])


def found_rows(keys: Sequence[int], first: int, after: int) -> list[Ticket]:
    """Load rows of what was `found`, from one place up to another."""
    return rows.drawn(keys[first:after])


def shown(tickets: TicketQuerySet, tab: Tab, sight: Sight) -> TicketQuerySet:
    """Return what a tab lists: new ones oldest first after emergencies, others newest first.

    Within a block of hours the order says nothing of which came first.
    """
    listed = _in(tickets, tab).with_blocks()
    if tab == Tab.NEW:
        return listed.order_by("-priority", *OLDEST[sight.is_exact])
    return listed.order_by(*NEWEST[sight.is_exact])


def some_rows(listed: TicketQuerySet, first: int, after: int) -> list[Ticket]:
    """Load rows of a list, from one place up to another."""
    return rows.drawn(list(listed.values_list("pk", flat=True)[first:after]))


def newest_rows(listed: TicketQuerySet, first: int, after: int) -> list[Ticket]:
    """Return `some_rows` of what is listed newest first by blocks of hours."""
    return some_rows(newest(listed, after), first, after)


def newest(listed: TicketQuerySet, most: int) -> TicketQuerySet:
    """Leave out what cannot be among the newest `most`, by whatever blocks they are ordered.

    So nobody sorts a year by blocks for one page: what belongs on it came at most one block
    before the ticket that would stand last by its moment of arrival. One query.
    """
    came = listed.order_by(*NEWEST[True]).values_list("arrived_at", flat=True)
    last = came[most - 1 : most].first()
    return listed if last is None else listed.filter(arrived_at__gte=last - LONGEST_BLOCK)


def _in(tickets: TicketQuerySet, tab: Tab) -> TicketQuerySet:
    return tickets.filter(SHOWS[tab])


def waiting_at_stations(tickets: TicketQuerySet, sight: Sight) -> TicketQuerySet:
    """Return what stations have not finished: emergencies, then the oldest."""
    waiting = tickets.filter(status__in=sorted(AT_STATION)).with_blocks()
    return waiting.order_by("-priority", *OLDEST[sight.is_exact])


def by_stage(waiting: TicketQuerySet) -> TicketQuerySet:
    """Order what waits at stations by what it waits for first, and then as it was."""
    stages = [When(status=each, then=place) for place, each in enumerate(STAGES)]
    return waiting.annotate(stage=Case(*stages, default=len(stages))).order_by(
        "stage", *waiting.query.order_by
    )


def done_lately(tickets: TicketQuerySet) -> TicketQuerySet:
    """Return what stations have finished, the last changed first.

    By blocks for everybody: a word of the citizen's changes a ticket too.
    """
    done = tickets.filter(status__in=[Status.OUTCOME_GIVEN, Status.CLOSED])
    # of those that came last: no station looks for more here, and nobody above sorts a year
    done = Ticket.objects.filter(pk__in=done.order_by("-arrived_at", "-pk").values("pk")[:LATELY])
    return done.annotate(changed=Block("changed_at")).order_by("-changed", "code")


def as_rows(tickets: TicketQuerySet) -> TicketQuerySet:
    """Load what a row shows: names, running clocks, and how many files came."""
    clocks = Clock.objects.running().only("ticket", "name", "round", "due_at", "stopped_at")
    running = Prefetch("clocks", clocks.order_by("due_at"), to_attr="running")
    related = tickets.select_related("category", "unit", "suggested_unit").defer(*UNDRAWN)
    # of the rows alone; by name, because tickets know nothing of the app that keeps the files
    same = Ticket.objects.filter(pk=OuterRef("pk")).order_by()
    files = Subquery(same.annotate(files=Count("attachments")).values("files"))
    return related.prefetch_related(running).annotate(files=files)


def late_clocks(tickets: TicketQuerySet, now: datetime, sight: Sight) -> QuerySet[Clock]:
    """Return the running clocks that this officer sees past their deadline, longest late first."""
    late = Clock.objects.running().filter(sight.past_due(now), ticket__in=tickets.open())
    return _longest_late_first(late, sight)


def longest_late(clocks: QuerySet[Clock], first: int, after: int) -> list[Clock]:
    """Load what is drawn of some of `late_clocks`."""
    return rows.late(dict(clocks.values_list("pk", "ticket")[first:after]))


def late_rows(clocks: QuerySet[Clock], sight: Sight, first: int, after: int) -> QuerySet[Clock]:
    """Load what is drawn of some of `late_clocks`: of these alone, not of all that are sorted."""
    drawn = ("clock", "step", "role", "taken_at", "unit__name_hi", "unit__name_en")
    units = Escalation.objects.select_related("unit").only(*drawn)
    some = Clock.objects.filter(pk__in=clocks.values("pk")[first:after])
    related = some.select_related("ticket__unit", "ticket__category").defer(*UNDRAWN_OF_TICKETS)
    steps = Prefetch("escalations", units.order_by("step"))
    return _longest_late_first(related, sight).prefetch_related(steps)


def _longest_late_first(clocks: QuerySet[Clock], sight: Sight) -> QuerySet[Clock]:
    if sight.is_exact:
        return clocks.order_by("due_at", "pk")
    exactly = Q(name__in=sorted(OF_OFFICERS), round=1)
    due = Block("due_at", to_ticket="ticket__", exactly=exactly)
    return clocks.annotate(due=due).order_by("due", "ticket__code", "name")


class Waiting(NamedTuple):
    """What is open: at each unit, most late first, and the number of clocks that are late."""

    units: list[dict[str, Any]]
    late: int


_BY_UNIT = f"""WITH seen (id, unit, status) AS NOT MATERIALIZED (%s),
    late (id) AS NOT MATERIALIZED (%s)
SELECT unit, count(DISTINCT seen.id),
    count(DISTINCT seen.id) FILTER (WHERE status = '{Status.WITH_STATION}'),
    count(DISTINCT seen.id) FILTER (WHERE status = '{Status.ACKNOWLEDGED}'),
    count(DISTINCT late.id), (sum(count(late.id)) OVER ())::bigint
FROM seen LEFT JOIN late USING (id) GROUP BY unit
ORDER BY count(DISTINCT late.id) DESC, count(DISTINCT seen.id) DESC, unit
LIMIT {MOST_STATIONS}"""  # noqa: S608 -- our own names


def waiting(tickets: TicketQuerySet, now: datetime, sight: Sight) -> Waiting:
    """Return what is open at each unit, and how much of it waits or is late. Two queries."""
    # joined, so that the database goes ticket by ticket where few are seen, and not by all clocks
    late = Clock.objects.running().filter(sight.past_due(now)).order_by().values_list("ticket")
    seen = tickets.open().order_by().values_list("pk", "unit", "status")
    try:
        asked, given = zip(*(each.query.sql_with_params() for each in (seen, late)), strict=True)
    except EmptyResultSet:
        return Waiting([], 0)
    with connection.cursor() as cursor:
        cursor.execute(_BY_UNIT % asked, [*chain(*given)])
        found = cursor.fetchall()
    units = Unit.objects.defer(*OF_UNIT).in_bulk([row[0] for row in found])
    names = ("open", "to_acknowledge", "to_act", "late")
    rows = [{"unit": units[row[0]], **dict(zip(names, row[1:5], strict=True))} for row in found]
    return Waiting(rows, found[0][5] if found else 0)
