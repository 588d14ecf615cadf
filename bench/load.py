"""Posting from several connections at once: as fast as answers come, or at a steady rate."""

import http.client
import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.posts import Post

PATH = "/webhooks/whatsapp/"
IDLE = 1.0  # seconds; gunicorn lets go of a silent connection after two


@dataclass(frozen=True)
class Run:
    seconds: float
    latencies: list[float]  # seconds, of every answered post
    refused: int  # answers other than 200

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, fraction: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * fraction), len(ordered) - 1)]


def closed(port: int, posts: Sequence[Post], *, connections: int) -> Run:
    """Post everything, each connection sending its next as soon as it has an answer."""
    return _run(port, [(0.0, post) for post in posts], connections)


def steady(port: int, posts: Sequence[Post], *, rate: float, connections: int) -> Run:
    """Post at `rate` a second whatever the answers; latency counts from the planned moment."""
    return _run(port, [(number / rate, post) for number, post in enumerate(posts)], connections)


def _run(port: int, planned: Sequence[tuple[float, Post]], connections: int) -> Run:
    waiting: queue.SimpleQueue[tuple[float, Post]] = queue.SimpleQueue()
    for one in planned:
        waiting.put(one)
    latencies: list[float] = []
    refused: list[int] = []
    began = time.perf_counter()
    workers = [
        threading.Thread(target=_work, args=(port, waiting, began, latencies, refused))
        for _ in range(connections)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return Run(time.perf_counter() - began, latencies, len(refused))


def _work(
    port: int,
    waiting: "queue.SimpleQueue[tuple[float, Post]]",
    began: float,
    latencies: list[float],
    refused: list[int],
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while True:
        try:
            offset, post = waiting.get_nowait()
        except queue.Empty:
            connection.close()
            return
        moment = began + offset if offset else time.perf_counter()
        pause = max(0.0, moment - time.perf_counter())
        if pause > IDLE:
            connection.close()
        time.sleep(pause)
        connection.request("POST", PATH, post.body, post.headers)
        answer = connection.getresponse()
        answer.read()
        latencies.append(time.perf_counter() - moment)
        if answer.status != 200:
            refused.append(answer.status)
