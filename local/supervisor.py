"""Several programs in one terminal: their lines side by side, one Ctrl-C for all."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from local.children import kill_session, start

STEADY_SECONDS = 10
SECONDS_TO_END = 30  # a worker may finish the task in its hands
TICK_SECONDS = 0.2
COLOURS = (36, 33, 32, 35, 34, 31)


@dataclass(frozen=True)
class Program:
    name: str
    command: str
    env: Mapping[str, str]


@dataclass
class Running:
    program: Program
    process: subprocess.Popen[bytes]
    began: float
    unread: bytes = b""


@dataclass
class Supervisor:
    """Runs programs until a signal, or until one of them fails to stay up.

    A program that ends after STEADY_SECONDS is started again, as production would: killing a
    process is part of trying the system out. One that ends sooner will not do better the next
    time, and is a mistake to look at; so everything stops, below its last lines.
    """

    programs: list[Program]
    cwd: Path
    status: int = 0
    requests: int = 0
    running: dict[str, Running] = field(default_factory=dict)
    selector: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)

    def run(self, each_tick: Callable[[], None]) -> int:
        """Return the exit status: 0 after a signal, 1 after a program failed."""
        before = {sign: signal.signal(sign, self._ask) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            for program in self.programs:
                self._start(program)
            while not self.requests:
                self._relay(TICK_SECONDS)
                self._look_after()
                each_tick()
        finally:
            self._end()
            for sign, handler in before.items():
                signal.signal(sign, handler)
        return self.status

    def say(self, text: str, name: str = "run") -> None:
        width = max(len(program.name) for program in self.programs)
        prefix = f"{name:<{width}} | "
        if sys.stdout.isatty():
            names = [program.name for program in self.programs]
            colour = COLOURS[names.index(name) % len(COLOURS)] if name in names else 1
            prefix = f"\033[{colour}m{prefix}\033[0m"
        print(prefix + text, flush=True)

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self.requests += 1

    def _start(self, program: Program) -> None:
        process = start(
            ["/bin/sh", "-c", f"exec {program.command}"],
            env=program.env,
            output=subprocess.PIPE,
            cwd=self.cwd,
        )
        running = Running(program, process, time.monotonic())
        self.running[program.name] = running
        if process.stdout:
            os.set_blocking(process.stdout.fileno(), False)
            self.selector.register(process.stdout, selectors.EVENT_READ, running)

    def _relay(self, seconds: float) -> None:
        """Print what the programs wrote, waiting for it up to `seconds`."""
        for key, _ in self.selector.select(seconds):
            running: Running = key.data
            chunk = os.read(key.fd, 65536)
            if not chunk:
                self.selector.unregister(key.fileobj)
            *lines, running.unread = (running.unread + chunk).split(b"\n")
            for line in lines:
                self.say(line.decode(errors="replace"), running.program.name)

    def _look_after(self) -> None:
        for name, running in list(self.running.items()):
            status = running.process.poll()
            if status is None:
                continue
            kill_session(running.process)
            self._close(running)
            lasted = time.monotonic() - running.began
            if lasted >= STEADY_SECONDS:
                self.say(f"{name} {_ended(status)} after {lasted:.0f} s; starting it again.")
                self._start(running.program)
            else:
                del self.running[name]
                self.say(
                    f"{name} {_ended(status)} {lasted:.0f} s after its start, so everything "
                    "stops; its last lines are above."
                )
                self.status = 1
                self.requests += 1

    def _end(self) -> None:
        """Ask all to end, insist after a while or a second Ctrl-C, and leave nothing behind."""
        patience = max(1, self.requests)
        deadline = time.monotonic() + SECONDS_TO_END
        for running in self.running.values():
            if running.process.poll() is None:
                running.process.terminate()
        while self._alive() and self.requests <= patience and time.monotonic() < deadline:
            self._relay(TICK_SECONDS)
        for running in self.running.values():
            kill_session(running.process)
            running.process.wait()
            self._close(running)
        self.running.clear()

    def _alive(self) -> bool:
        return any(running.process.poll() is None for running in self.running.values())

    def _close(self, running: Running) -> None:
        output = running.process.stdout
        while output and output in {key.fileobj for key in self.selector.get_map().values()}:
            self._relay(TICK_SECONDS)
        if running.unread:
            self.say(running.unread.decode(errors="replace"), running.program.name)
            running.unread = b""
        if output:
            output.close()


def _ended(status: int) -> str:
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"
