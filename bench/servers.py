"""The real web process and the bare one, served alike on one database."""

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from local import keys, ports
from local.children import start, stop
from local.services import private_services
from local.with_services import environment

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--no-control-socket"]


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """Yield the whole system's environment over durable private servers, migrated."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o711)
        with private_services(state=Path(folder) / "services", environ={}) as urls:
            spool = {"SATAARK_SPOOL_DIR": f"{folder}/spool", "LOG_LEVEL": "ERROR"}
            values = {**environment(), **spool, **urls, "PYTHONPATH": str(ROOT)}
            values["PATH"] = f"{Path(sys.executable).parent}:/usr/bin:/bin"
            migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
            subprocess.run(migrate, env=values, cwd=ROOT, check=True)
            yield values


@contextmanager
def serving(application: str, values: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Serve a WSGI application as production does; yield its port and its master's pid."""
    port = ports.free()
    command = [f"{Path(sys.executable).parent}/gunicorn", application, *OPTIONS]
    with tempfile.TemporaryFile() as log:
        process = start(
            [*command, "--bind", f"127.0.0.1:{port}"],
            env=keys.environment_of("web", values),
            output=log,
            cwd=ROOT,
        )
        try:
            _await(port)
            yield port, process.pid
        finally:
            stop(process)


def cpu_of(pid: int) -> float:
    """Return the seconds of processor time of a process and of all it started; 0 once gone."""
    if not Path(f"/proc/{pid}").exists():
        return 0.0
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, used[11:15])) / os.sysconf("SC_CLK_TCK")
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(cpu_of(int(child)) for child in below)


def memory_of(pid: int) -> int:
    """Return the resident bytes of a process's children together."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = [int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children]
    return sum(pages) * 4096


def _await(port: int) -> None:
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("The server did not start.")
