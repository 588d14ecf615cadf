"""PostgreSQL and a Redis-protocol server for whoever has not named their own."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from local import postgres, valkey
from local.children import UnableToStart

LONGEST_FOLDER = 70  # characters; a socket's whole path may have about a hundred


@contextmanager
def private_services(
    *, state: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Iterator[dict[str, str]]:
    """Yield DATABASE_URL and REDIS_URL, starting a private server for each that `environ` lacks.

    With `state`, data are durable and kept in that folder. Without, they are thrown away and the
    servers never wait for the disk. Everything started is stopped on the way out.
    Raises UnableToStart.
    """
    urls = {name: environ[name] for name in ("DATABASE_URL", "REDIS_URL") if environ.get(name)}
    state = state.resolve() if state else None
    with ExitStack() as stack:
        if len(urls) < 2:
            runtime = stack.enter_context(_runtime())
            folder = stack.enter_context(_only_one(state)) if state else _thrown_away(runtime)
            durable = state is not None
            if "REDIS_URL" not in urls:
                server = stack.enter_context(valkey.running(state=folder, durable=durable))
                urls["REDIS_URL"] = server.url
            if "DATABASE_URL" not in urls:
                database = postgres.running(state=folder, runtime=runtime, durable=durable)
                urls["DATABASE_URL"] = stack.enter_context(database).url
        yield urls


@contextmanager
def _runtime() -> Iterator[Path]:
    parent = tempfile.gettempdir()
    if len(parent) > LONGEST_FOLDER:
        parent = "/tmp"  # noqa: S108 — only the parent of a folder that mkdtemp names
    runtime = Path(tempfile.mkdtemp(prefix="sataark-", dir=parent))
    runtime.chmod(0o711)
    try:
        yield runtime
    finally:
        shutil.rmtree(runtime, ignore_errors=True)


@contextmanager
def _only_one(state: Path) -> Iterator[Path]:
    state.mkdir(parents=True, exist_ok=True)
    state.chmod(0o711)
    with (state / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UnableToStart(
                f"Sataark already runs from this folder ({state} is in use): stop it first."
            ) from error
        yield state


def _thrown_away(runtime: Path) -> Path:
    folder = runtime / "state"
    folder.mkdir(mode=0o711)
    return folder
