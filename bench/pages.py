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
DASHBOARDS = frozenset({"late", "response times", "how it was closed", "morning", "figures"})
NEGLIGIBLE_MS = 10  # below it a ratio of two times is noise


def measure() -> list[dict[str, Any]]:
    """Return one row per rank and page, after one about all of them together."""
    with datasets.server() as urls, tempfile.TemporaryDirectory(prefix="pages-") as folder:
        small = _measured(datasets.of(urls, SMALL), Path(folder) / "small.json")
        large = _measured(datasets.of(urls, LARGE), Path(folder) / "large.json")
    rows = [_row(key, small[key], large[key]) for key in large if key in small]
    return [_together(rows), *rows]


def _together(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Compare the two countries over all pages: less at the mercy of a moment than any one."""
    growth = sum(r["large"]["median_ms"] for r in rows) / sum(r["small"]["median_ms"] for r in rows)
    return {
        "what": f"all {len(rows)} pages of all ranks, from {SMALL} tickets to {LARGE}",
        "figure": f"{growth:.2f} × the time; {sum(r['reached'] for r in rows)} reach their goal",
        "goal": f"≤ {MOST_GROWTH} ×",
        "reached": growth <= MOST_GROWTH,
    }


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
