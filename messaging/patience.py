"""An end to waiting for the database that does not depend on the database.

`statement_timeout` is kept by the server, and `connect_timeout` ends with the connection: neither
helps when an established connection goes silent (a frozen server, a network that drops packets).
Here one thread per process hangs up on whoever has waited too long.
"""

import itertools
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TICK = 0.1  # seconds
_waiting: dict[int, tuple[float, int]] = {}
_numbers = itertools.count()
_lock = threading.Lock()
_process = 0


@contextmanager
def hanging_up(descriptor: int, *, after: float) -> Iterator[None]:
    """Shut down the socket `descriptor` when the block has not ended `after` seconds from now."""
    if _process != os.getpid():
        _start()
    number = next(_numbers)
    _waiting[number] = (time.monotonic() + after, descriptor)
    try:
        yield
    finally:
        with _lock:
            _waiting.pop(number, None)


def _start() -> None:
    global _process
    with _lock:
        if _process != os.getpid():
            _process = os.getpid()
            _waiting.clear()
            threading.Thread(target=_watch, name="patience", daemon=True).start()


def _watch() -> None:
    while True:
        time.sleep(TICK)
        if not _waiting:
            continue
        # under the lock nobody can stop waiting, so the descriptor is still the one meant
        with _lock:
            for until, descriptor in _waiting.values():
                if until < time.monotonic():
                    _hang_up(descriptor)


def _hang_up(descriptor: int) -> None:
    try:
        with socket.socket(fileno=os.dup(descriptor)) as line:
            line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is gone already
