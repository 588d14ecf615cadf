"""For tests: a stand-in on a free port, and citizens that can be told what to do.

with running_simulator(webhook=f"{live_server.url}/webhooks/whatsapp/") as sim:
    line = sim.line(phone_number_id="100000000000001")
    asha = sim.citizen("Asha", line=line)
    asha.types("नमस्ते")
    sim.settle()
    assert asha.chat[-1].buttons
"""

import os
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from messaging.simulator import citizens, contents, ids, samples
from messaging.simulator.chats import Json, Message, show
from messaging.simulator.people import Citizen, Line, Shows
from messaging.simulator.postman import Carry, Delivery, over_http
from messaging.simulator.running import Running
from messaging.simulator.sending import bubble_file
from messaging.simulator.simulator import Manner, Simulator

File = Path | bytes | None  # None: a sample


@dataclass(frozen=True, slots=True)
class Bubble:
    """What a telephone shows of one message."""

    id: str
    from_desk: bool
    kind: str
    text: str
    status: str
    buttons: list[str]
    rows: list[str]
    quotes: str
    wants_place: bool


class Phone:
    """One citizen's telephone, open at the chat with one line."""

    def __init__(self, sim: Simulator, person: Citizen, line: Line, base: str) -> None:
        self.sim, self.person, self.line, self.base = sim, person, line, base

    def at(self, line: Line) -> "Phone":
        """Return the same telephone, open at the chat with another line."""
        return Phone(self.sim, self.person, line, self.base)

    def says(self, content: Json, *, quotes: str = "", forwarded: bool = False) -> str:
        """Send any content (see contents.py). Return the message's id."""
        told = citizens.say(
            self.sim, self.person, self.line, content, quotes=quotes, forwarded=forwarded
        )
        return told.id

    def types(self, text: str, *, forwarded: bool = False) -> str:
        return self.says(contents.text(text), forwarded=forwarded)

    def quotes(self, message: "Bubble | str", text: str) -> str:
        id = message if isinstance(message, str) else message.id
        return self.says(contents.text(text), quotes=id)

    def shares_place(self, latitude: float, longitude: float, name: str = "") -> str:
        return self.says(contents.location(latitude, longitude, name))

    def reacts(self, message: Bubble, emoji: str = "") -> str:
        return self.says(contents.reaction(message.id, emoji))

    def sends_unsupported(self, kind: str = "media_placeholder") -> str:
        return self.says(contents.unsupported(kind))

    def sends_photo(self, file: File = None, *, caption: str = "", mime: str = "image/jpeg") -> str:
        return self._file(file, "photo", "image", mime=mime, caption=caption)

    def sends_voice(self, file: File = None, *, mime: str = "audio/ogg; codecs=opus") -> str:
        return self._file(file, "voice", "audio", mime=mime, voice=True)

    def sends_video(self, file: File = None, *, caption: str = "", mime: str = "video/mp4") -> str:
        return self._file(file, "video", "video", mime=mime, caption=caption)

    def sends_file(
        self, file: File = None, *, name: str = "", mime: str = "application/pdf", caption: str = ""
    ) -> str:
        return self._file(file, "file", "document", mime=mime, name=name, caption=caption)

    def taps(self, choice: str) -> str:
        """Tap the newest button or row of that title or id."""
        for message in reversed(self._messages()):
            if not message.from_citizen and _offers(message, choice):
                return citizens.tap(self.sim, self.person, self.line, message, choice).id
        raise AssertionError(f"The telephone shows nothing to tap that is called {choice}.")

    picks = taps

    def reads(self) -> None:
        citizens.read(self.sim, self.person, self.line)

    def plays(self, message: Bubble) -> None:
        citizens.play(self.sim, self.sim.world.messages[message.id])

    def switches_off(self) -> None:
        citizens.set_online(self.sim, self.person, False)

    def switches_on(self) -> None:
        citizens.set_online(self.sim, self.person, True)

    def changes_number(self, phone: str) -> None:
        citizens.change_number(self.sim, self.person, self.line, phone)

    def changes_id(self) -> None:
        citizens.change_id(self.sim, self.person, self.line)

    @property
    def chat(self) -> list[Bubble]:
        """What the telephone shows, oldest first."""
        return [_bubble(self.sim, one) for one in self._messages() if one.shown]

    @property
    def heard(self) -> list[str]:
        """The texts of the desk alone."""
        return [bubble.text for bubble in self.chat if bubble.from_desk]

    def _messages(self) -> list[Message]:
        return self.sim.world.chat(self.person.key, self.line.phone_number_id)

    def _file(self, file: File, sample: str, kind: str, **about: Any) -> str:
        if file is None:
            found = samples.find(sample)
            data, about = found.data, {**about, "mime": found.mime}
            about["name"] = about.get("name") or found.name
        else:
            data = file if isinstance(file, bytes) else file.read_bytes()
        sent = citizens.send_file(
            self.sim, self.person, self.line, data, kind=kind, base=self.base, **about
        )
        return sent.id


