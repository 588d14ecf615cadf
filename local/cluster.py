"""One PostgreSQL cluster: the folder of data, the account it belongs to, the server on it."""

import os
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from local.children import UnableToStart, start, still_runs
from local.demotion import ENVIRONMENT, Account

USER = DATABASE = "sataark"
SECONDS_TO_START = 60  # recovery after a crash included
# A private server's log may not repeat what a tip said.
QUIET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """Not to be used by two callers at once: whoever makes one holds the lock on its folder."""

    data: Path
    runtime: Path  # where short-lived files and the socket go
    account: Account
    version: int
    durable: bool

    @property
    def socket(self) -> Path:
        return self.runtime / "postgres"

    @property
    def log(self) -> Path:
        return self.data.with_suffix(".log")

    def prepare(self) -> str:
        """Return the superuser's password, having made the cluster if there is none."""
        secret = self.data.with_suffix(".password")
        if not (self.data / "PG_VERSION").exists():
            secret.touch(mode=0o600)
            secret.write_text(secrets.token_urlsafe(24), encoding="ascii")
            self._make(secret)
        made_by = int((self.data / "PG_VERSION").read_text(encoding="ascii"))
        if made_by != self.version:
            raise UnableToStart(
                f"{self.data} was made by PostgreSQL {made_by} and the server here is "
                f"{self.version}: set SATAARK_PG_BIN to the programs of version {made_by}, "
                "or move the data with pg_dump, or delete the folder to begin with no data."
            )
        self._end_orphan()
        self.account.own(self.data)
        return secret.read_text(encoding="ascii")

    def launch(self) -> subprocess.Popen[bytes]:
        self.socket.mkdir(mode=0o700, exist_ok=True)
        self.account.own(self.socket)
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.socket), **QUIET}
        if not self.durable:
            settings |= THROW_AWAY
        options = [f"--{name}={value}" for name, value in settings.items()]
        postgres = str(self.account.bin / "postgres")
        with self.log.open("wb") as log:
            return start(
                [*self.account.prefix, postgres, "-D", str(self.data), *options],
                env=ENVIRONMENT,
                output=log,
                cwd=Path("/"),
                user=self.account.user,
                group=self.account.group,
                when_orphaned=signal.SIGINT,
            )

    def connect(self, process: subprocess.Popen[bytes], *, password: str) -> psycopg.Connection:
        """Wait until the server answers; return a connection to its maintenance database."""
        deadline = time.monotonic() + SECONDS_TO_START
        server = make_conninfo(host=str(self.socket), user=USER, password=password)
        while True:
            try:
                return psycopg.connect(server, dbname="postgres", autocommit=True)
            except psycopg.OperationalError as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    last = self.log.read_text(errors="replace").strip().splitlines()[-1:]
                    reason = " ".join(last) or str(error)
                    raise UnableToStart(
                        f"PostgreSQL did not start ({self.log}): {reason}"
                    ) from error
                time.sleep(0.02)

    def _make(self, secret: Path) -> None:
        """Run initdb beside the final place, so that a cluster is there whole or not at all."""
        shutil.rmtree(self.data, ignore_errors=True)
        unfinished = self.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self.account.own(unfinished)
        password = self.runtime / "password"
        shutil.copy(secret, password)
        self.account.own(password)
        options = [f"--username={USER}", "--encoding=UTF8", "--auth=scram-sha-256"]
        options += [f"--pwfile={password}", "--locale=C.UTF-8"]
        if self.version >= 17:  # the same order of letters on every machine
            options.append("--locale-provider=builtin")
        if not self.durable:
            options.append("--no-sync")
        done = self.account.run(self.account.bin / "initdb", "-D", unfinished, *options)
        password.unlink()
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:]
            raise UnableToStart(f"PostgreSQL could not set up {self.data}: {' '.join(last)}")
        unfinished.rename(self.data)

    def _end_orphan(self) -> None:
        """Stop a server whose parent was killed; drop a lock that names someone else's process."""
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        pid = int(lock.read_text(encoding="utf-8").split(maxsplit=1)[0])
        with suppress(ProcessLookupError):
            for sign in (signal.SIGINT, signal.SIGKILL):
                deadline = time.monotonic() + 10
                while still_runs(pid, naming=self.data) and time.monotonic() < deadline:
                    os.kill(pid, sign)
                    time.sleep(0.05)
        lock.unlink(missing_ok=True)
