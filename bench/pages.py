"""Pages and lists of every rank, on ten thousand tickets and on a million: time, queries, plans."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import datasets
from bench.servers import ROOT

SMALL, LARGE = 10_000, int(os.environ.get("SATAARK_BENCH_TICKETS", "1000000"))
MOST_MS, MOST_QUERIES, MOST_GROWTH = 50, 12, 1.5
DASHBOARD_MS = 300
DASHBOARDS = frozenset({"late", "response times", "how it was closed"})
NEGLIGIBLE_MS = 10  # below it a ratio of two times is noise


def measure() -> list[dict[str, Any]]:
    """Return one row per rank and page."""
    with datasets.server() as urls, tempfile.TemporaryDirectory(prefix="pages-") as folder:
        small = _measured(datasets.of(urls, SMALL), Path(folder) / "small.json")
        large = _measured(datasets.of(urls, LARGE), Path(folder) / "large.json")
    return [_row(key, small[key], large[key]) for key in large if key in small]


def _measured(values: dict[str, str], output: Path) -> dict[str, dict[str, Any]]:
    command = [sys.executable, "-m", "bench.inside", "looking", str(output)]
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
