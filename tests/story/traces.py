"""Every place where a running system may leave a trace of somebody."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis
from psycopg import sql

ROLES = {
    "web": "gunicorn",
    "gateway": "gateway@",
    "lab": "lab@",
    "worker": "worker@",
    "beat": "celery\0--quiet\0-A\0sataark\0beat",
    "simulator": "messaging.simulator",
}


@dataclass(frozen=True)
class Process:
    pid: int
    command: bytes
    environment: bytes

    @property
    def variables(self) -> dict[str, str]:
        pairs = (one.split("=", 1) for one in self.environment.decode().split("\0") if "=" in one)
        return {name: value for name, value in pairs}


def processes(port: int) -> dict[str, list[Process]]:
    """Return the processes of the system on `port`, the forked ones too, by their role."""
    found: dict[str, list[Process]] = {role: [] for role in ROLES}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue  # it has just ended, or is somebody else's
        process = Process(int(folder.name), command, environment)
        if process.variables.get("PORT") == str(port):
            for role, sign in ROLES.items():
                if sign.encode() in command:
                    found[role].append(process)
    return found


def tables(database_url: str) -> dict[str, bytes]:
    """Return all rows of all tables: each as JSON, and bytes once more as they are."""
    known = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'"
    with psycopg.connect(database_url) as connection:
        names = connection.execute(known).fetchall()
        return {name: b"\n".join(_rows(connection, schema, name)) for schema, name in names}


def _rows(connection: Any, schema: str, table: str) -> Iterator[bytes]:
    place = sql.Identifier(schema, table)
    query = sql.SQL("SELECT row_to_json(t)::text, t.* FROM {} AS t").format(place)
    for row in connection.execute(query):
        yield from (bytes(one) for one in row if isinstance(one, bytes | memoryview))
        yield str(row[0]).encode()


def broker(redis_url: str) -> dict[str, bytes]:
    """Return what lies under every key of the broker."""
    with redis.Redis.from_url(redis_url) as client:
        return {key.decode(): key + b"\n" + _value(client, key) for key in client.scan_iter()}


def _value(client: Any, key: bytes) -> bytes:
    match client.type(key):
        case b"list":
            return b"\n".join(client.lrange(key, 0, -1))
        case b"hash":
            return b"\n".join(one for pair in client.hgetall(key).items() for one in pair)
        case b"set":
            return b"\n".join(client.smembers(key))
        case b"zset":
            return b"\n".join(client.zrange(key, 0, -1))
        case b"string":
            return bytes(client.get(key) or b"")
        case kind:
            raise AssertionError(f"No way to read {key!r}, a {kind!r}")


def files(folder: Path, *, but: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Return the contents of all files below `folder`, by name; `but` are not looked into."""
    found = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if not name.startswith(but) and path.is_file():
            try:
                found[name] = path.read_bytes()
            except FileNotFoundError:
                continue  # short-lived: a lock, a part of something unfinished
    return found


class Eavesdropper:
    """Hears every command the broker is given, from the moment it is made."""

    def __init__(self, redis_url: str) -> None:
        self.heard: list[str] = []
        self.client = redis.Redis.from_url(redis_url, socket_timeout=None)
        self.monitor = self.client.monitor().__enter__()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        with suppress(redis.ConnectionError, OSError, ValueError):  # how it ends when stopped
            for command in self.monitor.listen():
                self.heard.append(command["command"])

    def stop(self) -> bytes:
        assert self.thread.is_alive(), "the eavesdropper left before the end"
        heard = "\n".join(self.heard)
        self.client.close()
        return heard.encode()
