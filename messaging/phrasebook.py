"""Finding phrases in what people write, by sound: any script, any spelling, any ending. Pure.

In the lists of `messaging/vocabulary` a phrase is words in a row. Each may carry an ending
("maar" is heard in maara, maarne, maarenge, marlas); "a/b" is either; ".." lets up to three words
stand between, but no "not"; a word with "!" stands as it is; "#" is a number.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from districts.sounds import bare
from messaging.vocabulary import names, phrases

ENDINGS = (
    "(?:[ieou]|[nt][ieo]?|kr|ke|ien|i?e?nge?[ie]?|eg[ie]?|iga|ie|ige|lo|"
    "in|en|on|un|do|di|d|s|ed|ing|"
    # Bhojpuri and Chhattisgarhi: marlas, milal, likhat, maris, bachavav
    "l|l[sn]|t|is|ise|ib|v|vv)?"
)
LONG = 4  # letters without a's; a longer beginning is the word itself
GAP = r"(?:\s(?!nhin?\b|not\b|n\b)\S+){0,3}?\s"
RUN_TOGETHER = 10  # letters of one "word": somebody in a hurry leaves no spaces
RUN_LONG = 6
_FLAP = re.compile("([डढ])़")
_CLAUSES = re.compile(r"[.!?;,\n।॥]+|\b(?:lekin|magar|but|however|लेकिन|मगर|पर अब)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A phrase in a clause, with the words before and after it."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    clause: str  # with a space at both ends


class Phrases:
    """One list of the vocabulary, ready to be listened for."""

    def __init__(self, name: str) -> None:
        # the longest first: what stands after it decides who did it
        listed = sorted(phrases(name), key=lambda phrase: -len(phrase.split()))
        self._spoken = re.compile(rf"(?<!\S)(?:{'|'.join(map(_pattern, listed))})(?!\S)")
        runs = sorted({run for phrase in listed if (run := _run(phrase))})
        self._run = re.compile("|".join(runs)) if runs else None

    def heard_in(self, clause: str) -> bool:
        return next(self.each_in(clause), None) is not None

    def each_in(self, clause: str) -> Iterator[Found]:
        for match in self._spoken.finditer(clause):
            before, after = clause[: match.start()].split(), clause[match.end() :].split()
            yield Found(tuple(before), tuple(after), clause)
        if self._run and any(
            len(word) >= RUN_TOGETHER and self._run.search(word.replace("a", ""))
            for word in clause.split()
        ):
            yield Found((), (), clause)

    def without(self, clause: str) -> str:
        """Return the clause with a stroke in place of each phrase."""
        return self._spoken.sub("-", clause)


@cache
def book(name: str) -> Phrases:
    return Phrases(name)


def learn() -> None:
    """Prepare every list now: it takes seconds, which a process forked later need not spend."""
    for name in names():
        book(name)


def clauses(text: str) -> list[str]:
    """Return the text's clauses as bare sounds."""
    return [heard for part in _CLAUSES.split(text) if (heard := sound(part))]


@lru_cache(4)  # one message is listened to for many lists; the next ones take its place
def sound(text: str) -> str:
    """Return bare sounds, with the flapped ड़ as people write it in Roman letters: "gaadi"."""
    return bare(_FLAP.sub(r"\1", unicodedata.normalize("NFD", text)))


def _pattern(phrase: str) -> str:
    parts = [_word(word) for word in phrase.replace("..", " .. ").split()]
    return r"\s".join(parts).replace(r"\s..\s", GAP)


def _word(word: str) -> str:
    if word == "..":
        return word
    return f"(?:{'|'.join(map(_spelling, word.split('/')))})"


def _spelling(word: str) -> str:
    if word == "#":
        return r"\d{2,6}"
    said = re.escape(sound(word.rstrip("!")))
    if word.endswith("!"):
        return said
    return said + (r"\S*" if len(said) >= LONG else ENDINGS)


def _run(phrase: str) -> str:
    """Return the pattern of a phrase written without spaces, when it is long enough to be told."""
    if any(mark in phrase for mark in ("..", "!", "/", "#")) or " " not in phrase:
        return ""
    said = sound(phrase).replace(" ", "").replace("a", "")
    return re.escape(said) if len(said) >= RUN_LONG else ""
