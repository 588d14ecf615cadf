"""When a ticket is late: which event starts and stops which clock."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.factories import NOON, make_line, make_ticket, make_unit
from tickets import clock, events
from tickets.clock import Happening
from tickets.lifecycle import IllegalMove, Status
from tickets.models import Clock
from tickets.services import clocks

MINUTES = {"triage": 10, "acknowledge": 20, "act": 100, "resolve": 1000}
NEW, THERE = {"status": "new"}, {"status": "with_station"}
FORWARD = (events.FORWARDED, THERE)
OPEN = (events.OPENED, NEW)


def told(*steps: tuple[int, tuple[str, dict]]) -> dict[tuple[str, int, int], tuple]:
    """Return started, due and stopped in minutes after noon, by name, round and turn."""
    happenings = [
        Happening(kind, NOON + timedelta(minutes=at), {"clocks": MINUTES, **data})
        for at, (kind, data) in steps
    ]
    return {
        (r.name, r.round, r.turn): (after(r.started_at), after(r.due_at), after(r.stopped_at))
        for r in clock.read(happenings)
    }


def after(moment) -> int | None:
    return None if moment is None else int((moment - NOON).total_seconds() // 60)


def test_an_unassigned_ticket_runs_triage_and_resolve():
    assert told((0, OPEN)) == {("triage", 1, 1): (0, 10, None), ("resolve", 1, 1): (0, 1000, None)}


def test_forwarding_hands_the_clock_to_the_station():
    assert told((0, OPEN), (5, FORWARD)) == {
        ("triage", 1, 1): (0, 10, 5),
        ("resolve", 1, 1): (0, 1000, None),
        ("acknowledge", 1, 1): (5, 25, None),
        ("act", 1, 1): (5, 105, None),
    }


def test_passing_to_and_fro_resets_neither_act_nor_resolve():
    readings = told(
        (0, OPEN), (5, FORWARD), (24, (events.RETURNED, NEW)), (30, FORWARD), (40, FORWARD)
    )

    assert readings == {
        ("triage", 1, 1): (0, 10, 5),
        ("triage", 1, 2): (24, 34, 30),
        ("resolve", 1, 1): (0, 1000, None),
        ("act", 1, 1): (5, 105, None),
        ("acknowledge", 1, 1): (5, 25, 24),
        ("acknowledge", 1, 2): (30, 50, 40),
        ("acknowledge", 1, 3): (40, 60, None),
    }


@pytest.mark.parametrize(
    ("kind", "data", "stopped"),
    [
        (events.ACKNOWLEDGED, {"status": "acknowledged"}, {"acknowledge"}),
        (events.ACTED, {"status": "action_taken"}, {"acknowledge", "act"}),
        (events.OUTCOME, {"status": "outcome_given"}, {"acknowledge", "act", "resolve"}),
        (events.CLOSED, {"status": "closed"}, {"acknowledge", "act", "resolve"}),
        (events.RETURNED, NEW, {"acknowledge"}),
        (events.RESTRICTED, NEW, {"acknowledge"}),
        (events.RESTRICTED, THERE, set()),
    ],
)
def test_what_each_event_stops(kind, data, stopped):
    readings = told((0, OPEN), (5, FORWARD), (7, (kind, data)))

    assert {name for (name, _, _), (*_, at) in readings.items() if at == 7} == stopped


@pytest.mark.parametrize(
    "kind",
    [
        events.NOTED,
        events.ADDED,
        events.ASKED,
        events.ANSWERED,
        events.CATEGORISED,
        events.ESCALATED,
        events.READ,
        events.ATTACHED,
    ],
)
def test_nothing_else_moves_a_clock(kind):
    before = told((0, OPEN), (5, FORWARD))

    meddled = {**NEW, "clocks": {name: 9999 for name in MINUTES}}
    assert told((0, OPEN), (1, (kind, meddled)), (5, FORWARD), (6, (kind, THERE))) == before


def test_acting_twice_keeps_the_first():
    acted = (events.ACTED, {"status": "action_taken"})

    assert told((0, OPEN), (5, FORWARD), (7, acted), (9, acted))["act", 1, 1] == (5, 105, 7)


def test_transfer_after_action_asks_the_next_station_to_acknowledge_only():
    acted = (events.ACTED, {"status": "action_taken"})
    readings = told((0, OPEN), (5, FORWARD), (7, acted), (9, FORWARD))

    assert readings["acknowledge", 1, 2] == (9, 29, None)
    assert ("act", 1, 2) not in readings


@pytest.mark.parametrize(
    ("data", "starts"), [(THERE, {"acknowledge", "act", "resolve"}), (NEW, {"triage", "resolve"})]
)
def test_reopening_starts_another_round_and_keeps_the_old(data, starts):
    closed = (events.CLOSED, {"status": "closed"})
    once = told((0, OPEN), (5, FORWARD), (7, closed))
    again = told((0, OPEN), (5, FORWARD), (7, closed), (50, (events.REOPENED, data)))

    assert {key: again[key] for key in once} == once
    assert {(name, began) for (name, round_, _), (began, *_) in again.items() if round_ == 2} == {
        (name, 50) for name in starts
    }


def test_a_later_policy_rewrites_nothing():
    later = {**THERE, "clocks": {"triage": 1, "acknowledge": 2, "act": 3, "resolve": 4}}
    readings = told((0, OPEN), (5, (events.FORWARDED, later)))

    assert readings["resolve", 1, 1] == (0, 1000, None)
    assert readings["act", 1, 1] == (5, 8, None)


OVER = {Status.CLOSED, Status.OUTCOME_GIVEN}
KINDS = {
    Status.NEW: [events.RETURNED, events.RESTRICTED, events.REOPENED],
    Status.WITH_STATION: [events.FORWARDED, events.REOPENED],
    Status.ACKNOWLEDGED: [events.ACKNOWLEDGED],
    Status.ACTION_TAKEN: [events.ACTED],
    Status.OUTCOME_GIVEN: [events.OUTCOME],
    Status.CLOSED: [events.CLOSED],
}
# a status wished for, which of its events, minutes until then, minutes of the clocks it starts
DEEDS = st.lists(
    st.tuples(
        st.sampled_from([*Status, None]), st.integers(0, 2), st.integers(0, 500), st.integers(1, 90)
    ),
    max_size=8,
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(DEEDS)
def test_what_is_stored_is_what_the_history_tells(deeds):
    """Refreshed after every event, or derived once from the whole history: the same readings."""
    with transaction.atomic():
        ticket = make_ticket(make_line(make_unit("district")))
        at = NOON
        for status, choice, wait, minutes in deeds:
            at += timedelta(minutes=wait)
            tell(ticket, status, choice, at=at, minutes=minutes)
            clocks.refresh(ticket)
        stored = {
            (row.name, row.round, row.turn, row.started_at, row.due_at, row.stopped_at)
            for row in Clock.objects.filter(ticket=ticket)
        }
        derived = {
            (r.name, r.round, r.turn, r.started_at, r.due_at, r.stopped_at)
            for r in clocks.readings(ticket)
        }

        if deeds:
            assert stored == derived
            assert_it_makes_sense(ticket)
        transaction.set_rollback(True)


def tell(ticket, status, choice, *, at, minutes) -> None:
    data = {"clocks": {name: minutes for name in MINUTES}}
    if status is None:
        ticket.record(events.NOTED, by=None, at=at, data=data)
        return
    is_over = ticket.status in OVER
    kinds = [k for k in KINDS[status] if status in OVER or (k == events.REOPENED) is is_over]
    try:
        ticket.move_to(
            status, kind=kinds[choice % len(kinds)] if kinds else status, by=None, at=at, data=data
        )
    except IllegalMove:
        return


def assert_it_makes_sense(ticket) -> None:
    running = {row.name for row in Clock.objects.running().filter(ticket=ticket)}
    is_over = ticket.status in OVER
    assert ("resolve" in running) is not is_over
    assert ("triage" in running) is (ticket.status == Status.NEW)
    assert ("acknowledge" in running) is (ticket.status == Status.WITH_STATION)
    assert len(running) == Clock.objects.running().filter(ticket=ticket).count()
