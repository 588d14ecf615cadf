"""One run: start everything, speak and kill, stop killing, count."""

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.chaos import mutants, plan, system, talk, verdict
from bench.chaos.killer import Killer
from bench.chaos.system import System
from bench.chaos.talk import Talk
from local import ports
from local.children import UnableToStart, stop
from local.progress import step

ROOT = Path(__file__).resolve().parent.parent.parent
SECRETS = ("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_ACCESS_TOKEN")
TICK = 0.02  # seconds between looks at who has died
EVERY = 5  # seconds between questions how far the messages are
TO_START = 120  # seconds
LONGEST_KILLING = 300  # seconds
AFTERWARDS = 3  # times slower it is killed once all is acknowledged: the backlog must move
TO_ACKNOWLEDGE = 180  # seconds after the killing
TO_BE_QUIET = 900  # seconds; it is given up far sooner when nothing moves


@dataclass(frozen=True)
class Settings:
    seed: int
    messages: int = 2000
    citizens: int = 150
    per_second: float = 25
    kills: int = 200  # at least
    every: tuple[float, float] = (0.2, 1.0)  # seconds between two kills
    mutant: str = ""
    folder: Path | None = None  # where logs and data are kept; None: nowhere


@dataclass(frozen=True)
class Outcome:
    rows: list[verdict.Row]
    kills: Counter[str]
    restarts: Counter[str]
    answers: Counter[str]

    @property
    def holds(self) -> bool:
        return all(row["reached"] for row in self.rows)


def run(settings: Settings) -> Outcome:
    with ExitStack() as stack:
        folder = settings.folder or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="chaos-"))
        )
        folder.mkdir(exist_ok=True)
        root = mutants.copy(ROOT, folder / "checkout", settings.mutant) if settings.mutant else ROOT
        port = ports.free()
        said = stack.enter_context(talk.talking(port, system.NUMBER))
        whole = stack.enter_context(_started(root, folder, settings, said, port))
        killer = Killer(whole, random.Random(f"{settings.seed} kills"), settings.every)
        _speak_and_kill(settings, whole, said, killer)
        books = _count(whole, said)
        evidence = verdict.Evidence(said.tokens, said.door.acknowledged, said.heard_twice(), books)
        return Outcome(
            verdict.judge(evidence), killer.counts, whole.crew.restarts, said.door.answers
        )


@contextmanager
def _started(
    root: Path, folder: Path, settings: Settings, said: Talk, port: int
) -> Iterator[System]:
    given = {
        **{name: os.environ[name] for name in SECRETS},
        "WHATSAPP_API_URL": said.stage.url,
        "PORT": str(port),
    }
    with ExitStack() as stack:
        dice = random.Random(f"{settings.seed} pauses")
        with step("Starting everything"):
            whole = stack.enter_context(system.running(root, folder, dice, given))
            if not _until(whole, whole.answers, TO_START, every=0.5):
                raise UnableToStart(f"The web process did not start; see {folder}/web.log.")
        yield whole


def _speak_and_kill(settings: Settings, whole: System, said: Talk, killer: Killer) -> None:
    posts = plan.make(
        settings.seed,
        messages=settings.messages,
        citizens=settings.citizens,
        per_second=settings.per_second,
    )
    with step(f"Speaking and killing ({settings.messages} messages in {len(posts)} posts)"):
        said.begin(posts)
        progress = Progress(settings, whole, said)

        def enough() -> bool:
            killer.pace = AFTERWARDS if said.is_acknowledged else 1
            killer.tick()
            return progress.suffices() and killer.total >= settings.kills

        _until(whole, enough, LONGEST_KILLING)


@dataclass
class Progress:
    """How far the messages are, shown now and then."""

    settings: Settings
    whole: System
    said: Talk
    asked: float = 0.0
    enough: bool = False

    def suffices(self) -> bool:
        """Say whether all are acknowledged, and half were worked on while things died."""
        if time.monotonic() > self.asked:
            turns = self.whole.turns()
            taken = len(self.said.door.acknowledged)
            print(f"{taken}/{turns} ", end="", flush=True)
            self.enough = self.said.is_acknowledged and turns * 2 >= self.settings.messages
            self.asked = time.monotonic() + EVERY
        return self.enough


def _count(whole: System, said: Talk) -> dict[str, Any]:
    with step("Delivering what is still on its way"):
        _until(whole, lambda: said.is_over, TO_ACKNOWLEDGE, every=0.5)
    output = whole.folder / "books.json"
    command = [sys.executable, "-m", "bench.inside", "chaos.books", str(TO_BE_QUIET), str(output)]
    with step("Waiting until it is quiet, and counting"):
        counting = whole.run("gateway", command)
        try:
            _until(whole, lambda: counting.poll() is not None, TO_BE_QUIET + 60)
        finally:
            stop(counting)
    if not output.exists():
        raise RuntimeError((whole.folder / "gateway.log").read_text(errors="replace")[-2000:])
    books: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return books


def _until(whole: System, done: Callable[[], bool], seconds: float, *, every: float = TICK) -> bool:
    """Look after everybody until `done`, for `seconds` at most; say whether it was done."""
    deadline, asked = time.monotonic() + seconds, 0.0
    while time.monotonic() < deadline:
        whole.crew.look_after()
        if time.monotonic() >= asked:
            if done():
                return True
            asked = time.monotonic() + every
        time.sleep(TICK)
    return False
