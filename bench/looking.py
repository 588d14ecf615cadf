"""Look at every page of every rank, again and again, in one process: server time and queries.

Run by `pages.py` in the environment of one database.
"""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from districts.models import Officer
from tickets import duties
from tickets.models import Ticket

TIMES = int(os.environ.get("SATAARK_BENCH_LOOKS", "15"))
WIDTH, LINES = 140, 40  # of a plan: enough to see which index, how many rows and buffers
NOT_THEIRS = {403, 404}  # this rank has no such page
RANKS = {
    "station head": "d01-s01-station_head",
    "circle": "d01-c1-circle",
    "deputy": "d01-city-deputy",
    "deputy of a branch": "d01-crime-deputy",
    "desk": "d01-desk",
    "watch": "d01-watch",
    "chief": "d01-chief",
    "range": "r1-range",
    "zone": "z1-zone",
}
PAGES: dict[str, Callable[[Ticket], str]] = {
    "queue, new": lambda ticket: "/queue/?show=new",
    "queue, all": lambda ticket: "/queue/?show=all",
    "queue, closed": lambda ticket: "/queue/?show=closed",
    "station": lambda ticket: "/station/",
    "morning": lambda ticket: "/morning/",
    "figures": lambda ticket: "/figures/",
    "explanations": lambda ticket: "/explanations/",
    "notifications": lambda ticket: "/notifications/",
    "late": lambda ticket: "/late/",
    "how it was closed": lambda ticket: "/closed/",
    "search, word": lambda ticket: "/queue/?q=रामपुर&show=all",
    "search, plate": lambda ticket: "/queue/?q=UP32&show=all",
    "search, code": lambda ticket: f"/queue/?q={ticket.code}&show=all",
    "ticket": lambda ticket: f"/tickets/{ticket.code}/",
    "API list": lambda ticket: "/api/v1/tickets/",
    "API overdue": lambda ticket: "/api/v1/tickets/?overdue=true",
    "response times": lambda ticket: "/api/v1/stats/response-times/",
}


def main(output: str) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": _PLAIN}}
    settings.STORAGES = storages
    import_module("sataark.wsgi")  # loads and settles this process as it does a web process
    found = {f"{rank}: {page}": row for rank, page, row in _looks()}
    Path(output).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


def _looks() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for rank, name in RANKS.items():
        officer = Officer.objects.get(service_number=name)
        portal, api = Client(), APIClient()
        portal.force_login(officer)
        api.force_authenticate(officer)
        ticket = Ticket.objects.visible_to(officer).exclude(status="closed").first()
        assert ticket is not None, f"{rank} sees nothing"
        for page, address in PAGES.items():
            if not _is_theirs(officer, address(ticket)):
                continue
            client = api if address(ticket).startswith("/api/") else portal
            if client.get(address(ticket)).status_code in NOT_THEIRS:  # and warm
                continue
            row = _look(client, address(ticket))
            print(f"    {rank}: {page}: {row['p95_ms']:.0f} ms, {row['queries']}", flush=True)
            yield rank, page, {"page": page, **row}


def _is_theirs(officer: Officer, address: str) -> bool:
    """Say whether a list is in this officer's menu; whatever is no list, everybody may try."""
    lists = {reverse(each.page) for own in duties.OF_ROLE.values() for each in own}
    roles = officer.postings.values_list("role", flat=True)
    mine = {reverse(each.page) for each in duties.duties(list(roles))}
    path = address.partition("?")[0]
    return path in mine or path not in lists


def _look(client: Client, address: str) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, address
    # kept now: the next request clears them
    queries = list(asked.captured_queries)
    taken, cpu = [], []
    for _ in range(TIMES):
        began, used = time.perf_counter(), time.process_time()
        client.get(address)
        taken.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - used) * 1000)
        if sum(taken) > 20_000:
            break
    asked_for = [query for query in queries if query["sql"].startswith(("SELECT", "WITH"))]
    slowest = max(asked_for, key=lambda query: float(query["time"]))
    return {
        "median_ms": statistics.median(taken),
        "p95_ms": sorted(taken)[max(0, int(len(taken) * 0.95) - 1)],
        "cpu_ms": statistics.median(cpu),  # of Python alone
        "sql_ms": sum(float(query["time"]) for query in queries) * 1000,
        "queries": len(queries),
        "kilobytes": len(answer.content) / 1024,
        "slowest": slowest["sql"][:600],
        "plan": _plan(slowest["sql"]),
    }


def _plan(sql: str) -> list[str]:
    # of what was prepared, the plan without what is given each time
    how = "GENERIC_PLAN" if "$1" in sql else "ANALYZE, BUFFERS"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({how}, COSTS OFF) {sql}".replace("%", "%%"), [])
        return [line[:WIDTH] for (line,) in cursor.fetchall()][:LINES]
