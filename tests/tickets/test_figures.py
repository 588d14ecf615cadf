"""Reading the daily figures: as exact as promised, only what one may know of, and cheaply."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count, F, FloatField, Q
from django.db.models.functions import Extract
from django.test.utils import CaptureQueriesContext

from districts.models import Role, Unit
from districts.timing import INDIA
from tests.factories import NOON, make_category, make_officer
from tests.tickets.world import World
from tickets import counting, figures, histogram
from tickets.figures import Asked, Percentile, Scope
from tickets.models import Clock, Measure
from tickets.services import acknowledgement, forwarding, intake, restriction
from tickets.sight import sight_of

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOON, LATER = NOON + HOUR, NOON + timedelta(days=3)


def asked(officer, **about) -> Asked:
    days = {"since": NOON.date(), "until": LATER.date()}
    return Asked(scope=Scope.of(officer), **{**days, **about})


def told(officer, now=LATER, **about):
    counting.sweep(now=now)
    rows = figures.response_times(asked(officer, **about), sight=sight_of(officer))
    return {(row["unit"], row["clock"]): row for row in rows}


def handed_out(world: World, count: int, station) -> None:
    """Forward tickets at uneven paces; the station acknowledges every second one."""
    for number in range(1, count + 1):
        ticket = intake.open_ticket(line=world.line, at=NOON, kind="tip", text="शराब")
        at = NOON + number**2 * MINUTE
        forwarding.forward(ticket_id=ticket.pk, by=world.desk, at=at, station=station)
        if number % 2:
            head = make_officer(Role.STATION_HEAD, station)
            done = at + number**3 * MINUTE
            acknowledgement.acknowledge(ticket_id=ticket.pk, by=head, at=done)


def exactly(now):
    """The same from the clocks themselves, as PostgreSQL reckons percentiles."""
    seconds = Extract(F("stopped_at") - F("started_at"), "epoch", output_field=FloatField())
    late = Q(stopped_at__gte=F("due_at")) | Q(stopped_at=None, due_at__lte=now)
    rows = Clock.objects.order_by().annotate(seconds=seconds).values("unit__code", "name")
    return rows.annotate(
        stopped=Count("stopped_at"),
        late=Count("pk", filter=late),
        median=Percentile("seconds", fraction="0.5"),
        p90=Percentile("seconds", fraction="0.9"),
    )


def test_they_are_what_the_clocks_say_within_the_error(world):
    handed_out(world, 9, world.tree.station)
    handed_out(world, 4, world.tree.far_station)
    rows = told(world.chief)

    assert len(rows) == 7  # three clocks of two stations, and the desk's
    for exact in exactly(LATER):
        row = rows[exact["unit__code"], exact["name"]]
        assert (row["count"], row["late"]) == (exact["stopped"], exact["late"])
        for name in ("median", "p90"):
            near = exact[name] and pytest.approx(exact[name], rel=histogram.ERROR)
            assert row[f"{name}_seconds"] == near


@pytest.mark.parametrize("above", ["circle", "city", "district", "range", "zone"])
def test_whatever_lies_above_is_the_sum_of_its_stations(world, above):
    handed_out(world, 3, world.tree.station)
    handed_out(world, 2, world.tree.sister)
    counting.sweep(now=SOON)
    everything = Scope(Unit.objects.in_bulk())

    def forwarded(unit):
        about = Asked(scope=everything, since=NOON.date(), until=NOON.date(), unit=unit)
        return sum(figures.sums(about, "unit", measures=[Measure.FORWARDED]).values())

    assert forwarded(getattr(world.tree, above)) == 5
    assert (forwarded(world.tree.station), forwarded(world.tree.sister)) == (3, 2)
    assert forwarded(world.tree.other_district) == 0


def test_a_category_is_asked_for_by_its_code(world):
    drugs = make_category(world.line, code="drugs")
    world.open(category=drugs)
    world.open()
    counting.sweep(now=NOON)
    about = asked(world.chief, category="drugs")

    assert figures.sums(about, "measure", measures=[Measure.ARRIVED]) == {(Measure.ARRIVED,): 1}


def accused(world):
    """Let the station have a ticket, act on it, and turn out to be what it is about."""
    ticket = world.acted()
    counting.sweep(now=SOON)
    restriction.restrict(
        ticket_id=ticket.pk, by=world.chief, at=SOON, reason="x", unit=world.tree.station
    )
    counting.sweep(now=SOON)


@pytest.mark.parametrize("role", [Role.STATION_HEAD, Role.STATION_OFFICER])
def test_the_accused_station_sees_nothing_of_it(world, role):
    officer = make_officer(role, world.tree.station)
    accused(world)

    assert figures.sums(asked(officer), "measure") == {}
    assert told(officer) == {}


@pytest.mark.parametrize(
    ("who", "unit", "sees"),
    [
        (Role.CIRCLE, "circle", False),
        (Role.DEPUTY, "city", False),
        (Role.DESK, "district", False),
        (Role.CHIEF, "district", True),
        (Role.RANGE, "range", True),
        (Role.CHIEF, "other_district", False),
    ],
)
def test_only_those_above_the_accused_count_it(world, who, unit, sees):
    accused(world)
    officer = make_officer(who, getattr(world.tree, unit))
    seen = figures.sums(asked(officer), "unit", "is_restricted", measures=[Measure.ACTED])

    assert seen == ({(world.tree.district.pk, True): 1} if sees else {})


def test_whoever_is_accused_themselves_counts_the_others_only(world):
    accused(world)
    others = [world.acted() for _ in range(2)]  # counted in the very same figures
    for other in others:
        restriction.restrict(
            ticket_id=other.pk, by=world.chief, at=SOON, reason="x", officer=world.head
        )
    counting.sweep(now=SOON)
    officer = make_officer(Role.RANGE, world.tree.range)
    measure = {"measures": [Measure.ARRIVED]}
    assert sum(figures.sums(asked(officer), "measure", **measure).values()) == 3

    for other in others:
        restriction.accuse(other, at=SOON, officer=officer)

    assert sum(figures.sums(asked(officer), "measure", **measure).values()) == 1


def test_groups_are_the_sums_of_their_units(world):
    tree, officer = world.tree, make_officer(Role.RANGE, world.tree.range)
    accused(world)
    handed_out(world, 3, tree.station)
    handed_out(world, 2, tree.sister)
    handed_out(world, 4, tree.far_station)
    about_officer = world.acted()
    restriction.restrict(
        ticket_id=about_officer.pk, by=world.chief, at=SOON, reason="x", officer=officer
    )
    counting.sweep(now=SOON)
    circle = {unit.pk: tree.circle.pk for unit in (tree.circle, tree.station, tree.sister)}
    groups = circle | {tree.district.pk: tree.district.pk}
    by_hand = Counter()
    for (unit, measure), n in figures.sums(asked(officer), "unit", "measure").items():
        if unit in groups:
            by_hand[groups[unit], measure] += n

    assert figures.sums_of_groups(asked(officer), groups, "measure") == by_hand
    assert {key for key, _measure in by_hand} == set(groups.values())
    assert figures.sums_of_groups(asked(officer), {}, "measure") == {}


def test_below_the_district_no_figure_turns_late_at_the_citizens_minute(world):
    ticket = world.forwarded()
    due = ticket.clocks.get(name="resolve").due_at
    station = (world.tree.station.code, "resolve")
    block_over = due.astimezone(INDIA).replace(hour=18, minute=0)

    assert told(world.chief, now=due)[station]["late"] == 1
    assert told(world.head, now=due)[station]["late"] == 0
    assert told(world.head, now=block_over)[station]["late"] == 1


def test_reading_touches_no_ticket_clock_or_event(world):
    world.acted()
    counting.sweep(now=SOON)
    scope = Scope.of(world.chief)
    with CaptureQueriesContext(
        connection,
    ) as asking:
        figures.response_times(
            Asked(scope=scope, since=NOON.date(), until=NOON.date()), sight=sight_of(world.chief)
        )
    asked_of = Counter(
        table
        for query in asking
        for table in ("tickets_ticket", "tickets_event", "tickets_clock", "tickets_figure")
        if f'"{table}"' in query["sql"]
    )

    assert asked_of == {"tickets_figure": 1}
    assert len(asking) <= 3


def test_what_is_hidden_is_looked_up_ticket_by_ticket(world):
    with CaptureQueriesContext(connection) as asking:
        Scope.of(world.chief)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + asking[-1]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "tickets_tally_pkey" in plan and "Index Cond: (ticket_id = ANY" in plan


def test_figures_of_a_few_days_are_looked_up(world):
    world.acted()
    counting.sweep(now=SOON)
    with CaptureQueriesContext(connection) as asking:
        figures.sums(asked(world.chief), "unit", "measure", "bucket")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + asking[-1]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "figure_once" in plan
    assert "Seq Scan on tickets_figure" not in plan
