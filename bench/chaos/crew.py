"""Processes that are started again when they die, after a short random pause."""

import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from local.children import kill_session, stop

SHORTEST, LONGEST = 0.1, 1.0  # seconds a dead process stays dead
Start = Callable[[], "subprocess.Popen[bytes]"]


@dataclass
class Member:
    start: Start
    process: "subprocess.Popen[bytes]"
    back_at: float | None = None  # when it is started again; None: it has not died


class Crew:
    """Looked after by whoever calls `look_after` every few hundredths of a second.

    From one thread: the kernel ends a child when the thread that started it ends.
    """

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._members: dict[str, Member] = {}
        self.restarts: Counter[str] = Counter()

    def add(
        self, name: str, start: Start, process: "subprocess.Popen[bytes] | None" = None
    ) -> None:
        """Take on a process; one that already runs is handed over in `process`."""
        self._members[name] = Member(start, process or start())

    def look_after(self) -> None:
        for name, member in self._members.items():
            if member.process.poll() is None:
                continue
            now = time.monotonic()
            if member.back_at is None:
                # what the dead left behind would hold the port, or do their work twice
                kill_session(member.process)
                member.back_at = now + self._dice.uniform(SHORTEST, LONGEST)
            elif now >= member.back_at:
                member.process, member.back_at = member.start(), None
                self.restarts[name] += 1

    def pid(self, name: str) -> int | None:
        """Return the id of a living member, or None."""
        process = self._members[name].process
        return process.pid if process.poll() is None else None

    def send(self, name: str, sign: int) -> bool:
        """Signal a member; say whether it was there to hear."""
        process = self._members[name].process
        alive = process.poll() is None
        process.send_signal(sign)
        return alive

    def stop(self) -> None:
        """End everybody, the last to come first."""
        for member in reversed(self._members.values()):
            stop(member.process)