class Stage:
    """The running stand-in as a test sees it."""

    def __init__(self, running: Running) -> None:
        self.running, self.sim = running, running.sim
        self.faults, self.world = running.sim.faults, running.sim.world
        self.url = running.url

    def line(self, phone_number_id: str = "100000000000001", **about: Any) -> Line:
        """Make the stand-in know a number (fields as of people.Line)."""
        self.world.learn(Line(phone_number_id=phone_number_id, **about))
        return self.world.line(phone_number_id)

    def citizen(
        self,
        name: str,
        *,
        phone: str = "",
        bsuid: str = "",
        line: Line | None = None,
        shows: Shows = "both",
        username: str = "",
        parent_bsuid: str = "",
    ) -> Phone:
        """Return a new person's telephone, open at the chat with `line` (default: the first)."""
        number = phone or f"9155500{len(self.world.citizens) + 20000:05d}"
        person = Citizen(
            key=f"{name.lower()}-{number[-5:]}",
            name=name,
            phone=number,
            bsuid=bsuid or ids.bsuid(number),
            parent_bsuid=parent_bsuid,
            username=username,
            shows=shows,
        )
        self.world.citizens[person.key] = person
        chosen = line or next(iter(self.world.lines.values()), None) or self.line()
        return Phone(self.sim, person, chosen, self.url)

    @property
    def deliveries(self) -> list[Delivery]:
        return list(self.sim.postman.deliveries)

    def travel(self, *, hours: float = 0, seconds: float = 0) -> None:
        self.sim.travel(hours=hours, seconds=seconds)

    def deliver(self) -> int:
        """By hand: deliver everything that is due, in this thread. Return how many went."""
        return self.sim.postman.deliver_due()

    def settle(self, timeout: float = 20) -> None:
        """Wait until every webhook that is due has been delivered."""
        if not self.sim.postman.wait_until_quiet(timeout):
            raise AssertionError("Webhooks are still on their way.")

    def send_again(self, delivery: Delivery) -> None:
        """Replay an old delivery, byte for byte."""
        again = Delivery(delivery.body, delivery.headers, delivery.lane, list(delivery.messages))
        self.sim.postman.send(again)


@contextmanager
def running_simulator(
    webhook: str | Carry, *, state: Path | None = None, **manner: Any
) -> Generator[Stage]:
    """Start a stand-in on a free port and stop it afterwards.

    `webhook` is an address, or a function (body, headers) → status that takes what would be
    posted. With `by_hand=True` nothing is delivered before `deliver()`, and then in the caller's
    thread. Other settings are those of `simulator.Manner`. Without WHATSAPP_… variables in the
    environment the stand-in signs with made-up ones; see SECRETS.
    """
    with ExitStack() as stack:
        stack.enter_context(_secrets())
        folder = state or Path(stack.enter_context(TemporaryDirectory(prefix="simulator-")))
        carry = over_http(webhook) if isinstance(webhook, str) else webhook
        usual = {"folder": folder, "messages_per_second": 0}
        sim = Simulator(carry, Manner(**{**usual, **manner}))
        running = Running(sim, kept=state / "world.json" if state else None)
        running.start()
        stack.callback(running.stop)
        yield Stage(running)


@contextmanager
def _secrets() -> Generator[None]:
    """Put made-up secrets where the environment has none, and take them away afterwards."""
    missing = {name: value for name, value in SECRETS.items() if name not in os.environ}
    os.environ.update(missing)
    try:
        yield
    finally:
        for name in missing:
            os.environ.pop(name, None)


SECRETS = {
    "WHATSAPP_APP_SECRET": "synthetic_app_secret_1",
    "WHATSAPP_VERIFY_TOKEN": "synthetic_verify_token",
    "WHATSAPP_ACCESS_TOKEN": "synthetic_access_token",
}


def _offers(message: Message, choice: str) -> bool:
    for content in citizens.choices(message):
        inside = content[content["type"]]
        reply = inside.get(inside.get("type", ""), inside)
        if choice in reply.values():
            return True
    return False


def _bubble(sim: Simulator, message: Message) -> Bubble:
    shown = show(message, bubble_file(sim, message))
    sections = shown.get("list", {}).get("sections", [])
    return Bubble(
        id=message.id,
        from_desk=not message.from_citizen,
        kind=message.kind,
        text=shown["text"],
        status=message.status,
        buttons=[button["title"] for button in shown.get("buttons", [])],
        rows=[row["title"] for section in sections for row in section["rows"]],
        quotes=message.quotes,
        wants_place=shown.get("wants_place", False),
    )
