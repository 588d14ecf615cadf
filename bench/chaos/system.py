"""The whole system as it is deployed: the Procfile's processes, each with its own secrets."""

import http.client
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg

from bench.chaos.crew import Crew
from local import keys, postgres, procfile, valkey
from local.children import start
from local.with_services import environment

LINE = "bareilly-pro"
NUMBER = "100000000000101"  # of that line, in its blueprint


@dataclass(frozen=True)
class System:
    root: Path  # the checkout it runs from
    folder: Path  # its data, spool and logs
    values: Mapping[str, str]  # the environment of the whole
    crew: Crew

    @property
    def broker_url(self) -> str:
        return self.values["REDIS_URL"]

    def run(self, role: str, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        """Start a program with the secrets of `role`; its log lies in the folder."""
        with (self.folder / f"{role}.log").open("ab") as log:
            env = keys.environment_of(role, self.values)
            return start(command, env=env, output=log, cwd=self.root)

    def turns(self) -> int:
        """Return how many messages have had their turn in a talk; 0 while nobody can say."""
        asked = "SELECT count(*) FROM messaging_inboundmessage WHERE state = 'done'"
        try:
            with psycopg.connect(self.values["DATABASE_URL"], connect_timeout=2) as database:
                row = database.execute(asked).fetchone()
        except psycopg.Error:
            return 0
        return int(row[0]) if row else 0

    def answers(self) -> bool:
        """Say whether the web process can be spoken to."""
        connection = http.client.HTTPConnection("127.0.0.1", int(self.values["PORT"]), timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def running(
    root: Path, folder: Path, dice: random.Random, given: Mapping[str, str]
) -> Iterator[System]:
    """Run the system of `root` over new, durable servers in `folder`; stop it all afterwards."""
    folder.chmod(0o711)  # PostgreSQL may run under another name than ours
    crew = Crew(dice)
    with ExitStack() as stack:
        broker = stack.enter_context(valkey.running(state=folder, durable=True))
        server = postgres.running(state=folder, runtime=folder, durable=True)
        database = stack.enter_context(server)
        urls = {"DATABASE_URL": database.url, "REDIS_URL": broker.url}
        system = System(root, folder, {**_values(root, folder), **urls, **given}, crew)
        _prepare(system)
        stack.callback(crew.stop)
        crew.add("valkey", broker.launch_again, broker.process)
        crew.add("postgres", database.launch_again, database.process)
        for name, command in procfile.read(root / "Procfile").items():
            crew.add(name, partial(system.run, name, ["/bin/sh", "-c", f"exec {command}"]))
        yield system


def _values(root: Path, folder: Path) -> dict[str, str]:
    return {
        **environment(),
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONPATH": str(root),
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        "BIND": "127.0.0.1",
        "BEAT_SCHEDULE": str(folder / "beat"),
        "GATEWAY_CONCURRENCY": "3",
        "LOG_LEVEL": "ERROR",
        "SATAARK_SPOOL_DIR": str(folder / "spool"),
        "STORAGE_URL": f"file://{folder / 'media'}",
    }


def _prepare(system: System) -> None:
    command = [sys.executable, "-m", "bench.inside", "chaos.prepare", LINE]
    preparing = system.run("prepare", command)
    if preparing.wait():
        raise RuntimeError((system.folder / "prepare.log").read_text(errors="replace"))
