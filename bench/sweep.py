"""The sweep over running clocks: its cost follows what is due, not what exists."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import datasets
from bench.servers import ROOT

TICKETS = 10_000
FEW, MANY, DUE = 10_000, 1_000_000, 10_000
NOTHING_MS, DUE_SECONDS = 20, 30


def measure() -> list[dict[str, Any]]:
    """Return what a sweep costs when nothing is due, and when much is."""
    with datasets.server() as urls, tempfile.TemporaryDirectory(prefix="sweep-") as folder:
        few = _swept(urls, running=FEW, due=0, folder=Path(folder))
        many = _swept(urls, running=MANY, due=DUE, folder=Path(folder))
    return [_nothing(few, many), *(_due(many, name) for name in ("one", "four"))]


def _swept(urls: dict[str, str], *, running: int, due: int, folder: Path) -> dict[str, Any]:
    print(f"  {running} running clocks, {due} due ...", flush=True)
    output = folder / f"{running}.json"
    with datasets.copy_of(urls, TICKETS) as values:
        inside = [sys.executable, "-m", "bench.inside", "sweeping"]
        command = [*inside, str(output), str(running), str(due)]
        subprocess.run(command, env=values, cwd=ROOT, check=True)
    found: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return found


def _nothing(few: dict[str, Any], many: dict[str, Any]) -> dict[str, Any]:
    growth = many["nothing_ms"] / few["nothing_ms"]
    return {
        "what": f"nothing due among {MANY} running clocks",
        "figure": f"{many['nothing_ms']:.1f} ms (p95 {many['nothing_p95_ms']:.1f}; "
        f"{growth:.2f} × the time among {FEW})",
        "goal": f"≤ {NOTHING_MS} ms",
        "reached": many["nothing_ms"] <= NOTHING_MS,
        "few": few,
    }


def _due(many: dict[str, Any], name: str) -> dict[str, Any]:
    run = many[name]
    exactly_once = run["steps"] == run["clocks_told"] == run["said"] == run["due"]
    return {
        "what": f"{run['due']} due among {MANY} running clocks, {name} sweeping",
        "figure": f"{run['seconds']:.1f} s, {run['cpu_seconds']:.1f} s of CPU; "
        f"{run['steps']} steps on {run['clocks_told']} clocks",
        "goal": f"≤ {DUE_SECONDS} s, each once",
        "reached": run["seconds"] <= DUE_SECONDS and exactly_once and not many["broken"],
        "run": run,
    }
