"""Silence climbs the ranks: who is told, when, and once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from districts import grants
from districts.models import Posting, Role
from tests.factories import NOON, make_category, make_line, make_officer, make_tree
from tickets import events, history
from tickets.models import Accusation, Clock, Escalation, Ticket
from tickets.services import acknowledgement, escalation, forwarding, intake, restriction

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LADDER = [
    {"after_minutes": 0, "role": "circle", "branch": ""},
    {"after_minutes": 30, "role": "deputy", "branch": ""},
    {"after_minutes": 60, "role": "chief", "branch": ""},
]
# told apart from the warnings before, which are in test_warnings
LOUD = {"warn_percent": 0}
MINUTES = {"triage": 15, "acknowledge": 30, "act": 5000, "resolve": 9000}
DUE = NOON + 30 * MINUTE


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def line(tree):
    return make_line(tree.district, clock_minutes=MINUTES, ladder=LADDER, **LOUD)


@pytest.fixture
def posts(tree):
    return {
        "circle": make_officer(Role.CIRCLE, tree.circle),
        "deputy": make_officer(Role.DEPUTY, tree.city),
        "chief": make_officer(Role.CHIEF, tree.district),
    }


def with_station(tree, line, *, station=None, **fields) -> Ticket:
    """Open at noon and forward at once."""
    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x", **fields)
    desk = make_officer(Role.DESK, tree.district)
    return forwarding.forward(
        ticket_id=ticket.pk, by=desk, at=NOON, station=station or tree.station
    )


def told() -> list[tuple[str, int, set]]:
    steps = Escalation.objects.order_by("pk").prefetch_related("officers")
    return [(one.role, one.step, set(one.officers.all())) for one in steps]


@pytest.mark.parametrize(
    ("late", "roles"),
    [
        (-timedelta(seconds=1), []),
        (timedelta(0), ["circle"]),  # the deadline itself is late
        (30 * MINUTE - timedelta(seconds=1), ["circle"]),
        (30 * MINUTE, ["circle", "deputy"]),
        (60 * MINUTE, ["circle", "deputy", "chief"]),
        (timedelta(days=2), ["circle", "deputy", "chief"]),
    ],
)
def test_each_step_is_taken_when_its_moment_comes(tree, line, posts, late, roles):
    with_station(tree, line)

    assert escalation.escalate_due(now=DUE + late) == len(roles)

    assert told() == [(role, step, {posts[role]}) for step, role in enumerate(roles)]
    assert escalation.escalate_due(now=DUE + late) == 0


def test_the_history_says_so(tree, line, posts):
    ticket = with_station(tree, line)

    escalation.escalate_due(now=DUE)

    event = ticket.events.get(kind=events.ESCALATED)
    assert event.by is None
    assert event.data == {
        "clock": "acknowledge",
        "round": 1,
        "turn": 1,
        "ladder": "ordinary",
        "step": 0,
        "role": "circle",
        "unit": tree.circle.code,
        "after": 0,
        "vacant": [],
    }


def test_a_scheduler_that_slept_fires_once_and_shows_how_late(tree, line, posts):
    with_station(tree, line)

    escalation.escalate_due(now=DUE + 20 * MINUTE)

    assert [one.lateness for one in Escalation.objects.all()] == [20 * MINUTE]


def test_acknowledging_in_time_tells_nobody(tree, line, posts):
    ticket = with_station(tree, line)
    head = make_officer(Role.STATION_HEAD, tree.station)
    acknowledgement.acknowledge(ticket_id=ticket.pk, by=head, at=DUE - MINUTE)

    assert escalation.escalate_due(now=DUE + timedelta(days=1)) == 0


def test_an_unassigned_ticket_climbs_from_the_desk(tree, line, posts):
    intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")

    escalation.escalate_due(now=NOON + 15 * MINUTE)

    assert told() == [("chief", 2, {posts["chief"]})]


@pytest.mark.parametrize(
    ("vacant", "roles"),
    [
        (["circle"], [("deputy", 1)]),
        (["circle", "deputy"], [("chief", 2)]),
        (["deputy"], [("circle", 0)]),
    ],
)
def test_a_vacant_post_is_passed_over_at_once(tree, line, posts, vacant, roles):
    for role in vacant:
        Posting.objects.filter(officer=posts[role]).update(until=NOON - MINUTE)
    with_station(tree, line)

    escalation.escalate_due(now=DUE)

    assert [(role, step) for role, step, _ in told()] == roles


def test_a_ladder_of_vacant_posts_ends_at_the_nearest_office(tree, line):
    office = make_officer(Role.RANGE, tree.range)
    with_station(tree, line)

    escalation.escalate_due(now=DUE)

    assert told() == [("range", 2, {office})]
    assert Escalation.objects.get().lateness == timedelta(0)  # of the step that was waited for


def test_with_nobody_above_it_asks_again_in_an_hour(tree, line):
    with_station(tree, line)
    assert escalation.escalate_due(now=DUE) == 0
    late_comer = make_officer(Role.CHIEF, tree.district)

    assert escalation.escalate_due(now=DUE + 59 * MINUTE) == 0
    assert escalation.escalate_due(now=DUE + 60 * MINUTE) == 1
    assert told() == [("chief", 2, {late_comer})]


def test_only_current_holders_with_an_open_account_are_told(tree, line, posts):
    closed = make_officer(Role.CIRCLE, tree.circle, is_active=False)
    sister = make_officer(Role.CIRCLE, tree.second_circle)
    twin = make_officer(Role.CIRCLE, tree.circle)
    with_station(tree, line)

    escalation.escalate_due(now=DUE)

    assert told() == [("circle", 0, {posts["circle"], twin})]
    assert {closed, sister}.isdisjoint(told()[0][2])


def test_the_division_of_the_categorys_branch_answers_for_the_deputy(tree, line, posts):
    tree.rural.branch = "crime"
    tree.rural.save()
    crime = make_officer(Role.DEPUTY, tree.rural)
    ticket = with_station(tree, line, category=make_category(line, branch="crime"))

    escalation.escalate_due(now=DUE + 30 * MINUTE)

    assert told()[1] == ("deputy", 1, {crime})
    assert Ticket.objects.visible_to(crime).filter(pk=ticket.pk).exists()


def test_a_branch_that_the_district_lacks_leaves_the_deputy_above(tree, line, posts):
    with_station(tree, line, category=make_category(line, branch="crime"))

    escalation.escalate_due(now=DUE + 30 * MINUTE)

    assert told()[1] == ("deputy", 1, {posts["deputy"]})


class TestAboutPolice:
    def test_a_restricted_ticket_climbs_only_past_those_who_may_know(self, tree, line, posts):
        office = make_officer(Role.RANGE, tree.range)
        ticket = with_station(tree, line)
        restriction.restrict(
            ticket_id=ticket.pk, by=posts["chief"], at=NOON, reason="x", unit=tree.station
        )

        escalation.escalate_due(now=NOON + timedelta(days=30))

        assert {role for role, _, _ in told()} == {"chief", "range"}
        assert {officer for _, _, officers in told() for officer in officers} == {
            posts["chief"],
            office,
        }

    def test_an_accused_officer_is_never_told(self, tree, line, posts):
        ticket = with_station(tree, line)
        Accusation.objects.create(ticket=ticket, officer=posts["circle"], made_at=NOON)

        escalation.escalate_due(now=DUE)

        assert told() == [("deputy", 1, {posts["deputy"]})]

    def test_nor_those_posted_at_an_accused_unit_nor_the_excluded(self, tree, line, posts):
        ticket = with_station(tree, line)
        Accusation.objects.create(ticket=ticket, unit=tree.circle, made_at=NOON)
        grants.give(posts["deputy"], grants.EXCLUDED, ticket)

        escalation.escalate_due(now=DUE)

        assert told() == [("chief", 2, {posts["chief"]})]

    def test_an_accused_chief_is_passed_over_for_the_range(self, tree, line, posts):
        office = make_officer(Role.RANGE, tree.range)
        ticket = with_station(tree, line)
        restriction.restrict(
            ticket_id=ticket.pk, by=office, at=NOON, reason="x", officer=posts["chief"]
        )

        escalation.escalate_due(now=NOON + timedelta(days=30))

        assert {officer for _, _, officers in told() for officer in officers} == {office}

    def test_no_share_is_given_of_a_restricted_ticket(self, tree, line, posts):
        tree.rural.branch = "crime"
        tree.rural.save()
        crime = make_officer(Role.DEPUTY, tree.rural)
        ticket = with_station(tree, line, category=make_category(line, branch="crime"))
        Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True)

        escalation.escalate_due(now=DUE + 30 * MINUTE)

        assert crime not in {officer for _, _, officers in told() for officer in officers}
        assert not Ticket.objects.visible_to(crime).exists()


def test_ticket_passed_on_leaves_the_silent_station_its_lateness(tree, line, posts):
    ticket = with_station(tree, line)
    forwarding.forward(
        ticket_id=ticket.pk, by=posts["chief"], at=DUE + MINUTE, station=tree.far_station
    )

    assert escalation.escalate_due(now=DUE + 2 * MINUTE) == 0
    first = Clock.objects.get(ticket=ticket, name="acknowledge", turn=1)
    assert first.stopped_at == DUE + MINUTE > first.due_at


@pytest.mark.parametrize("tickets", [1, 12])
def test_a_batch_costs_what_one_ticket_costs(
    tree, line, posts, tickets, django_assert_max_num_queries
):
    for _ in range(tickets):
        with_station(tree, line)

    with django_assert_max_num_queries(26):
        assert escalation.escalate_due(now=DUE) == tickets


def test_nothing_due_costs_one_query(tree, line, django_assert_num_queries):
    with_station(tree, line)

    with django_assert_num_queries(3):  # the query, between a savepoint and its release
        escalation.escalate_due(now=DUE - MINUTE)


def test_more_than_a_batch_is_done_in_one_sweep(tree, line, posts, monkeypatch):
    monkeypatch.setattr(escalation, "BATCH", 2)
    for _ in range(5):
        with_station(tree, line)

    assert escalation.escalate_due(now=DUE) == 5


def test_the_database_takes_no_step_twice(tree, line, posts):
    with_station(tree, line)
    escalation.escalate_due(now=DUE)
    step = Escalation.objects.get()

    step.pk = step.event = None
    with pytest.raises(IntegrityError, match="step_taken_once"):
        step.save(force_insert=True)


def test_a_ticket_restricted_twice_climbs_on_and_holds_up_nobody(tree, line, posts):
    chief = posts["chief"]
    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")
    told = {"ticket_id": ticket.pk, "by": chief, "reason": "x"}
    restriction.restrict(**told, at=NOON, unit=tree.station)
    escalation.escalate_due(now=NOON + 120 * MINUTE)
    restriction.restrict(**told, at=NOON + 121 * MINUTE, unit=tree.far_station)
    intake.open_ticket(line=line, at=NOON + 120 * MINUTE, kind=Ticket.Kind.TIP, text="y")

    escalation.escalate_due(now=NOON + 300 * MINUTE)

    steps = Escalation.objects.filter(clock__name="triage").order_by("pk")
    climbed = steps.filter(clock__ticket=ticket).values_list("ladder", "step")
    assert list(climbed) == [("restricted", 0), ("restricted", 2)]  # nobody holds the range
    assert steps.exclude(clock__ticket=ticket).exists()


@pytest.mark.parametrize("spoiled", range(5))
def test_one_ticket_whose_step_fails_holds_up_no_other(tree, line, posts, monkeypatch, spoiled):
    tickets = [with_station(tree, line) for _ in range(5)]
    bad = tickets[spoiled]
    real = escalation._climb

    def climb(clock, *arguments, **named):
        if clock.ticket_id == bad.pk:
            raise ZeroDivisionError
        return real(clock, *arguments, **named)

    monkeypatch.setattr(escalation, "_climb", climb)

    assert escalation.escalate_due(now=DUE) == 4

    told = Escalation.objects.values_list("clock__ticket", flat=True)
    assert sorted(told) == sorted(ticket.pk for ticket in tickets if ticket != bad)
    assert not list(history.verify())
    again = Clock.objects.get(ticket=bad, name="acknowledge")
    assert (again.steps_taken, again.next_step_at) == (0, DUE + timedelta(hours=1))


def test_a_step_that_the_database_refuses_holds_up_no_other(tree, line, posts):
    bad, good = with_station(tree, line), with_station(tree, line)
    escalation.escalate_due(now=DUE)
    # as if the row of the clock had been put back, and what it told had not
    told = Clock.objects.filter(ticket=bad, name="acknowledge")
    told.update(steps_taken=0, next_step_at=DUE)
    later = DUE + 30 * MINUTE

    assert escalation.escalate_due(now=later) == 1

    assert Escalation.objects.filter(clock__ticket=good).count() == 2
    assert Escalation.objects.filter(clock__ticket=bad).count() == 1
    assert not list(history.verify())


def test_two_clocks_of_one_ticket_share_its_history(tree, posts):
    minutes = {**MINUTES, "act": 30}
    line = make_line(tree.district, clock_minutes=minutes, ladder=LADDER, **LOUD)
    ticket = with_station(tree, line)

    assert escalation.escalate_due(now=DUE) == 2

    clocks = {event.data["clock"] for event in ticket.events.filter(kind=events.ESCALATED)}
    assert clocks == {"acknowledge", "act"}
    assert not list(history.verify())


def test_a_sweep_ends_although_a_clock_that_is_due_never_moves(tree, line, posts, monkeypatch):
    stuck, good = with_station(tree, line), with_station(tree, line)
    looks: list[int] = []
    real = escalation._take_step

    def take(clock, *arguments, **named):
        looks.append(clock.ticket_id)
        if looks.count(stuck.pk) > 3:
            pytest.fail("The sweep looks at one clock for ever.")
        return None if clock.ticket_id == stuck.pk else real(clock, *arguments, **named)

    monkeypatch.setattr(escalation, "_take_step", take)

    assert escalation.escalate_due(now=DUE) == 1

    assert Escalation.objects.get().clock.ticket == good
    assert Clock.objects.due(DUE + timedelta(hours=1)).filter(ticket=stuck).exists()
