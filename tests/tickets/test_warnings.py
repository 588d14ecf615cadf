"""Who is told before the deadline and after it: holders, quiet hours, two ladders."""

from datetime import datetime, timedelta

import pytest

from districts.models import Role
from tests.factories import NOON, make_category, make_line, make_officer, make_tree
from tickets import events
from tickets.models import Clock, Escalation, Ticket
from tickets.services import clocks, escalation, forwarding, intake, restriction

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MINUTES = {"triage": 40, "acknowledge": 60, "act": 5000, "resolve": 90000}
LADDER = [
    {"after_minutes": 0, "role": "circle"},
    {"after_minutes": 30, "role": "deputy"},
    {"after_minutes": 60, "role": "chief"},
]
WARN, DUE = NOON + 45 * MINUTE, NOON + 60 * MINUTE


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def line(tree):
    return make_line(tree.district, clock_minutes=MINUTES, ladder=LADDER)


@pytest.fixture
def head(tree):
    return make_officer(Role.STATION_HEAD, tree.station)


def with_station(tree, line, at: datetime = NOON, **fields) -> Ticket:
    ticket = intake.open_ticket(line=line, at=at, kind=Ticket.Kind.TIP, text="x", **fields)
    desk = make_officer(Role.DESK, tree.district)
    return forwarding.forward(ticket_id=ticket.pk, by=desk, at=at, station=tree.station)


def told() -> list[tuple[str, str, set]]:
    steps = Escalation.objects.order_by("pk").prefetch_related("officers")
    return [(one.ladder, one.role, set(one.officers.all())) for one in steps]


class TestWarning:
    @pytest.mark.parametrize(
        ("at", "count"), [(WARN - timedelta(seconds=1), 0), (WARN, 1), (WARN + MINUTE, 1)]
    )
    def test_the_station_is_warned_once_when_three_quarters_have_gone(
        self, tree, line, head, at, count
    ):
        with_station(tree, line)

        assert escalation.escalate_due(now=at) == count
        assert told() == [("warning", "station_head", {head})][:count]
        assert escalation.escalate_due(now=DUE - timedelta(seconds=1)) == 1 - count

    def test_the_history_holds_it_for_whoever_carries_the_news(self, tree, line, head):
        ticket = with_station(tree, line)

        escalation.escalate_due(now=WARN)

        event = ticket.events.get(kind=events.WARNED)
        assert (event.data["clock"], event.data["unit"]) == ("acknowledge", tree.station.code)
        assert set(event.escalation.officers.all()) == {head}
        assert Clock.objects.get(name="acknowledge").warned_at == WARN

    def test_the_desk_is_warned_of_what_nobody_has_forwarded(self, tree, line):
        desk = make_officer(Role.DESK, tree.district)
        intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")

        escalation.escalate_due(now=NOON + 30 * MINUTE)

        assert told() == [("warning", "desk", {desk})]

    def test_without_a_station_head_the_next_above_is_warned(self, tree, line):
        circle = make_officer(Role.CIRCLE, tree.circle)
        with_station(tree, line)

        escalation.escalate_due(now=WARN)

        assert told() == [("warning", "circle", {circle})]

    def test_with_nobody_there_at_all_the_sweep_goes_on(self, tree, line):
        with_station(tree, line)

        assert escalation.escalate_due(now=WARN) == 0
        assert Clock.objects.get(name="acknowledge").next_step_at == DUE

    def test_after_the_deadline_nobody_is_warned_any_more(self, tree, line, head):
        circle = make_officer(Role.CIRCLE, tree.circle)
        with_station(tree, line)

        escalation.escalate_due(now=DUE)

        assert told() == [("ordinary", "circle", {circle})]

    def test_zero_percent_warns_nobody(self, tree, head):
        line = make_line(tree.district, clock_minutes=MINUTES, ladder=LADDER, warn_percent=0)
        with_station(tree, line)

        assert escalation.escalate_due(now=DUE - MINUTE) == 0


class TestQuietHours:
    NIGHT = NOON + 11 * HOUR  # 23:00

    @pytest.fixture
    def line(self, tree):
        hours = ["22:00", "06:00"]
        minutes = {**MINUTES, "acknowledge": 600}
        return make_line(tree.district, clock_minutes=minutes, ladder=LADDER, quiet_hours=hours)

    def test_a_warning_waits_until_they_end(self, tree, line, head):
        with_station(tree, line, at=self.NIGHT - 2 * HOUR)  # 21:00, warned at 04:30
        morning = NOON + 18 * HOUR

        assert escalation.escalate_due(now=self.NIGHT + 6 * HOUR) == 0
        assert escalation.escalate_due(now=morning - timedelta(seconds=1)) == 0
        assert escalation.escalate_due(now=morning) == 1
        assert told() == [("warning", "station_head", {head})]

    def test_a_sweep_that_comes_late_waits_too(self, tree, line, head):
        with_station(tree, line, at=NOON + 2 * HOUR)  # 14:00, warned at 21:30
        assert escalation.escalate_due(now=NOON + 10 * HOUR + MINUTE) == 0

        assert Escalation.objects.count() == 0

    def test_a_breach_never_waits(self, tree, line, head):
        make_officer(Role.CIRCLE, tree.circle)
        with_station(tree, line, at=NOON + 4 * HOUR)  # 16:00, due at 02:00

        escalation.escalate_due(now=NOON + 14 * HOUR)

        assert [(ladder, role) for ladder, role, _ in told()] == [("ordinary", "circle")]

    def test_an_emergency_knows_no_quiet_hours(self, tree, line, head):
        with_station(tree, line, at=self.NIGHT - 2 * HOUR, priority=Ticket.Priority.EMERGENCY)

        assert escalation.escalate_due(now=self.NIGHT + 5.5 * HOUR) == 1


