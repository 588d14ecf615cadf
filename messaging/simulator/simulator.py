"""WhatsApp as this process plays it: the world, its files, its faults and its postman in one."""

import os
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import requests

from messaging.simulator import shapes
from messaging.simulator.chats import Message
from messaging.simulator.faults import Faults
from messaging.simulator.people import Citizen, Line
from messaging.simulator.postman import RETRY_AFTER, Carry, Delivery, Postman
from messaging.simulator.shelf import Shelf
from messaging.simulator.spoil import Json, Update
from messaging.simulator.webhooks import Webhooks
from messaging.simulator.world import World


@dataclass(frozen=True, slots=True)
class Manner:
    """How the stand-in behaves; tests are brisk, the phone page is lifelike."""

    folder: Path  # of files that travel
    by_hand: bool = False  # webhooks wait until somebody says `deliver`
    lanes: int = 4
    pace: float = 0.0  # seconds between sent and delivered
    messages_per_second: int = 80  # of one number; 0: no limit
    retry_after: Sequence[float] = RETRY_AFTER


class Simulator:
    def __init__(self, carry: Carry, manner: Manner) -> None:
        self.manner = manner
        self.world = World()
        self.faults = Faults()
        self.stopping = threading.Event()  # ends every deliberate silence
        self.shelf = Shelf(manner.folder / "media", self.world.clock)
        self.postman = Postman(
            self.world.clock,
            carry,
            lanes=manner.lanes,
            by_hand=manner.by_hand,
            retry_after=manner.retry_after,
            on_change=self._carried,
        )
        self.webhooks = Webhooks(self.postman, self.faults)

    def travel(self, *, hours: float = 0, seconds: float = 0) -> None:
        """Move the world's clock on; links, windows and files age, late deliveries come due."""
        self.world.clock.travel(hours=hours, seconds=seconds)
        self._moved()

    def come_back(self) -> None:
        self.world.clock.come_back()
        self._moved()

    def token_of(self, line: Line) -> str:
        return os.environ.get(line.access_token_variable, "")

    def tell(
        self,
        line: Line,
        value: Json,
        *,
        citizen: str = "",
        field: str = "messages",
        after: float = 0,
    ) -> None:
        """Post a webhook of `line`."""
        self.webhooks.post(Update(line, value, field, citizen), after=after)

    def report(self, message: Message, status: str, *, after: float = 0, code: int = 0) -> None:
        """Raise the status of a message of the desk's and tell the desk so."""
        if status == "failed":
            message.status = status
            self.world.changed()
        else:
            self.world.set_status([message.id], status)
        update = self._status(message, status, code)
        first = status == "sent" and self.faults.happens("status_before_answer")
        self.webhooks.post(update, after=after, before_going_on=first)

    def _status(self, message: Message, status: str, code: int) -> Update:
        line, citizen = self.world.line(message.line), self.world.citizens[message.citizen]
        person = citizen.as_seen_by(line)
        errors = [self._error(code)] if code else []
        one = shapes.status(
            person=person,
            id=message.id,
            status=status,
            at=self.world.clock.wall(),
            callback=message.callback,
            category=message.category,
            errors=errors,
            addressed_by_id=message.addressed_by_id,
        )
        people = [] if status == "failed" else [person]
        value = shapes.value(line.as_number(), people=people, statuses=[one])
        return Update(line, value, citizen=citizen.key)

    def _error(self, code: int) -> Json:
        bare = self.faults.happens("bare_errors")
        return shapes.error(code, "Message failed", "" if bare else f"Failed with {code}.")

    def said(self, citizen: Citizen, line: Line, message: Message, content: Json) -> None:
        """Tell the desk what a citizen said, unless it has blocked them.

        `content` is as the webhook words it.
        """
        if citizen.key in self.world.blocked[line.phone_number_id]:
            return
        person = citizen.as_seen_by(line)
        one = shapes.message(
            person=person,
            content=content,
            id=message.id,
            at=self.world.clock.wall(),
            quotes=message.quotes,
            forwarded=message.forwarded,
        )
        value = shapes.value(line.as_number(), people=[person], messages=[one])
        self.tell(line, value, citizen=citizen.key)

    def handshake(self, url: str) -> bool:
        """Ask the desk's webhook for its word, as WhatsApp does when an address is saved."""
        challenge = str(secrets.randbelow(10**9))
        token = os.environ.get("WHATSAPP_VERIFY_TOKEN", "")
        asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": token}
        try:
            answer = requests.get(url, params=asked, timeout=10, allow_redirects=False)
        except requests.RequestException:
            return False
        return answer.status_code == 200 and answer.text.strip() == challenge

    def _carried(self, delivery: Delivery) -> None:
        if delivery.state == "done":
            self.world.set_status(delivery.messages, "delivered")

    def _moved(self) -> None:
        self.world.changed()
        self.postman.wake()
