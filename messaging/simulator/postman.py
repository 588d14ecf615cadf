"""Carries webhooks to the desk, and comes again for seven days when it is not answered with 200."""

import heapq
import itertools
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

import requests

from messaging.simulator.clock import Clock

RETRY_AFTER = (1, 10, 60, 300, 1800, 3600)  # seconds; the last one again and again
PATIENCE = 7 * 24 * 3600  # seconds
ANSWER_WITHIN = 20  # seconds
REMEMBERED = 5000  # deliveries kept for looking at

# (body, headers) → HTTP status; None: no answer
Carry = Callable[[bytes, Mapping[str, str]], int | None]


@dataclass(slots=True)
class Delivery:
    """One POST to the desk, and how each attempt at it went."""

    body: bytes
    headers: dict[str, str]
    lane: str = ""  # deliveries of one lane keep their order while nothing fails
    messages: list[str] = field(default_factory=list)  # citizens' messages inside
    born: float = 0.0
    attempts: list[int | None] = field(default_factory=list)
    state: str = "waiting"  # then "done" or "given up"


class Postman:
    """Delivers in the background on a few lanes, or only when told (`by_hand`)."""

    def __init__(
        self,
        clock: Clock,
        carry: Carry,
        *,
        lanes: int = 4,
        by_hand: bool = False,
        retry_after: Sequence[float] = RETRY_AFTER,
        on_change: Callable[[Delivery], None] = lambda delivery: None,
    ) -> None:
        self.clock, self.carry, self.retry_after = clock, carry, retry_after
        self.on_change = on_change
        self.deliveries: deque[Delivery] = deque(maxlen=REMEMBERED)
        self._changed = threading.Condition()
        self._counter = itertools.count()
        self._queues: list[list[tuple[float, int, Delivery]]] = [[] for _ in range(lanes)]
        self._busy = 0
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._work, args=(queue,), daemon=True)
            for queue in ([] if by_hand else self._queues)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=1)

    def send(self, delivery: Delivery, *, after: float = 0.0) -> None:
        """Take a delivery; it goes `after` seconds of the world's time."""
        delivery.born = delivery.born or self.clock.now()
        with self._changed:
            self.deliveries.append(delivery)
            self._queue(delivery, self.clock.now() + after)

    def pending(self) -> list[Delivery]:
        with self._changed:
            return [delivery for queue in self._queues for _, _, delivery in sorted(queue)]

    def wake(self) -> None:
        """Look at the clock again: somebody has moved it."""
        with self._changed:
            self._changed.notify_all()

    def wait_until_quiet(self, timeout: float = 20) -> bool:
        """Wait until nothing is due or on its way. Later attempts do not count."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy and not self._due(), timeout)

    def deliver_due(self) -> int:
        """Deliver everything that is due, in the caller's thread. Return how many went."""
        count = 0
        while (delivery := self._take_any()) is not None:
            self._attempt(delivery)
            count += 1
        return count

    def deliver_now(self, delivery: Delivery) -> None:
        """Deliver at once, before the caller goes on."""
        delivery.born = delivery.born or self.clock.now()
        with self._changed:
            self.deliveries.append(delivery)
            self._busy += 1
        self._attempt(delivery)

    def _queue(self, delivery: Delivery, due: float) -> None:
        queue = self._queues[crc32(delivery.lane.encode()) % len(self._queues)]
        heapq.heappush(queue, (due, next(self._counter), delivery))
        self._changed.notify_all()

    def _due(self) -> bool:
        now = self.clock.now()
        return any(queue and queue[0][0] <= now for queue in self._queues)

    def _take_any(self) -> Delivery | None:
        """Take the one that has waited longest, from whichever lane."""
        with self._changed:
            first = min((queue for queue in self._queues if queue), default=None)
            if first is None or first[0][0] > self.clock.now():
                return None
            self._busy += 1
            return heapq.heappop(first)[2]

    def _work(self, queue: list[tuple[float, int, Delivery]]) -> None:
        while True:
            with self._changed:
                while not self._stopped and not (queue and queue[0][0] <= self.clock.now()):
                    self._changed.wait(queue[0][0] - self.clock.now() if queue else None)
                if self._stopped:
                    return
                delivery = heapq.heappop(queue)[2]
                self._busy += 1
            self._attempt(delivery)

    def _attempt(self, delivery: Delivery) -> None:
        status = self.carry(delivery.body, delivery.headers)
        with self._changed:
            self._busy -= 1
            delivery.attempts.append(status)
            if status == 200:
                delivery.state = "done"
            elif self.clock.now() - delivery.born >= PATIENCE:
                delivery.state = "given up"
            else:
                pauses = self.retry_after
                pause = pauses[min(len(delivery.attempts), len(pauses)) - 1]
                self._queue(delivery, self.clock.now() + pause)
            self._changed.notify_all()
        self.on_change(delivery)


def over_http(url: str) -> Carry:
    """Return a way to POST to `url`: no redirects, patience for twenty seconds."""
    local = threading.local()

    def carry(body: bytes, headers: Mapping[str, str]) -> int | None:
        if not hasattr(local, "session"):
            local.session = requests.Session()
            local.session.trust_env = False
        try:
            answer = local.session.post(
                url, data=body, headers=headers, timeout=ANSWER_WITHIN, allow_redirects=False
            )
        except requests.RequestException:
            return None
        return int(answer.status_code)

    return carry
