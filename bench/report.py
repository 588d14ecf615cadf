"""A table for people, a JSON file for comparison."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end"
    )


def table(whole: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """Print the rows of every benchmark of a run together, and the machine they belong to."""
    for name, rows in whole.items():
        print(f"\n{name}")
        _print(rows)
    print(f"\n{machine()}")


def _print(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        mark = "reached" if row["reached"] else "MISSED "
        print(f"{mark}  {row['figure']:<52} {row['goal']:<16} {row['what']}")


def publish(
    name: str, rows: Sequence[dict[str, Any]], *, about: Mapping[str, Any] | None = None
) -> Path:
    """Print the rows and keep them as results/<day>-<name>.json; return that path."""
    _print(rows)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y-%m-%d}-{name}.json"
    made = {"at": now.isoformat(timespec="seconds"), "machine": machine()}
    report = {**made, **(about or {}), "rows": list(rows)}
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{machine()}\nKept as {path.relative_to(RESULTS.parent.parent)}")
    return path
