"""Programs of ours, run as a person runs them: in a process of their own, from a terminal."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("DATABASE_URL", "REDIS_URL", "SATAARK_PG_BIN")

Script = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OURS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def script(nothing_set: None) -> Iterator[Script]:
    """Start Python code in a process of its own; whatever is left of it dies with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(
        code: str,
        *arguments: object,
        prefix: tuple[str, ...] = (),
        env: dict[str, str] | None = None,
    ) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*prefix, sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def as_ordinary_user() -> tuple[str, ...]:
    """Return what to put before a command for it not to run as root."""
    if os.geteuid():
        return ()
    inside = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
    if subprocess.run([*inside, "true"]).returncode == 0:
        return inside
    return ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")


def naming(text: object) -> list[str]:
    """Return the command lines of living processes that name `text`."""
    lines = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if str(text) in line:
            lines.append(line)
    return lines


def comes_true(condition: Callable[[], bool], *, within: float = 60) -> bool:
    """Wait for what other processes are about to do."""
    deadline = time.monotonic() + within
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()
