"""Telling the gateway that something has come, without making anyone wait for the broker.

The bell rings from a thread of its own: a publish costs more than storing a delivery, and takes
seconds when the broker is gone. Rings that come while one is on its way are one ring. Whatever
is lost here, the sweep of unread deliveries finds within seconds.
"""

import logging
import os
import threading

from celery import current_app

log = logging.getLogger(__name__)

# by name, so that the web process does not load the code that opens boxes
TASK = "messaging.tasks.read_inbox"
PAUSE = 0.5  # seconds between two rings at the least; what comes meanwhile is read together
PAUSE_AFTER_FAILURE = 2.0


class Doorbell:
    def __init__(self) -> None:
        self._rung = threading.Event()
        self._lock = threading.Lock()
        self._process = 0

    def ring(self) -> None:
        """Return at once, whatever state the broker is in. Never raises."""
        if self._process != os.getpid():
            self._answer()
        self._rung.set()

    def _answer(self) -> None:
        """Start this process's thread; a fork does not inherit it."""
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._run, name="doorbell", daemon=True).start()

    def _run(self) -> None:
        while True:
            self._rung.wait()
            self._rung.clear()
            threading.Event().wait(PAUSE if publish() else PAUSE_AFTER_FAILURE)


def publish() -> bool:
    """Hand the hint to the broker; say whether it took it."""
    try:
        current_app.send_task(TASK, retry=False)
    except Exception as error:  # noqa: BLE001 — a thread of hints must outlive any broker's mood
        log.warning("hint not given", extra={"error": type(error).__name__})
        return False
    return True


_bell = Doorbell()
ring = _bell.ring
