"""Silence climbs the ranks: when, and once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from districts.models import Role
from tests.factories import NOON, make_line, make_officer
from tests.tickets.silence import DUE, LADDER, LOUD, MINUTE, MINUTES, told, with_station
from tickets import events, history
from tickets.models import Clock, Escalation, Ticket
from tickets.services import acknowledgement, escalation, forwarding, intake, restriction

pytestmark = pytest.mark.django_db


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


def test_ticket_passed_on_leaves_the_silent_station_its_lateness(tree, line, posts):
    ticket = with_station(tree, line)
    forwarding.forward(
        ticket_id=ticket.pk, by=posts["chief"], at=DUE + MINUTE, station=tree.far_station
    )

    assert escalation.escalate_due(now=DUE + 2 * MINUTE) == 0
    first = Clock.objects.get(ticket=ticket, name="acknowledge", turn=1)
    assert first.stopped_at == DUE + MINUTE > first.due_at


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


def test_two_clocks_of_one_ticket_share_its_history(tree, posts, django_assert_max_num_queries):
    minutes = {**MINUTES, "act": 30}
    line = make_line(tree.district, clock_minutes=minutes, ladder=LADDER, **LOUD)
    ticket = with_station(tree, line)

    with django_assert_max_num_queries(26):  # at once: not refused together and taken one by one
        assert escalation.escalate_due(now=DUE) == 2

    clocks = {event.data["clock"] for event in ticket.events.filter(kind=events.ESCALATED)}
    assert clocks == {"acknowledge", "act"}
    assert not list(history.verify())
