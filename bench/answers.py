"""How long a citizen waits: from the post at the door to the first reply handed to WhatsApp."""

import os
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import load, meta, posts
from bench.chaos import system
from bench.servers import cpu_of
from local import keys, ports
from messaging.simulator import shapes

# messages a second, each of another citizen
RATES = tuple(map(int, os.environ.get("SATAARK_BENCH_RATES", "20,40,80").split(",")))
COUNTED = ("web", "gateway", "postgres", "valkey")  # whose processor time is told
SECONDS = 20
GOAL = 2.0  # seconds, for 95 of 100
PATIENCE = 120.0  # seconds for what is still on its way
GATEWAY_CHILDREN = 12  # they wait for WhatsApp most of the time
ROOT = Path(__file__).resolve().parent.parent


def measure() -> list[dict[str, Any]]:
    """Return one row per rate: the 95th percentile, and whether everyone was answered."""
    with meta.listening() as whatsapp, _system(whatsapp.url) as (whole, secret):
        _at(5, whole, whatsapp, secret, seconds=6)  # warm
        return [_measured(rate, whole, whatsapp, secret) for rate in RATES]


def _measured(rate: int, whole: system.System, whatsapp: meta.Meta, secret: str) -> dict[str, Any]:
    before = _used(whole)
    row = _row(rate, _at(rate, whole, whatsapp, secret))
    after = _used(whole)
    spent = {name: (after[name] - before[name]) * 1000 / (rate * SECONDS) for name in COUNTED}
    return {**row, "cpu_ms_per_message": spent}


def _used(whole: system.System) -> dict[str, float]:
    pids = {name: whole.crew.pid(name) for name in COUNTED}
    return {name: cpu_of(pid) if pid else 0.0 for name, pid in pids.items()}


def _at(
    rate: int, whole: system.System, whatsapp: meta.Meta, secret: str, *, seconds: int = SECONDS
) -> list[float | None]:
    """Return how long each citizen waited, in seconds; None for whoever waits still."""
    print(f"  {rate} messages a second for {seconds} s ...", flush=True)
    number = shapes.Number(phone_number_id=system.NUMBER)
    made = posts.make(rate * seconds, messages=1, secret=secret, number=number)
    began = time.perf_counter()
    posting = threading.Thread(
        target=load.steady,
        args=(int(whole.values["PORT"]), made),
        kwargs={"rate": rate, "connections": 16},
    )
    posting.start()
    until = began + seconds + PATIENCE
    while time.perf_counter() < until:
        whole.crew.look_after()
        if all(post.sender in whatsapp.first_heard for post in made):
            break
        time.sleep(0.2)
    posting.join()
    heard = (whatsapp.first_heard.get(post.sender) for post in made)
    return [
        None if moment is None else moment - began - place / rate
        for place, moment in enumerate(heard)
    ]


def _row(rate: int, waited: list[float | None]) -> dict[str, Any]:
    answered = sorted(seconds for seconds in waited if seconds is not None)
    p95 = answered[int(len(answered) * 0.95)] if answered else float("inf")
    middle = answered[len(answered) // 2] if answered else float("inf")
    everyone = len(answered) == len(waited)
    return {
        "what": f"from message to reply handed over, {rate} messages a second for {SECONDS} s",
        "figure": f"p95 {p95:.2f} s (median {middle:.2f} s; {len(answered)}/{len(waited)})",
        "goal": f"p95 ≤ {GOAL:.0f} s",
        "reached": everyone and p95 <= GOAL,
    }


@contextmanager
def _system(whatsapp: str) -> Iterator[tuple[system.System, str]]:
    with tempfile.TemporaryDirectory(prefix="answers-") as folder:
        given = {
            "WHATSAPP_API_URL": whatsapp,
            "PORT": str(ports.free()),
            "GATEWAY_CONCURRENCY": str(GATEWAY_CHILDREN),
        }
        with system.running(ROOT, Path(folder), random.Random(1), given) as whole:
            _wait_for(whole)
            yield whole, whole.values[keys.APP_SECRET]


def _wait_for(whole: system.System) -> None:
    deadline = time.monotonic() + 60
    while not whole.answers():
        whole.crew.look_after()
        if time.monotonic() > deadline:
            raise RuntimeError(f"The web process did not start; see {whole.folder}/web.log.")
        time.sleep(0.5)
    time.sleep(5)  # the workers take as long
