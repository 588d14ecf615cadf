"""Officers and sweeps at the same moment, on real connections."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from districts.models import Role
from tests.factories import NOON, make_line, make_officer, make_tree
from tickets import events, history
from tickets.lifecycle import CloseReason
from tickets.models import Escalation, Event, Ticket
from tickets.refusals import DoesNotFollow
from tickets.services import (
    acknowledgement,
    checkpoints,
    escalation,
    forwarding,
    intake,
    notes,
    resolution,
)

pytestmark = pytest.mark.django_db(transaction=True)
LADDER = [
    {"after_minutes": 0, "role": "chief", "branch": ""},
    {"after_minutes": 9999, "role": "range", "branch": ""},
]


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def line(tree):
    return make_line(tree.district, ladder=LADDER)


@pytest.fixture
def desk(tree):
    return make_officer(Role.DESK, tree.district)


def open_one(line) -> Ticket:
    return intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")


def together(*calls: Callable[[], object]) -> list[object]:
    """Run all calls at the same moment, each on its own connection; return results or refusals."""
    barrier = Barrier(len(calls), timeout=20)
    results: list[object] = [None] * len(calls)

    def run(place: int) -> None:
        try:
            barrier.wait()
            results[place] = calls[place]()
        except Exception as error:  # noqa: BLE001 -- handed to the test, which looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=[place]) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_two_officers_acknowledge_and_one_event_is_written(tree, line, desk):
    heads = [make_officer(Role.STATION_HEAD, tree.station) for _ in range(4)]
    ticket = open_one(line)
    forwarding.forward(ticket_id=ticket.pk, by=desk, at=NOON, station=tree.station)

    results = together(
        *(
            lambda head=head: acknowledgement.acknowledge(ticket_id=ticket.pk, by=head, at=NOON)
            for head in heads
        )
    )

    assert sorted(type(result).__name__ for result in results) == [*["DoesNotFollow"] * 3, "Ticket"]
    assert ticket.events.filter(kind=events.ACKNOWLEDGED).count() == 1


def test_forwarding_and_closing_never_both_happen_out_of_order(tree, line, desk):
    ticket = open_one(line)
    forwarding.forward(ticket_id=ticket.pk, by=desk, at=NOON, station=tree.sister)

    results = together(
        lambda: forwarding.forward(ticket_id=ticket.pk, by=desk, at=NOON, station=tree.station),
        lambda: resolution.close(
            ticket_id=ticket.pk, by=desk, at=NOON, reason=CloseReason.SPAM, note="x"
        ),
    )

    ticket.refresh_from_db()
    told = list(ticket.events.values_list("data__status", flat=True))
    assert told[-1] == ticket.status == "closed"
    assert isinstance(results[1], Ticket)
    assert isinstance(results[0], Ticket | DoesNotFollow)
    assert list(history.verify()) == []


def test_many_writers_leave_one_gapless_history(line, desk):
    ticket = open_one(line)

    def write() -> None:
        for _ in range(10):
            notes.note(ticket_id=ticket.pk, by=desk, at=NOON, text="x")

    results = together(*[write] * 5)

    assert results == [None] * 5
    numbers = ticket.events.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 52))
    assert list(history.verify()) == []


def test_four_sweepers_warn_once_while_the_station_acknowledges(tree, line, desk, monkeypatch):
    monkeypatch.setattr(escalation, "BATCH", 3)
    make_officer(Role.CHIEF, tree.district)
    head = make_officer(Role.STATION_HEAD, tree.station)
    tickets = [open_one(line) for _ in range(12)]
    for ticket in tickets:
        forwarding.forward(ticket_id=ticket.pk, by=desk, at=NOON, station=tree.station)
    warned, late = NOON + timedelta(minutes=25), NOON + timedelta(minutes=30)

    def acknowledge() -> None:
        for ticket in tickets[:4]:
            acknowledgement.acknowledge(ticket_id=ticket.pk, by=head, at=warned)

    # the clocks of four computers, one of them half an hour slow, another quick
    moments = [warned, warned, late, NOON]
    together(acknowledge, *[lambda at=at: escalation.escalate_due(now=at) for at in moments])
    escalation.escalate_due(now=late)

    told = Escalation.objects.filter(clock__name="acknowledge")
    steps = list(told.values_list("clock__ticket", "ladder", "step"))
    assert len(steps) == len(set(steps))
    climbed = {ticket for ticket, ladder, _step in steps if ladder == "ordinary"}
    assert {ticket.pk for ticket in tickets[4:]} <= climbed
    assert list(history.verify()) == []


def test_four_sweepers_take_each_step_exactly_once(tree, line, monkeypatch):
    monkeypatch.setattr(escalation, "BATCH", 2)
    make_officer(Role.CHIEF, tree.district)
    make_officer(Role.RANGE, tree.range)
    for _ in range(20):
        open_one(line)
    now = NOON + timedelta(minutes=15)

    results = together(*[lambda: escalation.escalate_due(now=now)] * 4)
    results.append(escalation.escalate_due(now=now))

    assert sum(results) == 20
    assert Escalation.objects.count() == 20
    assert Event.objects.filter(kind=events.ESCALATED).count() == 20
    assert list(history.verify()) == []


def test_a_ticket_that_somebody_holds_does_not_stop_the_sweep(tree, line):
    make_officer(Role.CHIEF, tree.district)
    held, free = open_one(line), open_one(line)
    now = NOON + timedelta(minutes=15)

    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=held.pk)
        assert together(lambda: swept_within(2, now)) == [1]

    assert list(Escalation.objects.values_list("clock__ticket", flat=True)) == [free.pk]
    assert escalation.escalate_due(now=now) == 1


def swept_within(seconds: int, now) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{seconds}s'")
    return escalation.escalate_due(now=now)


def test_two_seals_at_once_are_one(line):
    open_one(line)
    later = NOON + timedelta(hours=1)

    results = together(*[lambda: checkpoints.make(now=later)] * 3)

    assert [result is None for result in results].count(False) == 1
    assert list(history.verify()) == []
