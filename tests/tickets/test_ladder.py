"""The edges of a ladder: where quiet hours begin and end, when "late" is said, who is away."""

from datetime import datetime, timedelta

import pytest

from districts import postings
from districts.models import Role
from tests.factories import NOON, make_line, make_officer, make_tree
from tests.tickets.test_warnings import DUE, LADDER, MINUTES, WARN, told, with_station
from tickets import events
from tickets.clock.calendar import INDIA
from tickets.ladder import Ladder
from tickets.models import Ticket
from tickets.services import escalation

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def line(tree):
    return make_line(tree.district, clock_minutes=MINUTES, ladder=LADDER)


@pytest.mark.parametrize(
    ("hours", "at", "then"),
    [
        (("22:00", "06:00"), "02 21:59", "02 21:59"),
        (("22:00", "06:00"), "02 22:00", "03 06:00"),
        (("22:00", "06:00"), "02 23:59", "03 06:00"),
        (("22:00", "06:00"), "03 00:00", "03 06:00"),
        (("22:00", "06:00"), "03 05:59", "03 06:00"),
        (("22:00", "06:00"), "03 06:00", "03 06:00"),
        (("13:00", "15:00"), "02 12:59", "02 12:59"),
        (("13:00", "15:00"), "02 13:00", "02 15:00"),
        (("13:00", "15:00"), "02 15:00", "02 15:00"),
        ((), "02 23:00", "02 23:00"),
    ],
)
def test_quiet_hours_end_at_their_next_end(hours, at, then):
    def moment(said: str) -> datetime:
        return datetime.strptime(f"2026-11-{said}", "%Y-%m-%d %H:%M").replace(tzinfo=INDIA)

    assert Ladder(LADDER, quiet_hours=hours).calm(moment(at)) == moment(then)


@pytest.mark.parametrize(
    ("after", "label"), [(5 * MINUTE - SECOND, None), (5 * MINUTE, 5), (29 * MINUTE, 29)]
)
@pytest.mark.parametrize("role", [Role.CIRCLE, Role.DEPUTY])
def test_late_is_counted_from_the_step_that_was_waited_for(tree, line, role, after, label):
    """With the circle vacant the deputy is told in its place, and no sooner due for that."""
    make_officer(role, tree.circle if role == Role.CIRCLE else tree.city)
    ticket = with_station(tree, line)

    escalation.escalate_due(now=DUE + after)

    event = ticket.events.get(kind=events.ESCALATED)
    assert (event.data["role"], event.data.get("late_minutes")) == (role, label)


def test_a_holder_on_leave_is_not_warned_but_whoever_stands_above(tree, line):
    head = make_officer(Role.STATION_HEAD, tree.station)
    circle = make_officer(Role.CIRCLE, tree.circle)
    postings.set_leave(officer=head, since=NOON, until=NOON + DAY)
    with_station(tree, line)

    escalation.escalate_due(now=WARN)

    assert told() == [("warning", "circle", {circle})]


def test_a_rung_that_names_a_branch_is_answered_by_that_division(tree, line):
    make_officer(Role.DEPUTY, tree.city)
    tree.rural.branch = "crime"
    tree.rural.save()
    crime = make_officer(Role.DEPUTY, tree.rural)
    line.ladder = [{"after_minutes": 0, "role": "deputy", "branch": "crime"}]
    line.save()
    ticket = with_station(tree, line)

    escalation.escalate_due(now=DUE)

    assert told() == [("ordinary", "deputy", {crime})]
    assert Ticket.objects.visible_to(crime).filter(pk=ticket.pk).exists()
