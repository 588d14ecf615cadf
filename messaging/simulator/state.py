"""Keeping the world in a folder, so that chats survive a restart."""

import json
import os
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from messaging.simulator.chats import Message
from messaging.simulator.people import Citizen, Line
from messaging.simulator.postman import Delivery
from messaging.simulator.shelf import File
from messaging.simulator.simulator import Simulator

Json = dict[str, Any]


def save(sim: Simulator, path: Path) -> None:
    """Write the world to `path` in one go: a reader finds the old or the new, never a half."""
    with sim.world.lock:
        kept = {
            "ahead": sim.world.clock.ahead,
            "lines": [asdict(line) for line in sim.world.lines.values()],
            "citizens": [asdict(citizen) for citizen in sim.world.citizens.values()],
            "messages": [asdict(message) for message in sim.world.messages.values()],
            "templates": dict(sim.world.templates),
            "blocked": dict(sim.world.blocked),
            "files": [asdict(file) for file in list(sim.shelf.files.values())],
            "deliveries": [_as_json(delivery) for delivery in sim.postman.pending()],
        }
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    os.replace(unfinished, path)


def load(sim: Simulator, path: Path) -> None:
    """Bring back what `save` wrote; a file that cannot be read is put aside, not lost."""
    if not path.exists():
        return
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        _restore(sim, kept)
    except (ValueError, KeyError, TypeError):
        os.replace(path, path.with_suffix(".unreadable"))


def _restore(sim: Simulator, kept: Json) -> None:
    world = sim.world
    world.clock.ahead = kept["ahead"]
    world.lines = {row["phone_number_id"]: Line(**row) for row in kept["lines"]}
    world.citizens |= {row["key"]: Citizen(**row) for row in kept["citizens"]}
    world.templates.update(kept["templates"])
    world.blocked.update(kept["blocked"])
    sim.shelf.files = {row["id"]: File(**row) for row in kept["files"]}
    for row in kept["messages"]:
        world.add(Message(**row))
    for row in kept["deliveries"]:
        sim.postman.send(Delivery(**{**row, "body": row["body"].encode()}))


def _as_json(delivery: Delivery) -> Json:
    return {**asdict(delivery), "body": delivery.body.decode()}


class Keeper:
    """Saves soon after every change, and once more at the end."""

    def __init__(self, sim: Simulator, path: Path, *, every: float = 1.0) -> None:
        self.sim, self.path, self.every = sim, path, every
        self._saved = -1
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
        save(self.sim, self.path)

    def _work(self) -> None:
        pause = self.every
        while not self._stopped.wait(pause):
            if self._saved == (version := self.sim.world.version):
                continue
            began = time.monotonic()
            save(self.sim, self.path)
            self._saved = version
            # a large world takes long to write, and nothing moves meanwhile
            pause = max(self.every, 20 * (time.monotonic() - began))
