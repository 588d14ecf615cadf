"""Signed webhook bodies, made before the clock starts."""

import itertools
import time
from dataclasses import dataclass

from messaging.simulator import contents, ids, shapes
from messaging.simulator.webhooks import sign

NUMBER = shapes.Number()
_count = itertools.count()


@dataclass(frozen=True, slots=True)
class Post:
    body: bytes
    headers: dict[str, str]
    sender: str  # business-scoped id


def make(count: int, *, messages: int, secret: str, number: shapes.Number = NUMBER) -> list[Post]:
    """Return `count` posts of `messages` text messages each, from one citizen each."""
    return [_post(messages, secret, number) for _ in range(count)]


def _post(messages: int, secret: str, line: shapes.Number) -> Post:
    number = next(_count)
    person = shapes.Person("Asha", f"9155500{number % 100_000:05d}", f"IN.SYNTH{number:06d}")
    at = time.time()
    texts = [
        shapes.message(
            person=person,
            content=contents.text(f"नदी के किनारे शराब बन रही है। {number}/{each}"),
            id=ids.wamid(person.phone),
            at=at,
        )
        for each in range(messages)
    ]
    inside = shapes.value(line, people=[person], messages=texts)
    payload = shapes.envelope((line.business_account_id, [shapes.change(inside)]))
    raw = shapes.raw(payload)
    headers = {"Content-Type": "application/json", **sign(raw, secret)}
    return Post(raw, headers, person.bsuid)
