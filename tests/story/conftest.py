import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from local.children import stop

SHOTS = os.environ.get("STORY_SHOTS")  # a folder: keep pictures there for looking at
SECONDS_TO_START = 240


@dataclass
class System:
    url: str
    passwords: dict[str, str]
    folder: Path

    def shoot(self, page, name: str) -> None:
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}.png")


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    """Every process of the Procfile and the simulated WhatsApp, each with its own secrets.

    It ends with the file that used it, so that it does not tick beside all other tests.
    """
    # not below pytest's own folder, which every other run closes to whom the database may run as
    with TemporaryDirectory(prefix="sataark-story-") as folder:
        Path(folder).chmod(0o711)
        yield from _running(Path(folder))


def _running(folder: Path) -> Iterator[System]:
    port = _free_pair()
    kept = {"PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV"}
    env = {name: value for name, value in os.environ.items() if name in kept}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.story.serve", str(port), str(folder)],
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _await(process, f"{url}/readyz", folder / "log")
        known = json.loads((folder / "demo-officers.json").read_text())
        officers = [officer for each in known.values() for officer in each]
        yield System(url, {one["username"]: one["password"] for one in officers}, folder)
    finally:
        stop(process, politely=signal.SIGINT, seconds=60)


def _free_pair() -> int:
    """Return a free port whose successor is free too, for the simulated WhatsApp."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def _await(process: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310  # our own address
            return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"The system did not start:\n{log.read_text(errors='replace')[-3000:]}")
