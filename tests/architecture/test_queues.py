"""Every task has a queue, every queue a process that drains it, every sweep a task."""

import re
from unittest.mock import Mock

import pytest
from celery import signals
from django.conf import settings

from local import procfile
from messaging import phrasebook
from sataark.celery import app
from tests.architecture.sources import ROOT

app.loader.import_default_modules()
TASKS = {name for name in app.tasks if not name.startswith("celery.")}
ROUTES = settings.CELERY_TASK_ROUTES
PROCESSES = procfile.read(ROOT / "Procfile")


def drained(command: str) -> set[str]:
    named = re.search(r"\s-Q\s*(\S+)", command)
    return set(named[1].split(",")) if named else set()


def test_every_task_has_a_route_and_every_route_a_task():
    assert set(ROUTES) == TASKS


def test_every_queue_is_drained_by_one_kind_of_process():
    drains = [queue for command in PROCESSES.values() for queue in drained(command)]

    assert sorted(drains) == sorted({route["queue"] for route in ROUTES.values()})


@pytest.mark.parametrize("entry", app.conf.beat_schedule)
def test_every_scheduled_sweep_is_a_task_that_takes_nothing(entry):
    scheduled = app.conf.beat_schedule[entry]

    assert scheduled["task"] in TASKS
    assert not scheduled.get("args") and not scheduled.get("kwargs")


@pytest.mark.parametrize("task", sorted(TASKS))
def test_a_task_survives_the_death_of_its_worker(task):
    assert app.tasks[task].acks_late
    assert app.tasks[task].reject_on_worker_lost


def test_what_needs_the_private_key_runs_in_the_gateway_only():
    gateway = drained(PROCESSES["gateway"])
    speaking = {route["queue"] for name, route in ROUTES.items() if name.startswith("messaging.")}

    assert speaking <= gateway
    assert not drained(PROCESSES["worker"]) & gateway
    assert not drained(PROCESSES["lab"]) & gateway


def test_a_late_ticket_climbs_while_films_are_drawn():
    assert drained(PROCESSES["worker"]) == {ROUTES["tickets.tasks.sweep_clocks"]["queue"]}
    assert drained(PROCESSES["lab"]) == {
        ROUTES["evidence.tasks.clean_attachment"]["queue"],
        ROUTES["tickets.tasks.make_report"]["queue"],
    }


@pytest.mark.parametrize(("queues", "learns"), [("inbox,outbox", True), ("clocks", False)])
def test_the_gateway_learns_its_vocabulary_before_it_forks(queues, learns, monkeypatch):
    learnt = []
    monkeypatch.setattr(phrasebook, "book", learnt.append)
    worker = Mock()
    worker.app.amqp.queues.consume_from = queues.split(",")

    signals.worker_init.send(sender=worker)

    assert ("danger" in learnt) is learns
