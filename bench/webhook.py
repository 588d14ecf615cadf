"""The door: its throughput beside a bare view, its latency at a steady rate, and batches."""

import statistics
from typing import Any

from bench import load, posts, servers

ROUNDS = 5
POSTS = 1500  # a round
CONNECTIONS = 8
RATE, SECONDS = 300, 10
BATCHES, WARMING, IN_A_BATCH = 80, 40, 1000


def measure() -> list[dict[str, Any]]:
    """Return one row per goal: what, the figure, the goal, whether it was reached."""
    with servers.database() as values:
        secret = values["WHATSAPP_APP_SECRET"]
        with (
            servers.serving("bench.bare:application", values) as (bare, _),
            servers.serving("sataark.wsgi", values) as (ours, pid),
        ):
            for port in (bare, ours):  # warm both
                load.closed(port, posts.make(200, messages=1, secret=secret), connections=4)
            return [
                _against_bare(bare, ours, secret),
                _steady(ours, secret),
                *_batched(ours, pid, secret),
            ]


def _against_bare(bare: int, ours: int, secret: str) -> dict[str, Any]:
    ratios, rates = [], []
    for number in range(ROUNDS):
        print(f"  one message per POST, round {number + 1} of {ROUNDS} ...", flush=True)
        made = posts.make(POSTS * 2, messages=1, secret=secret)
        theirs = load.closed(bare, made[:POSTS], connections=CONNECTIONS)
        own = load.closed(ours, made[POSTS:], connections=CONNECTIONS)
        _all_accepted(theirs, own)
        ratios.append(own.per_second / theirs.per_second)
        rates.append(own.per_second)
    ratio = statistics.median(ratios)
    return {
        "what": "throughput beside a bare HMAC + INSERT view, one message per POST",
        "figure": f"{ratio:.2f} × (rounds {min(ratios):.2f}–{max(ratios):.2f}; "
        f"median {statistics.median(rates):.0f}/s)",
        "goal": "≥ 0.70 ×",
        "reached": ratio >= 0.7,
    }


def _steady(ours: int, secret: str) -> dict[str, Any]:
    print(f"  {RATE} POSTs a second for {SECONDS} s ...", flush=True)
    made = posts.make(RATE * SECONDS, messages=1, secret=secret)
    run = load.steady(ours, made, rate=RATE, connections=32)
    _all_accepted(run)
    p99 = run.percentile(0.99) * 1000
    return {
        "what": f"99th percentile of latency at {RATE} POSTs a second",
        "figure": f"{p99:.0f} ms (median {run.percentile(0.5) * 1000:.0f} ms)",
        "goal": "≤ 250 ms",
        "reached": p99 <= 250,
    }


def _batched(ours: int, pid: int, secret: str) -> list[dict[str, Any]]:
    print(f"  {BATCHES} POSTs of {IN_A_BATCH} messages ...", flush=True)
    made = posts.make(BATCHES, messages=IN_A_BATCH, secret=secret)
    load.closed(ours, made[:WARMING], connections=2)
    before = servers.memory_of(pid)
    run = load.closed(ours, made[WARMING:], connections=2)
    growth = (servers.memory_of(pid) - before) / 1024 / 1024
    _all_accepted(run)
    stored = run.per_second * IN_A_BATCH
    size = len(made[0].body) / 1024
    return [
        {
            "what": f"messages stored, {IN_A_BATCH} per POST ({size:.0f} KiB)",
            "figure": f"{stored:.0f}/s",
            "goal": "≥ 1000/s",
            "reached": stored >= 1000,
        },
        {
            "what": "memory growth of the web process over these batches",
            "figure": f"{growth:.1f} MiB",
            "goal": "flat (≤ 10 MiB)",
            "reached": growth <= 10,
        },
    ]


def _all_accepted(*runs: load.Run) -> None:
    if any(run.refused for run in runs):
        raise RuntimeError("Posts were refused: these figures would mean nothing.")
