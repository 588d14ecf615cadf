"""Whether words accuse police, and whom. Pure: words and a roster in, names out.

Police must be named beside a wrong, do something to the writer or the writer's own, or do what
only they can, as refusing to write a report. That they have not come is no accusation: the desk
that sends them must see it. Nor is a station named as a place, nor somebody who only pretends to
be police. In doubt it is an accusation: one that is missed is read by whom it accuses.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from districts.sounds import bare
from messaging.phrasebook import Found, book, clauses
from messaging.vocabulary import phrases

APART = 2  # words that may stand between a first and a last name, or a rank and a name
SHORTEST_NAME = 3  # sounds without a's; less is part of many words
TOO_MANY = 3  # officers of one name: then nobody is meant in person
# told to, asked of, taken for a place: not who did it
OBJECTS = frozenset(map(bare, ("ko", "se", "ल")))
BESIDE = frozenset(map(bare, phrases("not_by_police")))
ARTICLES = frozenset(map(bare, ("the", "a", "an", "our", "your")))
# after these, or at the end, the police named are no doers
POSTPOSITIONS = OBJECTS | frozenset(map(bare, ("ke", "ki", "ka", "me", "में", "म", "par", "tak")))
# one spelling for all; the lists that stand beside `police` use it too
_ALIKE = (
    (re.compile(r"\bpol(?:ike|is)"), "pulis"),
    (re.compile(r"\bchovki"), "choki"),
)
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
class Roster:
    names: tuple[str, ...]
    nicknames: tuple[str, ...]


@dataclass(frozen=True)
class Accusation:
    names: tuple[str, ...] = ()  # of the roster, or nicknames, as it spells them
    of_chief: bool = False  # the head of the district's police


def heard(
    text: str, roster: Sequence[str] = (), nicknames: Sequence[str] = ()
) -> Accusation | None:
    """Return whom `text` accuses, nobody in person perhaps; None when it accuses no police.

    A nickname needs no rank beside it.
    """
    known = Roster(tuple(roster), tuple(nicknames))
    found = [one for clause in _clauses(text) if (one := _in_clause(clause, known))]
    if not found:
        return None
    names = dict.fromkeys(name for one in found for name in one.names)
    kept = tuple(names) if len(names) <= TOO_MANY else ()
    return Accusation(kept, any(one.of_chief for one in found))


def tells_of_wrong(text: str) -> bool:
    """Say whether the words name police, or something that police, if named, are accused of."""
    lists = [book(name) for name in ("wrongdoing", "refused", "police")]
    return any(one.heard_in(clause) for clause in _clauses(text) for one in lists)


def _clauses(text: str) -> list[str]:
    text = _ABBREVIATED.sub(lambda match: WRITTEN_OUT[match[0].upper()], text)
    heard = clauses(text)
    for pattern, sound in _ALIKE:
        heard = [pattern.sub(sound, clause) for clause in heard]
    return heard


def _in_clause(clause: str, roster: Roster) -> Accusation | None:
    refused = book("refused").heard_in(clause)
    clause = book("no_accusation").without(clause)
    wrong = list(book("wrongdoing").each_in(clause))
    police = [one for one in book("police").each_in(clause) if _may_have_done_it(one)]
    done = any(map(_did_wrong, police))
    words = clause.split()
    names = tuple(_named(words, roster, bool(police)))
    if refused or done or (wrong and (police or names)):
        return Accusation(names, _of_chief(clause, wrong))
    return None


def _may_have_done_it(police: Found) -> bool:
    ahead = [word for word in police.before[-3:] if word not in ARTICLES][-1:]
    return OBJECTS.isdisjoint(police.after[:1]) and BESIDE.isdisjoint(ahead)


def _did_wrong(police: Found) -> bool:
    """Say whether these police do what is wrong in police, or anything to the writer's own."""
    if not police.after or not POSTPOSITIONS.isdisjoint(police.after[:1]):
        return False
    told = " ".join(police.after)
    if book("wrong_of_police").heard_in(told):
        return True
    return book("me_and_mine").heard_in(told) and not book("police_help").heard_in(told)


def _of_chief(clause: str, wrong: Sequence[Found]) -> bool:
    """Say whether a chief did it: titles at the head of a letter greet, and accuse nobody."""
    for chief in book("chiefs").each_in(book("deputies").without(clause)):
        if not OBJECTS.isdisjoint(chief.after[:1]):
            continue
        # a title with other police between it and the wrong only greets
        ahead = [len(chief.after) - len(one.after) for one in wrong]
        between = [" ".join(chief.after[:count]) for count in ahead if count > 0]
        if any(not book("ranks").heard_in(words) for words in between):
            return True
    return False


def _named(words: Sequence[str], roster: Roster, has_rank: bool) -> Iterable[str]:
    said = f" {_loosely(words)} "
    yield from (name for name in roster.nicknames if f" {_loosely(bare(name).split())} " in said)
    for name in roster.names:
        parts = [_flat(part) for part in bare(name).split()]
        if (
            len(parts) > 1
            and _in_a_row(words, parts[0], parts[-1])
            or has_rank
            and any(_beside_rank(words, one) for one in parts)
        ):
            yield name


def _loosely(words: Iterable[str]) -> str:
    """Return words alike for langda, langde and लंगड़ा: no ending, one letter for r and d."""
    return " ".join(_flat(word).rstrip("aeiou") or word for word in words)


def _flat(word: str) -> str:
    return word.replace("r", "d")  # the flapped one is written as either


def _in_a_row(words: Sequence[str], first: str, last: str) -> bool:
    said = [_flat(word) for word in words]
    places = [at for at, word in enumerate(said) if word == first]
    return any(last in said[at + 1 : at + 2 + APART] for at in places)


def _beside_rank(words: Sequence[str], name: str) -> bool:
    said = [_flat(word) for word in words]
    if len(name) < SHORTEST_NAME or name not in said:
        return False
    at = said.index(name)
    around = [*words[max(0, at - 1) : at], *words[at + 1 : at + 1 + APART]]
    return any(book("ranks").heard_in(word) for word in around)
