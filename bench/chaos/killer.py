"""What dies, and how often. Everything is drawn from one seed."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bench.chaos.system import System

GROWN = 3.0  # seconds: Celery's parent gives up when a child dies before it has begun

Deed = Callable[[System, random.Random], bool]


def _process(name: str, sign: int = signal.SIGKILL) -> Deed:
    return lambda system, dice: system.crew.send(name, sign)


def _at_work(name: str) -> Deed:
    """Kill a process with children; while it has none it is starting, and nothing is at stake."""
    kill = _process(name)

    def kill_if(system: System, dice: random.Random) -> bool:
        return bool(_children_of(system.crew.pid(name))) and kill(system, dice)

    return kill_if


def _child(name: str) -> Deed:
    def kill(system: System, dice: random.Random) -> bool:
        children = _children_of(system.crew.pid(name))
        if not children:
            return False
        with suppress(ProcessLookupError):
            os.kill(dice.choice(children), signal.SIGKILL)
            return True
        return False

    return kill


def _children_of(pid: int | None) -> list[int]:
    """Return the children that have had time to begin their work."""
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it ended while we looked
            found += [child for child in map(int, listed.read_text().split()) if _is_grown(child)]
    return sorted(found)


def _is_grown(pid: int) -> bool:
    # what follows the name in brackets, which may hold anything; proc(5), starttime
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started > GROWN


def _flush(system: System, dice: random.Random) -> bool:
    options = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
    with redis.Redis.from_url(system.broker_url, **options) as broker:
        try:
            return bool(broker.flushall())
        except redis.RedisError:
            return False


# name → (how often in proportion to the others, what is done). What takes seconds to come back is
# killed seldom: the rest must be caught in the middle of its work, not in the middle of starting.
DEEDS: dict[str, tuple[int, Deed]] = {
    "a web worker": (6, _child("web")),
    "web": (1, _at_work("web")),
    "a child of the gateway": (12, _child("gateway")),
    "gateway": (1, _at_work("gateway")),
    "a child of the worker": (2, _child("worker")),
    "worker": (1, _at_work("worker")),
    "a child of the lab": (1, _child("lab")),
    "lab": (1, _at_work("lab")),
    "beat": (2, _process("beat")),
    "valkey": (2, _process("valkey")),
    "valkey, emptied": (2, _flush),
    "postgres": (1, _process("postgres")),
    "postgres, at once (SIGQUIT)": (1, _process("postgres", signal.SIGQUIT)),
    "a process of postgres": (1, _child("postgres")),
}


class Killer:
    def __init__(self, system: System, dice: random.Random, every: tuple[float, float]) -> None:
        self._system, self._dice, self._every = system, dice, every
        self._next = time.monotonic() + dice.uniform(*every)
        self.pace = 1.0  # multiplies the pauses
        self.counts: Counter[str] = Counter()

    def tick(self) -> None:
        """Kill one thing, if it is there, when its time has come."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self.pace * self._dice.uniform(*self._every)
        weights = [weight for weight, _ in DEEDS.values()]
        (name,) = self._dice.choices(list(DEEDS), weights)
        # one that is not there is not replaced by another, or the others would never come up
        self.counts[name] += DEEDS[name][1](self._system, self._dice)

    @property
    def total(self) -> int:
        return self.counts.total()
