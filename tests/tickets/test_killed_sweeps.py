"""Sweeps in processes of their own, killed at any moment: each step once, figures as if rebuilt."""

import multiprocessing
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event as Signal

import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from tests.factories import NOON
from tests.tickets.test_counting import expected, stored
from tests.tickets.world import World
from tickets import counting, events, history
from tickets.models import Clock, Escalation, Event
from tickets.services import acknowledgement, escalation

pytestmark = pytest.mark.django_db(transaction=True)
FORK = multiprocessing.get_context("fork")
PATIENCE = 60  # seconds for another process
TICKETS = 16
Start = Callable[..., tuple[BaseProcess, Signal]]
# what each sweep does last before it commits
LAST = {"figures": (counting, "_count"), "steps": (escalation, "tell")}


def sweep(now, last: str, begun: Signal) -> None:
    """Sweep clocks, then figures; in one that is named, stop for ever before the first commit."""
    # whatever the parent left open is the parent's: two must not speak on one connection
    connections[DEFAULT_DB_ALIAS] = connections[DEFAULT_DB_ALIAS].copy()
    module, name = LAST.get(last, (counting, "_count"))
    real = getattr(module, name)

    def noticed(*arguments, **named):
        done = real(*arguments, **named)
        begun.set()
        if last:
            signal.pause()
        return done

    setattr(module, name, noticed)
    escalation.escalate_due(now=now)
    while counting.catch_up(now=now, batch=2):
        pass
    if not last:
        begun.set()  # the others have left it nothing to count


@pytest.fixture
def start() -> Iterator[Start]:
    """Begin a sweep in a process of its own; whatever is left of it dies with the test."""
    processes = []

    def started(now, last: str = "") -> tuple[BaseProcess, Signal]:
        begun = FORK.Event()
        process = FORK.Process(target=sweep, args=(now, last, begun), daemon=True)
        process.start()
        processes.append(process)
        return process, begun

    yield started
    for process in processes:
        process.kill()
        process.join(PATIENCE)


def killed_when_begun(process: BaseProcess, begun: Signal) -> None:
    assert begun.wait(PATIENCE)
    process.kill()
    process.join(PATIENCE)
    assert process.exitcode is not None


def joined(processes: list[tuple[BaseProcess, Signal]]) -> None:
    for process, _begun in processes:
        process.join(PATIENCE)
        assert process.exitcode == 0


@pytest.fixture
def busy(monkeypatch) -> World:
    monkeypatch.setattr(escalation, "BATCH", 3)
    world = World()
    for number in range(TICKETS):
        ticket = world.forwarded() if number % 2 else world.open()
        if number % 4 == 3:
            world.act(ticket)
    return world


def test_killed_anywhere_among_others_nothing_is_lost_or_done_twice(busy, start):
    now = NOON
    for last in ("steps", "figures", "", "steps"):
        now += timedelta(days=5)
        for _ in range(3):
            busy.open()  # since noon of the first day: late by now
        sweepers = [start(now, last)]
        if last:
            assert sweepers[0][1].wait(PATIENCE)
        sweepers += [start(now) for _ in range(2)]
        if last:
            joined(sweepers[1:])  # they pass by what the first one holds
        killed_when_begun(*sweepers[0])
        joined(sweepers[1:])
        acknowledge_one(busy, now)
    escalation.escalate_due(now=now)
    counting.sweep(now=now)

    counted = stored()
    assert counted == expected(now)
    counting.rebuild(now=now)
    assert stored() == counted
    assert_each_step_once(now)


def acknowledge_one(world: World, now) -> None:
    clock = Clock.objects.running().filter(name="acknowledge").order_by("pk").first()
    assert clock is not None
    acknowledgement.acknowledge(ticket_id=clock.ticket_id, by=world.head, at=now)


def assert_each_step_once(now) -> None:
    told = Event.objects.filter(kind__in=[events.WARNED, events.ESCALATED])
    names = ("clock", "round", "turn", "ladder", "step")
    steps = Counter((event.ticket_id, *(event.data[name] for name in names)) for event in told)
    assert set(steps.values()) == {1}
    assert Escalation.objects.filter(event__in=told).count() == len(steps)
    assert not Clock.objects.due(now).exists()
    assert not list(history.verify())
