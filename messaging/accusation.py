"""Whether words accuse police, and whom. Pure: words and a roster in, names out.

Police must be named beside a wrong, or do what only they can, as refusing to write a report. That
they have not come is no accusation: the desk that sends them must see it. Nor is a station named
as a place, nor somebody who only pretends to be police.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from districts.sounds import bare
from messaging.phrasebook import Found, book, clauses

APART = 2  # words that may stand between a first and a last name, or a rank and a name
SHORTEST_NAME = 3  # sounds without a's; less is part of many words
TOO_MANY = 3  # officers of one name: then nobody is meant in person
OBJECTS = frozenset({("ko",), ("se",)})  # told to, asked of: not who did it
# By sound "पास" would be PS, "शो" SHO, "अस्सी" ASI and "सपा" SP: so they are looked for as written
WRITTEN_OUT = {
    "SHO": "एसएचओ",
    "SSP": "एसएसपी",
    "SP": "एसपी",
    "CP": "सीपी",
    "SO": "एसओ",
    "SI": "एसआई",
    "ASI": "एएसआई",
    "IO": "आईओ",
    "CO": "सीओ",
    "PS": "थाना",
    "IG": "आईजी",
    "DIG": "डीआईजी",
}
# "so", "dig" and the like are words of their own unless in capitals, or before "sahab"
_ABBREVIATED = re.compile(
    r"(?<!\w)(?:SO|SI|ASI|IO|CO|PS|IG|DIG|(?i:SHO|SSP|SP|CP)"
    r"|(?i:SO|SI|ASI|IO|CO|IG|DIG)(?=\s+(?i:sah?[ae]?b|saab|sahib|sir|ji)\b))(?!\w)"
)


@dataclass(frozen=True)
class Accusation:
    names: tuple[str, ...] = ()  # of the roster, as it spells them
    of_chief: bool = False  # the head of the district's police


def heard(text: str, roster: Sequence[str] = ()) -> Accusation | None:
    """Return whom `text` accuses, nobody in person perhaps; None when it accuses no police."""
    text = _ABBREVIATED.sub(lambda match: WRITTEN_OUT[match[0].upper()], text)
    found = [one for clause in clauses(text) if (one := _in_clause(clause, roster))]
    if not found:
        return None
    names = dict.fromkeys(name for one in found for name in one.names)
    kept = tuple(names) if len(names) <= TOO_MANY else ()
    return Accusation(kept, any(one.of_chief for one in found))


def tells_of_wrong(text: str) -> bool:
    """Say whether the words tell of something that police, if named, would be accused of."""
    lists = (book("wrongdoing"), book("refused"))
    return any(one.heard_in(clause) for clause in clauses(text) for one in lists)


def _in_clause(clause: str, roster: Sequence[str]) -> Accusation | None:
    refused = book("refused").heard_in(clause)
    clause = book("no_accusation").without(clause)
    wrong = list(book("wrongdoing").each_in(clause))
    police = [one for one in book("police").each_in(clause) if one.after[:1] not in OBJECTS]
    if not (refused or wrong):
        return None
    words = clause.split()
    names = tuple(_named(words, roster, bool(police)))
    if not (refused or police or names):
        return None
    return Accusation(names, _of_chief(clause, wrong))


def _of_chief(clause: str, wrong: Sequence[Found]) -> bool:
    """Say whether a chief did it: titles at the head of a letter greet, and accuse nobody."""
    for chief in book("chiefs").each_in(book("deputies").without(clause)):
        if chief.after[:1] in OBJECTS:
            continue
        # a title with other police between it and the wrong only greets
        ahead = [len(chief.after) - len(one.after) for one in wrong]
        between = [" ".join(chief.after[:count]) for count in ahead if count > 0]
        if any(not book("ranks").heard_in(words) for words in between):
            return True
    return False


def _named(words: Sequence[str], roster: Iterable[str], has_rank: bool) -> Iterable[str]:
    for name in roster:
        parts = bare(name).split()
        if (
            len(parts) > 1
            and _in_a_row(words, parts[0], parts[-1])
            or has_rank
            and any(_beside_rank(words, one) for one in parts)
        ):
            yield name


def _in_a_row(words: Sequence[str], first: str, last: str) -> bool:
    places = [at for at, word in enumerate(words) if word == first]
    return any(last in words[at + 1 : at + 2 + APART] for at in places)


def _beside_rank(words: Sequence[str], name: str) -> bool:
    if len(name) < SHORTEST_NAME or name not in words:
        return False
    at = words.index(name)
    around = [*words[max(0, at - 1) : at], *words[at + 1 : at + 1 + APART]]
    return any(book("ranks").heard_in(word) for word in around)
