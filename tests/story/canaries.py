"""Twenty invented people, everything of theirs that may not be found again, and the search."""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from tests.evidence.making import PLANTED
from tests.messaging.test_leaks import disguises

NAMES = (
    *("Zukvari Thombrel", "Qavindra Blixor", "Yezmitra Koppanav", "Wrenuka Dzhalpit"),
    *("Xomeshka Vrundkar", "Jhuvika Plozmer", "Nyxarika Quobhatt", "Fyodika Snurwal"),
    *("Ghazmunik Trelkot", "Uvrisha Klimbort", "ज़ुक्वारी थोंब्रेल", "क्वाविंद्र ब्लिक्सोर"),
    *("येज़मित्र कोप्पनाव", "व्रेणूका झाल्पिट", "ज़ोमेश्का व्रुंडकर", "झुविका प्लोज़मर"),
    *("निक्सारिका क्वोभट्ट", "फ्योदिका स्नुर्वाल", "ग़ज़मुनिक त्रेल्कोट", "उव्रीशा क्लिंबोर्ट"),
)
SHORTEST = 8  # bytes; less would be found by chance
DIGITS = {
    code: str(unicodedata.decimal(character))
    for code in range(128, sys.maxunicode)
    if (character := chr(code)).isdecimal()
}
BETWEEN_DIGITS = re.compile(r"(?<=\d)[ \u00a0+().-]{1,3}(?=\d)")


@dataclass(frozen=True)
class Canary:
    """Someone who must not be found. `shows` is what WhatsApp tells us of the person."""

    key: str
    name: str
    phone: str
    later_phone: str  # the number the person moves to, if the story goes that way
    bsuid: str
    username: str
    shows: str

    @property
    def numbers(self) -> tuple[str, str]:
        return self.phone[2:], self.later_phone[2:]

    @property
    def marks(self) -> tuple[str, ...]:
        ids = (self.phone, self.later_phone, *self.numbers, self.bsuid, self.username)
        return (*ids, self.name, *self.name.split())


def canaries() -> list[Canary]:
    return [_canary(number, name) for number, name in enumerate(NAMES)]


def stranger() -> Canary:
    """Somebody who never writes: for planting where the search must find."""
    return _canary(99, "Ombrixa Yulvenkat")


def _canary(number: int, name: str) -> Canary:
    return Canary(
        key=f"canary-{number}",
        name=name,
        phone=f"91555007{7000 + number}",
        later_phone=f"91555008{8000 + number}",
        bsuid=f"IN.CANARY{number:04}LEAK",
        username=f"vogelfrei.{number:02}.q",
        shows=("both", "phone", "bsuid")[number % 3],
    )


def found_in(haystack: bytes, people: Iterable[Canary] | None = None) -> set[str]:
    """Return the marks that lie in `haystack`, in any disguise; PLANTED too if it is there."""
    lines = b"\n".join(set(haystack.splitlines()))  # pages repeat most of theirs
    squeezed = _squeezed(lines)
    found = {PLANTED} if any(one in lines for one in _needles(PLANTED)) else set()
    for person in canaries() if people is None else people:
        found |= {mark for mark in person.marks if any(one in lines for one in _needles(mark))}
        found |= {number for number in person.numbers if number in squeezed}
    return found


def found_plainly_in(haystack: bytes) -> set[str]:
    """Return the marks that lie in `haystack` as they are: for what is too large for more."""
    marks = {PLANTED, *(mark for person in canaries() for mark in person.marks)}
    return {mark for mark in marks if mark.encode() in haystack}


@cache
def _needles(mark: str) -> frozenset[bytes]:
    return frozenset(one for one in _disguised(mark) if len(one) >= SHORTEST)


def _disguised(mark: str) -> Iterator[bytes]:
    yield from disguises(mark)
    yield mark.upper().encode()
    yield json.dumps(mark)[1:-1].encode()
    yield quote(mark).lower().encode()
    yield mark.encode().hex().upper().encode()


def _squeezed(haystack: bytes) -> str:
    """Return the text with every digit an ASCII one and the signs between digits left out."""
    text = haystack.decode(errors="replace").translate(DIGITS)
    return BETWEEN_DIGITS.sub("", text)
