"""The simulated world: who exists, what was said, and the rules of the 24 hours."""

import threading
from collections import defaultdict

from messaging.simulator import ids
from messaging.simulator.chats import Json, Message
from messaging.simulator.clock import Clock
from messaging.simulator.errors import GraphError
from messaging.simulator.people import Citizen, Line, cast

WINDOW = 24 * 3600  # seconds
PAIR_BURST, PAIR_PAUSE = 45, 6  # messages at once to one person; then one in so many seconds


class World:
    """Everything that is kept. Hold `lock` around anything that reads twice or writes."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.version = 0  # rises with every change, so that a phone knows when to draw
        self.lines: dict[str, Line] = {}
        self.citizens: dict[str, Citizen] = {person.key: person for person in cast()}
        self.messages: dict[str, Message] = {}
        self.templates: dict[str, list[Json]] = defaultdict(list)  # by business account
        self.blocked: dict[str, list[str]] = defaultdict(list)  # citizens by line
        self._chats: dict[tuple[str, str], list[Message]] = defaultdict(list)
        self._addresses: dict[tuple[str, str], Citizen] = {}  # found before, by portfolio
        self._pairs: dict[tuple[str, str], tuple[float, float]] = {}
        self._seconds: dict[str, tuple[int, int]] = {}

    def changed(self) -> None:
        with self.lock:
            self.version += 1

    def learn(self, line: Line) -> None:
        """Meet a number, or hear something new about one; what happened to it stays."""
        with self.lock:
            known = self.lines.get(line.phone_number_id)
            if known:
                line.subscribed, line.registered = known.subscribed, known.registered
                line.contact_book, line.settings = known.contact_book, known.settings
            if known != line:
                self.lines[line.phone_number_id] = line
                self.changed()

    def line(self, phone_number_id: str) -> Line:
        with self.lock:
            if phone_number_id not in self.lines:
                raise GraphError(33, "This phone number id does not exist.")
            return self.lines[phone_number_id]

    def citizen_at(self, line: Line, address: str) -> Citizen:
        """Return the person at a telephone number or id, as `line`'s portfolio knows it."""
        with self.lock:
            found = self._addresses.get((line.portfolio, address))
            if found is None or not found.answers_to(address, line.portfolio):
                people = self.citizens.values()
                here = (p for p in people if p.answers_to(address, line.portfolio))
                found = next(here, None)
            if found is None:
                raise GraphError(131026, "The recipient is not on WhatsApp.")
            self._addresses[line.portfolio, address] = found
            return found

    def add(self, message: Message) -> Message:
        with self.lock:
            self.messages[message.id] = message
            self._chats[message.citizen, message.line].append(message)
            self.changed()
        return message

    def message(self, id: str) -> Message | None:
        with self.lock:
            return self.messages.get(id)

    def chat(self, citizen: str, line: str) -> list[Message]:
        """Return the talk of one citizen with one line, oldest first."""
        with self.lock:
            return list(self._chats[citizen, line])

    def set_status(self, ids: list[str], status: str) -> list[Message]:
        """Raise the status of messages; return those that changed."""
        with self.lock:
            known = [self.messages[id] for id in ids if id in self.messages]
            risen = [message for message in known if message.raise_to(status)]
            if risen:
                self.changed()
            return risen

    def last_word_of(self, citizen: str, line: str) -> float | None:
        with self.lock:
            chat = reversed(self._chats[citizen, line])
            return next((message.at for message in chat if message.from_citizen), None)

    def window_is_open(self, citizen: str, line: str) -> bool:
        """Say whether `line` may write freely: 24 hours from the person's last message."""
        last = self.last_word_of(citizen, line)
        return last is not None and self.clock.now() < last + WINDOW

    def new_message_id(self, citizen: Citizen, line: Line) -> str:
        address = citizen.phone if citizen.is_seen_by(line) else citizen.id_in(line.portfolio)
        return ids.wamid(address)

    def spend_pair(self, citizen: str, line: str) -> None:
        """Count a message to one person; refuse when the burst is used up."""
        with self.lock:
            now = self.clock.now()
            left, since = self._pairs.get((line, citizen), (float(PAIR_BURST), now))
            left = min(float(PAIR_BURST), left + max(0.0, now - since) / PAIR_PAUSE)
            if left < 1:
                raise GraphError(131056, "Too many messages to this person in a short time.")
            self._pairs[line, citizen] = (left - 1, now)

    def spend_throughput(self, line: str, per_second: int) -> None:
        """Count a message of one number; refuse above `per_second` (0: no limit)."""
        with self.lock:
            second = int(self.clock.now())
            counted, used = self._seconds.get(line, (second, 0))
            used = used + 1 if counted == second else 1
            if per_second and used > per_second:
                raise GraphError(130429, "Cloud API message throughput has been reached.")
            self._seconds[line] = (second, used)
