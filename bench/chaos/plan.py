"""What is said, by whom, and in how many bodies WhatsApp delivers it. Pure.

Nearly one message in three reaches the door more than once: byte for byte, in another body, or
gathered with others.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

SAME_BYTES, OTHER_BODY, GATHERED = 0.075, 0.075, 0.10  # shares of all messages
GROUP = 3  # messages gathered in one body
LATEST = 4.0  # seconds after which a repetition comes at the latest
BURST = 4  # messages one citizen sends in a row at most
LETTERS = "bcdfghjk"  # no vowels: a token must not spell anything the talk would hear
TOKEN = re.compile(r"\bxq[bcdfghjk]{6}\b")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of one citizen."""

    citizen: int
    token: str
    at: float  # seconds from the beginning

    @property
    def text(self) -> str:
        return f"हमारे मोहल्ले की नाली तीन दिन से बंद है {self.token}"


@dataclass(frozen=True, slots=True)
class Post:
    """One body. Posts of the same messages and `edition` are the same bytes."""

    at: float
    said: tuple[Said, ...]
    edition: int = 0


def make(seed: int, *, messages: int, citizens: int, per_second: float) -> list[Post]:
    """Return the posts of `messages` messages in order of time, always the same for one seed."""
    dice = random.Random(f"{seed} load")
    said = _said(dice, messages, citizens, per_second)
    posts = [Post(one.at, (one,)) for one in said]
    for one in said:
        again, drawn = one.at + dice.uniform(0, LATEST), dice.random()
        if drawn < SAME_BYTES:
            posts.append(Post(again, (one,)))
        elif drawn < SAME_BYTES + OTHER_BODY:
            posts.append(Post(again, (one,), edition=1))
    gathered = [one for one in said if dice.random() < GATHERED]
    for start in range(0, len(gathered), GROUP):
        group = tuple(gathered[start : start + GROUP])
        posts.append(Post(group[-1].at + dice.uniform(0, LATEST), group, edition=2))
    return sorted(posts, key=lambda post: post.at)


def tokens(posts: Sequence[Post]) -> set[str]:
    return {one.token for post in posts for one in post.said}


def _said(dice: random.Random, messages: int, citizens: int, per_second: float) -> list[Said]:
    said: list[Said] = []
    while len(said) < messages:
        citizen = dice.randrange(citizens)
        for _ in range(min(dice.randint(1, BURST), messages - len(said))):
            # a burst arrives at once, and the next waits for the time it took
            said.append(Said(citizen, _token(len(said)), (len(said) // BURST * BURST) / per_second))
    return said


def _token(number: int) -> str:
    letters = ""
    for _ in range(6):
        number, place = divmod(number, len(LETTERS))
        letters = LETTERS[place] + letters
    return f"xq{letters}"
