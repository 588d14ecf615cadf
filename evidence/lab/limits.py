"""What the lab may use of the machine. Set before the file is looked at, never raised again."""

import os
import resource
from pathlib import Path

MEMORY = 1536 * 1024 * 1024  # bytes of address space, for each process
LARGEST_FILE = 256 * 1024 * 1024  # bytes
CPU = 240  # seconds for each process, all its threads together
OPEN_FILES = 64
MORE_TASKS = 128  # processes and threads beyond those the same user has now
NICE = 10


def confine() -> None:
    """Bind this process and its children. Returns quietly where the system knows no such limit."""
    os.nice(NICE)
    os.umask(0o077)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, CPU)
    _limit(resource.RLIMIT_FSIZE, LARGEST_FILE)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_AS, MEMORY)
    if (running := _tasks_of_this_user()) is not None:
        _limit(resource.RLIMIT_NPROC, running + MORE_TASKS)


def _limit(what: int, most: int) -> None:
    _soft, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


def _tasks_of_this_user() -> int | None:
    # the kernel counts them all against RLIMIT_NPROC, not only ours
    tasks = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == os.getuid():
                tasks += len(os.listdir(process / "task"))
        except OSError:
            continue  # it has ended, or is not ours to look at
    return tasks or None
