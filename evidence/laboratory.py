"""Handing a file to the lab: a child process with nothing in its hands, and no word believed."""

import functools
import json
import logging
import mmap
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from evidence import inspection

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = (sys.executable, "-E", "-s", "-B", "-m", "evidence.lab")
SECONDS = 180  # by the clock on the wall; below the time limit of a task
FOLDER_PREFIX = "sataark-lab-"
LEFT_BEHIND = timedelta(hours=1)
LARGEST_VERDICT = 1000  # bytes
MOST_BARS = 96  # of the drawing of a recording
# networks, processes and /proc of its own, where this machine allows it
WALLS = ("--net", "--pid", "--fork", "--kill-child", "--mount-proc")


class Refused(Exception):
    """No safe copy can be made of this file; the code says why."""


class Broke(Exception):
    """The lab crashed, hung or left nonsense: the file's doing, or the machine's."""


class FfmpegMissing(Exception):
    """Sound and film must wait until there is an ffmpeg here."""


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A clean copy, open at its beginning; the caller closes it."""

    file: BinaryIO
    mime: str
    bars: tuple[int, ...] = ()  # how loud a recording is from its beginning to its end


@contextmanager
def private_folder() -> Generator[Path]:
    """Yield a folder only we can read, gone afterwards with everything in it."""
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX, ignore_cleanup_errors=True) as name:
        yield Path(name)


def clear_away(*, now: datetime) -> None:
    """Delete what workers that were killed have left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        with suppress(OSError):
            known = folder.lstat()
            is_old = known.st_mtime < (now - LEFT_BEHIND).timestamp()
            if is_old and known.st_uid == os.getuid():
                shutil.rmtree(folder)


def redraw(folder: Path, kind: str) -> Redrawn:
    """Let the lab draw `folder`/original anew and inspect what it left.

    Raises Refused, Broke or FfmpegMissing.
    """
    _run([*walls(), *PROGRAM, str(folder), kind, ffmpeg() or ""])
    verdict = _verdict(folder)
    match verdict:
        case {"refused": str(code)} if code.replace("_", "").isalpha() and len(code) <= 40:
            raise Refused(code)
        case {"wanted": "ffmpeg"}:
            raise FfmpegMissing
        case {"type": str(mime), **more} if mime in inspection.INSPECTIONS:
            bars = _bars(more)
            return replace(_inspected(folder / "clean", mime), bars=bars)
    raise Broke("nonsense")


def ffmpeg() -> str | None:
    """Return this machine's ffmpeg, or the one of the development set-up."""
    if found := shutil.which("ffmpeg"):
        return found
    try:
        import imageio_ffmpeg
    except ImportError:
        return None
    with suppress(RuntimeError):
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    return None


@functools.cache
def walls() -> tuple[str, ...]:
    """Return a command that walls the lab in, or nothing where that is not allowed."""
    if unshare := shutil.which("unshare"):
        for rights in ((), ("--map-root-user",)):
            command = (unshare, *rights, *WALLS)
            with suppress(OSError, subprocess.SubprocessError):
                _try(command)
                return command
    log.warning("unshare does not work here: the lab is limited, but not cut off from networks")
    return ()


def _try(command: tuple[str, ...]) -> None:
    trial = [*command, "true"]
    subprocess.run(trial, env={}, check=True, capture_output=True, timeout=10)  # noqa: S603  # no word from outside


def _run(command: list[str]) -> None:
    lab = subprocess.Popen(  # noqa: S603  # no word of a citizen's is in it
        command,
        cwd=ROOT,
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # it might quote the file
        start_new_session=True,
    )
    try:
        code = lab.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise Broke("timed_out") from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(lab.pid, signal.SIGKILL)
        lab.wait()
    if code:
        raise Broke("crashed")


def _verdict(folder: Path) -> object:
    try:
        with _opened(folder / "verdict") as file:
            return json.loads(file.read(LARGEST_VERDICT))
    except (OSError, ValueError, RecursionError):
        raise Broke("nonsense") from None


def _bars(verdict: dict[Any, Any]) -> tuple[int, ...]:
    match verdict.get("bars", []):
        case list(bars) if len(bars) in {0, MOST_BARS} and all(
            type(bar) is int and 0 <= bar < 100 for bar in bars
        ):
            return tuple(bars)
    raise Broke("nonsense")


def _inspected(clean: Path, mime: str) -> Redrawn:
    try:
        file = _opened(clean)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            is_clean = inspection.is_clean(data, mime)
    except (OSError, ValueError):
        raise Broke("nonsense") from None
    if not is_clean:
        file.close()
        raise Refused("copy_not_clean")
    return Redrawn(file, mime)


def _opened(path: Path) -> BinaryIO:
    """Open a plain file of the lab's: a link could lead anywhere, a pipe could hang."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a plain file")
    return os.fdopen(descriptor, "rb")
