"""Child processes that never outlive us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1  # linux/prctl.h
# Loaded before any fork: the child may only call what is already in memory.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class UnableToStart(Exception):
    """Something needed here is missing or in the way. The text is one sentence for a person."""


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    output: int | IO[bytes],
    cwd: Path | None = None,
    user: int | None = None,
    group: int | None = None,
    when_orphaned: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C reaches only us and we stop it.

    On Linux the kernel sends `when_orphaned` should we be killed without a chance to.
    """
    return subprocess.Popen(
        command,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
        start_new_session=True,
        preexec_fn=_die_with(os.getpid(), when_orphaned),
    )


def _die_with(parent: int, sign: signal.Signals) -> Callable[[], None] | None:
    return partial(_ask_kernel, parent, sign) if LIBC else None


def _ask_kernel(parent: int, sign: signal.Signals) -> None:
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
    if os.getppid() != parent:  # it died between the fork and the line above
        os._exit(1)


def stop(
    process: subprocess.Popen[bytes],
    *,
    politely: signal.Signals = signal.SIGTERM,
    seconds: float = 10,
) -> None:
    """Ask the process to end, insist after `seconds`, and end whatever it left in its session."""
    if process.poll() is None:
        process.send_signal(politely)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    kill_session(process)
    process.wait()


def kill_session(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def still_runs(pid: int, *, naming: Path) -> bool:
    """Say whether process `pid` lives and its command line names the path `naming`.

    A number alone proves nothing: after a restart of the machine it belongs to someone else.
    """
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        shown = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True)
        line = shown.stdout
    return str(naming).encode() in line
