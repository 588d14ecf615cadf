"""A sweep of the clocks: what it costs, that it ends, and that one ticket holds up no other."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from celery import Task, current_app

from districts.models import Role
from tests.factories import NOON, make_officer
from tests.tickets.silence import DUE, MINUTE, told, with_station
from tickets import history
from tickets.models import Clock, Escalation
from tickets.services import acknowledgement, escalation
from tickets.services.superiors import Superiors

pytestmark = pytest.mark.django_db


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


def test_without_a_broker_the_clocks_climb_all_the_same(
    tree, line, posts, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(current_app, "send_task", Mock(side_effect=ConnectionRefusedError))
    monkeypatch.setattr(Task, "apply_async", Mock(side_effect=ConnectionRefusedError))

    with django_capture_on_commit_callbacks(execute=True):
        with_station(tree, line)
        assert [escalation.escalate_due(now=DUE) for _ in range(2)] == [1, 0]

    assert told() == [("circle", 0, {posts["circle"]})]


def test_more_than_a_batch_is_done_in_one_sweep(tree, line, posts, monkeypatch):
    monkeypatch.setattr(escalation, "BATCH", 2)
    for _ in range(5):
        with_station(tree, line)

    assert escalation.escalate_due(now=DUE) == 5


def test_what_was_done_before_we_came_to_the_lock_is_told_to_nobody(tree, line, posts):
    ticket = with_station(tree, line)
    keys = list(ticket.clocks.filter(name="acknowledge").values_list("pk", flat=True))
    # as if a warning had been due when the sweep began, and the station had been quicker
    ticket.clocks.update(next_step_at=NOON)
    head = make_officer(Role.STATION_HEAD, tree.station)
    acknowledgement.acknowledge(ticket_id=ticket.pk, by=head, at=NOON)

    assert escalation._take(keys, Superiors({ticket.pk}, NOON), now=NOON) == 0


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