class TestRestrictedLadder:
    def test_it_climbs_its_own_rungs_from_the_foot(self, tree):
        chief = make_officer(Role.CHIEF, tree.district)
        office = make_officer(Role.RANGE, tree.range)
        make_officer(Role.CIRCLE, tree.circle)
        rungs = [{"after_minutes": 10, "role": "range"}]
        line = make_line(
            tree.district,
            clock_minutes=MINUTES,
            ladder=LADDER,
            restricted_ladder=rungs,
            warn_percent=0,
        )
        ticket = with_station(tree, line)
        escalation.escalate_due(now=DUE)
        restriction.restrict(
            ticket_id=ticket.pk, by=chief, at=DUE + MINUTE, reason="x", unit=tree.station
        )
        late = DUE + 41 * MINUTE  # the office's own half hour and ten

        assert escalation.escalate_due(now=late + 10 * MINUTE - timedelta(seconds=1)) == 0
        assert escalation.escalate_due(now=late + 10 * MINUTE) == 1
        assert told()[-1] == ("restricted", "range", {office})

    def test_a_clock_late_already_starts_again_below_the_new_ladder(self, tree):
        chief = make_officer(Role.CHIEF, tree.district)
        minutes = {**MINUTES, "resolve": 60}
        line = make_line(tree.district, clock_minutes=minutes, ladder=LADDER, warn_percent=0)
        ticket = with_station(tree, line)
        escalation.escalate_due(now=DUE + HOUR)
        before = Escalation.objects.count()
        restriction.restrict(
            ticket_id=ticket.pk, by=chief, at=DUE + HOUR, reason="x", unit=tree.station
        )

        escalation.escalate_due(now=DUE + HOUR)

        after = Escalation.objects.order_by("pk")[before:]
        assert {(one.clock.name, one.ladder, one.role) for one in after} == {
            ("resolve", "restricted", "chief")
        }


class TestTerms:
    def test_a_priority_hurries_and_never_slows(self, tree):
        line = make_line(
            tree.district,
            clock_minutes=MINUTES,
            priority_minutes={"emergency": {"acknowledge": 5, "triage": 999}},
        )
        category = make_category(line, clock_minutes={"acknowledge": 20})
        for priority, minutes in (("ORDINARY", 20), ("HIGH", 20), ("EMERGENCY", 5)):
            ticket = with_station(tree, line, category=category, priority=Ticket.Priority[priority])
            due = {clock.name: clock.due_at - NOON for clock in ticket.clocks.all()}
            assert due["acknowledge"] == minutes * MINUTE
            assert due["triage"] == 40 * MINUTE


def test_what_the_scheduler_slept_over_is_told_once_and_labelled(tree, line, head):
    make_officer(Role.CIRCLE, tree.circle)
    ticket = with_station(tree, line)

    assert escalation.escalate_due(now=DUE + 20 * MINUTE) == 1

    event = ticket.events.get(kind=events.ESCALATED)
    assert event.data["late_minutes"] == 20
    assert escalation.escalate_due(now=DUE + 20 * MINUTE) == 0


def test_a_clock_set_back_or_forward_takes_no_step_twice(tree, line, head):
    make_officer(Role.CIRCLE, tree.circle)
    with_station(tree, line)

    moments = [DUE - DAY, DUE + MINUTE, DUE - 2 * DAY, DUE, DUE + 2 * MINUTE, NOON]
    taken = [escalation.escalate_due(now=at) for at in moments]

    assert taken == [0, 1, 0, 0, 0, 0]


def test_rows_thrown_away_are_told_again_by_the_history_and_escalate_nobody_twice(tree, line, head):
    make_officer(Role.CIRCLE, tree.circle)
    ticket = with_station(tree, line)
    escalation.escalate_due(now=WARN)
    escalation.escalate_due(now=DUE)
    names = ("name", "round", "turn", "due_at", "warned_at", "steps_taken", "next_step_at")
    before = set(ticket.clocks.values_list(*names))
    Escalation.objects.all().delete()
    ticket.clocks.all().delete()

    clocks.refresh(ticket)

    assert set(ticket.clocks.values_list(*names)) == before
    assert escalation.escalate_due(now=DUE) == 0
