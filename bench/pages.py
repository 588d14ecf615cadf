"""Pages and lists of every rank, on ten thousand tickets and on a million: time, queries, plans."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from bench.servers import ROOT
from local.services import private_services
from local.with_services import environment

SMALL, LARGE = 10_000, int(os.environ.get("SATAARK_BENCH_TICKETS", "1000000"))
MOST_MS, MOST_QUERIES, MOST_GROWTH = 50, 12, 1.5
DASHBOARD_MS = 300
DASHBOARDS = frozenset({"late", "response times", "how it was closed"})
NEGLIGIBLE_MS = 10  # below it a ratio of two times is noise


def measure() -> list[dict[str, Any]]:
    """Return one row per rank and page."""
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        Path(folder).chmod(0o711)
        with private_services(state=Path(folder) / "services", environ={}) as urls:
            small = _measured(urls, SMALL, Path(folder))
            large = _measured(urls, LARGE, Path(folder))
    return [_row(key, small[key], large[key]) for key in large if key in small]


def _measured(urls: dict[str, str], tickets: int, folder: Path) -> dict[str, dict[str, Any]]:
    name = f"tickets_{tickets}"
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = urls["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    values = {**environment(), **os.environ, **urls, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
    output = folder / f"{name}.json"
    print(f"  making {tickets} tickets ...", flush=True)
    manage = [sys.executable, "manage.py"]
    for command in (
        [*manage, "migrate", "--verbosity", "0"],
        [*manage, "make_large_dataset", "--tickets", str(tickets)],
        [sys.executable, "-m", "bench.inside", "looking", str(output)],
    ):
        subprocess.run(command, env=values, cwd=ROOT, check=True)
    found: dict[str, dict[str, Any]] = json.loads(output.read_text(encoding="utf-8"))
    return found


def _row(key: str, small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    most = DASHBOARD_MS if large["page"] in DASHBOARDS else MOST_MS
    growth = large["median_ms"] / small["median_ms"]
    grows_little = growth <= MOST_GROWTH or large["median_ms"] <= NEGLIGIBLE_MS
    return {
        "what": key,
        "figure": f"p95 {large['p95_ms']:.0f} ms, {large['queries']} queries, "
        f"{growth:.2f} × the time at {SMALL}",
        "goal": f"≤ {most} ms, ≤ {MOST_QUERIES}, ≤ {MOST_GROWTH} ×",
        "reached": large["p95_ms"] <= most and large["queries"] <= MOST_QUERIES and grows_little,
        "small": small,
        "large": large,
    }
