"""A worker that cannot go on must end: only then does its supervisor start it anew.

After an error it cannot recover from, Celery waits for its children; where one of them was killed
in the middle of a sentence, it waits for the rest of it for ever.
"""

import os
import threading
from typing import Any

from celery import bootsteps
from celery.worker import state

SECONDS_TO_END = 15


class EndsForSure(bootsteps.StartStopStep):
    requires = ("celery.worker.components:Pool",)

    def close(self, worker: Any) -> None:
        """Set an end to the waiting. Asked to end by a signal, a worker may finish its tasks."""
        if state.should_stop is None and state.should_terminate is None:
            timer = threading.Timer(SECONDS_TO_END, os._exit, [os.EX_SOFTWARE])
            timer.daemon = True
            timer.start()
