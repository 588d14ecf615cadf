"""Citizens speak, and what they say is carried to the door as WhatsApp does: again until a 200."""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bench.chaos.plan import TOKEN, Post, Said, tokens
from messaging.simulator import contents, shapes
from messaging.simulator.chats import Message
from messaging.simulator.postman import Delivery, over_http
from messaging.simulator.testing import Phone, Stage, running_simulator
from messaging.simulator.webhooks import secret_of, sign

AGAIN_AFTER = (0.3, 0.5, 1, 2)  # seconds; Meta's own pauses would make a run last for days
LANES = 8  # posts on their way at once
BREATH = 0.2  # seconds a lane waits at a closed door: knocking must not take the machine's time


class Door:
    """Posts bodies, and remembers which messages were answered with a 200."""

    def __init__(self, port: int) -> None:
        self._post = over_http(f"http://127.0.0.1:{port}/webhooks/whatsapp/")
        self._lock = threading.Lock()
        self.acknowledged: set[str] = set()
        self.answers: Counter[str] = Counter()

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> int | None:
        status = self._post(body, headers)
        with self._lock:
            self.answers[str(status or "none")] += 1
            if status == 200:
                self.acknowledged |= set(TOKEN.findall(body.decode()))
        if status is None:
            time.sleep(BREATH)
        return status


class Talk:
    """The stand-in, its citizens, and everything they are going to say."""

    def __init__(self, stage: Stage, door: Door, number: str) -> None:
        self.stage, self.door = stage, door
        self.line = stage.line(number)
        self._phones: dict[int, Phone] = {}
        self._messages: dict[str, Message] = {}
        self.tokens: set[str] = set()

    def begin(self, posts: Sequence[Post]) -> None:
        """Hand all posts to the postman, each for its moment."""
        self.tokens = tokens(posts)
        began = time.time()
        # all in the world first: who is answered must be known to have written
        for post in posts:
            for said in post.said:
                if said.token not in self._messages:
                    self._messages[said.token] = self._spoken(said, began)
        for post in posts:
            self.stage.sim.postman.send(self._delivery(post), after=post.at)

    @property
    def is_acknowledged(self) -> bool:
        return self.door.acknowledged >= self.tokens

    @property
    def is_over(self) -> bool:
        """Say whether nothing is on its way to the door, statuses included."""
        postman = self.stage.sim.postman
        return self.is_acknowledged and not postman.pending() and postman.wait_until_quiet(0)

    def heard_twice(self) -> set[str]:
        """Return the ids of ours of replies that citizens were sent more than once."""
        taken = Counter(
            message.callback
            for message in self.stage.world.messages.values()
            if not message.from_citizen
        )
        return {reference for reference, times in taken.items() if times > 1}

    def _spoken(self, said: Said, began: float) -> Message:
        if said.citizen not in self._phones:
            self._phones[said.citizen] = self.stage.citizen(f"Nagrik {said.citizen}")
        citizen = self._phones[said.citizen].person
        message = Message(
            id=self.stage.world.new_message_id(citizen, self.line),
            line=self.line.phone_number_id,
            citizen=citizen.key,
            from_citizen=True,
            content=contents.text(said.text),
            at=began + said.at,
            status="sent",
        )
        return self.stage.world.add(message)

    def _delivery(self, post: Post) -> Delivery:
        messages = [self._messages[said.token] for said in post.said]
        people = {said.citizen: self._person(said) for said in post.said}
        bodies = [
            shapes.message(
                person=people[said.citizen], content=message.content, id=message.id, at=message.at
            )
            for said, message in zip(post.said, messages, strict=True)
        ]
        value = shapes.value(self.line.as_number(), people=list(people.values()), messages=bodies)
        payload = shapes.envelope((self.line.business_account_id, [shapes.change(value)]))
        if post.edition:
            payload["entry"][0]["time"] = post.edition
        raw = shapes.raw(payload)
        headers = {"Content-Type": "application/json", **sign(raw, secret_of(self.line))}
        lane = self._phones[post.said[0].citizen].person.key
        return Delivery(raw, headers, lane, [message.id for message in messages])

    def _person(self, said: Said) -> shapes.Person:
        return self._phones[said.citizen].person.as_seen_by(self.line)


@contextmanager
def talking(port: int, number: str) -> Iterator[Talk]:
    """Run the stand-in in this process, with its webhooks going to `port`."""
    door = Door(port)
    with running_simulator(door, retry_after=AGAIN_AFTER, lanes=LANES) as stage:
        yield Talk(stage, door, number)
