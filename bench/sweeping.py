"""Sweep a database with many running clocks, alone and in fours: time, and each step once.

Run by `sweep.py` in the environment of a database that `make_large_dataset` filled.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from tickets import history
from tickets.models import Clock, Escalation
from tickets.services import escalation

LOOKS = 100  # sweeps that find nothing
SWEEPERS = 4
EARLIER = 1000  # turns below it are the dataset's own
RUNNING = """
INSERT INTO tickets_clock (ticket_id, round, name, turn, started_at, due_at, unit_id,
                           steps_taken, next_step_at)
SELECT ticket.id, 1, 'act', %(turn)s + number / %(tickets)s, %(now)s, %(due)s, ticket.unit_id,
       0, %(due)s
FROM generate_series(0, %(count)s - 1) AS number
JOIN (SELECT id, unit_id, row_number() OVER (ORDER BY id) - 1 AS place FROM tickets_ticket) ticket
  ON ticket.place = number %% %(tickets)s
"""


def main(output: str, running: str, due: str) -> None:
    now = timezone.now()
    _quieten(now)
    _add(int(running), now=now, due=now + timedelta(days=30), turn=EARLIER)
    nothing = [_timed(now) for _ in range(LOOKS)]
    found: dict[str, Any] = {"nothing_ms": statistics.median(nothing)}
    found["nothing_p95_ms"] = sorted(nothing)[int(LOOKS * 0.95) - 1]
    if int(due):
        found["one"] = _swept(int(due), now, turn=2 * EARLIER, sweepers=1)
        found["four"] = _swept(int(due), now, turn=3 * EARLIER, sweepers=SWEEPERS)
        found["broken"] = [str(each) for each in history.verify()]
    Path(output).write_text(json.dumps(found), encoding="utf-8")


def _swept(due: int, now: datetime, *, turn: int, sweepers: int) -> dict[str, Any]:
    _add(due, now=now - timedelta(hours=1), due=now, turn=turn)
    command = [sys.executable, "-m", "bench.inside", "sweeper", now.isoformat()]
    began = time.perf_counter()
    running = [
        subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE) for _ in range(sweepers)
    ]
    told = [json.loads(each.communicate()[0].splitlines()[-1]) for each in running]
    taken = Escalation.objects.filter(clock__turn__gte=turn, clock__turn__lt=turn + EARLIER)
    return {
        "due": due,
        "seconds": time.perf_counter() - began,  # with the start of the processes
        "cpu_seconds": sum(each["cpu_seconds"] for each in told),
        "said": sum(each["steps"] for each in told),
        "clocks_told": taken.values("clock").distinct().count(),
        "steps": taken.count(),
    }


def _quieten(now: datetime) -> None:
    """Let nothing of the dataset's own come due meanwhile."""
    Clock.objects.running().update(next_step_at=now + timedelta(days=30))


def _add(count: int, *, now: datetime, due: datetime, turn: int) -> None:
    tickets = Clock.objects.values("ticket").distinct().count()
    values = {"count": count, "tickets": tickets, "now": now, "due": due, "turn": turn}
    with connection.cursor() as cursor:
        cursor.execute(RUNNING, values)
        cursor.execute("VACUUM (ANALYZE) tickets_clock")


def _timed(now: datetime) -> float:
    began = time.perf_counter()
    escalation.escalate_due(now=now)
    return (time.perf_counter() - began) * 1000
