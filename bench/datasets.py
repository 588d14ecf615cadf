"""Databases with an invented country in them, made once and kept where SATAARK_BENCH_STATE says."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from bench.servers import ROOT
from local.services import private_services
from local.with_services import environment


@contextmanager
def server() -> Iterator[dict[str, str]]:
    """Yield URLs of durable private servers: on the kept folder, or on one that is thrown away."""
    if kept := os.environ.get("SATAARK_BENCH_STATE"):
        with private_services(state=Path(kept), environ={}) as urls:
            yield urls
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o711)
        with private_services(state=Path(folder) / "services", environ={}) as urls:
            yield urls


def of(urls: dict[str, str], tickets: int) -> dict[str, str]:
    """Return the environment of a database with so many tickets, made now if it is not there."""
    name = f"tickets_{tickets}"
    values = _environment(urls, name)
    is_new = _make(urls, name)
    manage = [sys.executable, "manage.py"]
    try:
        subprocess.run([*manage, "migrate", "--verbosity", "0"], env=values, cwd=ROOT, check=True)
        if is_new:
            print(f"  making {tickets} tickets ...", flush=True)
            command = [*manage, "make_large_dataset", "--tickets", str(tickets)]
            subprocess.run(command, env=values, cwd=ROOT, check=True)
    except BaseException:
        if is_new:  # half a country must not be taken for a whole one next time
            _drop(urls, name)
        raise
    return values


@contextmanager
def copy_of(urls: dict[str, str], tickets: int) -> Iterator[dict[str, str]]:
    """Yield the environment of a copy that may be written to, and drop it afterwards."""
    of(urls, tickets)
    name = f"copy_of_{tickets}"
    _drop(urls, name)
    _make(urls, name, template=f"tickets_{tickets}")
    try:
        yield _environment(urls, name)
    finally:
        _drop(urls, name)


def _environment(urls: dict[str, str], name: str) -> dict[str, str]:
    url = urls["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    return {**environment(), **os.environ, **urls, "DATABASE_URL": url, "LOG_LEVEL": "CRITICAL"}


def _make(urls: dict[str, str], name: str, *, template: str = "template1") -> bool:
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
    return True


def _drop(urls: dict[str, str], name: str) -> None:
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(name)))
