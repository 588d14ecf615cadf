"""Greeting PostgreSQL anew costs more than most tasks do, so a task leaves its connection open."""

import pytest
from celery import signals
from celery.fixups.django import DjangoWorkerFixup
from django.db import connection

from sataark.celery import app


@pytest.mark.django_db
def test_the_worker_does_not_hang_up_between_two_tasks():
    connection.ensure_connection()
    held = connection.connection

    DjangoWorkerFixup(app).close_database()

    assert connection.connection is held and not held.closed


@pytest.mark.parametrize(
    "edge", [signals.task_prerun, signals.task_postrun], ids=["before", "after"]
)
def test_a_connection_too_old_or_dead_is_not_used_by_the_next_task(edge, monkeypatch):
    asked = []
    monkeypatch.setattr(
        connection, "close_if_unusable_or_obsolete", lambda: asked.append(connection.alias)
    )

    edge.send(sender=None)

    assert asked == [connection.alias]
