"""What last month would have been under other times, and that looking changes nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from districts.models import Amendment, Role
from tests.factories import NOON, make_category, make_line, make_officer, make_ticket, make_unit
from tickets import foresight
from tickets.models import Clock
from tickets.services import acknowledgement, forwarding

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def district(db):
    return make_unit("district")


@pytest.fixture
def line(district):
    return make_line(district)


@pytest.fixture
def chief(district):
    return make_officer(Role.CHIEF, district)


def acknowledged_after(minutes, line, **fields):
    """Make a ticket that was forwarded at noon and acknowledged `minutes` later."""
    station = make_unit("station", make_unit("circle", line.unit))
    ticket = make_ticket(line, at=NOON, **fields)
    desk = make_officer(Role.DESK, line.unit)
    forwarding.forward(ticket_id=ticket.pk, by=desk, at=NOON, station=station)
    head = make_officer(Role.STATION_HEAD, station)
    acknowledgement.acknowledge(ticket_id=ticket.pk, by=head, at=NOON + minutes * MINUTE)
    return ticket


def late(line, chief, category=None, now=NOON + timedelta(hours=2)):
    seen = foresight.foresee(line, category, officer=chief, now=now)
    return {clock.name: (clock.counted, clock.late_then, clock.late_thus) for clock in seen.clocks}


def test_a_shorter_time_makes_late_what_was_in_time(line, chief):
    for minutes in (10, 20, 40):
        acknowledged_after(minutes, line)
    line.clock_minutes = {**line.clock_minutes, "acknowledge": 15}

    assert late(line, chief)["acknowledge"] == (3, 1, 2)


def test_exactly_at_the_proposed_end_is_late_as_on_the_real_clock(line, chief):
    acknowledged_after(20, line)

    line.clock_minutes = {**line.clock_minutes, "acknowledge": 20}
    assert late(line, chief)["acknowledge"] == (1, 0, 1)
    line.clock_minutes = {**line.clock_minutes, "acknowledge": 21}
    assert late(line, chief)["acknowledge"] == (1, 0, 0)


def test_a_category_of_its_own_time_is_untouched_by_the_lines(line, chief):
    drugs = make_category(line, clock_minutes={"acknowledge": 60})
    acknowledged_after(20, line, category=drugs)
    line.clock_minutes = {**line.clock_minutes, "acknowledge": 5}

    assert late(line, chief)["acknowledge"] == (1, 0, 0)
    drugs.clock_minutes = {"acknowledge": 5}
    assert late(line, chief, drugs)["acknowledge"] == (1, 0, 1)


def test_only_the_last_thirty_days_of_ones_own_district_count(line, chief):
    acknowledged_after(20, line)
    other = make_line(make_unit("district"))
    acknowledged_after(20, other)

    assert late(other, chief)["acknowledge"] == (0, 0, 0)
    assert late(line, chief, now=NOON + timedelta(days=30))["acknowledge"] == (0, 0, 0)


def test_looking_saves_nothing_and_costs_the_same_for_many(
    line, chief, client, django_assert_max_num_queries
):
    for minutes in (10, 20):
        acknowledged_after(minutes, line)
    before = list(Clock.objects.values_list("pk", "due_at"))
    client.force_login(chief)
    times = {"triage": 1, "acknowledge": 1, "act": 1, "resolve": 1, "warn_percent": 0, "look": ""}

    with django_assert_max_num_queries(12):
        answer = client.post(reverse("tickets:times", args=[line.code]), times)

    assert answer.status_code == 200
    line.refresh_from_db()
    assert line.clock_minutes["acknowledge"] == 30
    assert list(Clock.objects.values_list("pk", "due_at")) == before
    assert not Amendment.objects.exists()


def test_saving_holds_for_what_comes_and_leaves_running_clocks(line, chief, client):
    make_ticket(line, at=NOON)
    before = list(Clock.objects.values_list("pk", "due_at"))
    client.force_login(chief)
    times = {"triage": 1, "acknowledge": 2, "act": 3, "resolve": 4, "warn_percent": 0, "save": ""}

    client.post(reverse("tickets:times", args=[line.code]), times)

    line.refresh_from_db()
    assert line.clock_minutes == {"triage": 1, "acknowledge": 2, "act": 3, "resolve": 4}
    assert list(Clock.objects.values_list("pk", "due_at")) == before
    assert Amendment.objects.get().after["warn_percent"] == 0


def test_an_outcome_due_before_the_action_is_refused(line, chief, client):
    client.force_login(chief)
    times = {"triage": 1, "acknowledge": 1, "act": 9, "resolve": 8, "warn_percent": 0, "save": ""}

    assert client.post(reverse("tickets:times", args=[line.code]), times).status_code == 422
