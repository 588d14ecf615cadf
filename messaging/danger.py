"""Words that mean danger now, or help that has a number of its own. Pure.

The words are lists in `messaging/vocabulary`; the rules are here. Leans towards hearing danger: a
needless "call 112" costs a sentence, a missed one a life.
"""

from districts.sounds import bare
from messaging import phrasebook
from messaging.conversation.reading import plain
from messaging.phrasebook import Found, book
from messaging.vocabulary import phrases

ALONE = frozenset(map(plain, phrases("danger_alone")))
DENIALS = frozenset(map(bare, phrases("denial")))
WAS = frozenset({"t", "ti", "tin", "rihis", "rhis", "rihin", "rhin"})  # tha, thi, thin, rahis
WERE = "te"  # Hindi "the"; in English it never comes last
SIGNS = ("🆘", "🚨")
OTHER_SCRIPTS = tuple(map(plain, phrases("danger_other_scripts")))
FEW = 4  # words
CYBER, CHILD, WOMEN = "cyber_fraud", "child_help", "women_help"  # keys of what is said


def is_now(text: str) -> bool:
    """Say whether these words mean that somebody is in danger now."""
    if any(sign in text for sign in SIGNS) or plain(text) in ALONE:
        return True
    said = f" {plain(text)}"
    if any(f" {cry}" in said for cry in OTHER_SCRIPTS):
        return True
    return any(map(_is_cry, phrasebook.clauses(text)))


def helps(text: str) -> list[str]:
    """Return the keys of the helplines these words call for, the most pressing first."""
    lists = {CYBER: "cyber_fraud", CHILD: "children", WOMEN: "women"}
    heard = phrasebook.clauses(text)
    return [key for key, name in lists.items() if any(map(book(name).heard_in, heard))]


def _is_cry(clause: str) -> bool:
    clause = book("harmless").without(clause)
    if book("danger_pleas").heard_in(clause):
        return True
    is_urgent = book("at_once").heard_in(clause)
    goes_on = is_urgent or book("still").heard_in(clause)
    if not goes_on and book("not_now").heard_in(clause):
        return False
    if _happens("danger", clause):
        return True
    return (is_urgent or len(clause.split()) <= FEW) and _happens("danger_short", clause)


def _happens(name: str, clause: str) -> bool:
    heard = book(name).each_in(clause)
    return any(not _is_past(one) and not _is_denied(one) for one in heard)


def _is_past(found: Found) -> bool:
    return not WAS.isdisjoint(found.after[:4]) or found.after[-1:] == (WERE,)


def _is_denied(found: Found) -> bool:
    return not DENIALS.isdisjoint((*found.before[-2:], *found.after[:2]))
