"""Which category or district words speak of, and whether they accuse police. Pure."""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from messaging import accusation
from messaging.conversation.line import CategoryView, DistrictView, LineView
from messaging.conversation.reading import means, number, plain
from messaging.phrasebook import sound
from messaging.vocabulary import phrases

SHORT = 4  # letters
WORDS = 10_000  # of lines' own catalogues, whose plain form and sound are worked out once
TIP, COMPLAINT = phrases("tip"), phrases("complaint")


def kind_chosen(text: str) -> str:
    """Return "tip" or "complaint" when that is all `text` says, else an empty string."""
    named = {"tip": TIP, "complaint": COMPLAINT}
    return next((kind for kind, words in named.items() if means(text, words)), "")


def category_chosen(text: str, line: LineView) -> CategoryView | None:
    """Return the category whose number or title is all of `text`."""
    position = number(text)
    if position is not None:
        return line.categories[position - 1] if 1 <= position <= len(line.categories) else None
    words = plain(text)
    return next((one for one in line.categories if words and words in _titles(one)), None)


def category_spoken_of(text: str, line: LineView) -> CategoryView | None:
    """Return the category these words suggest: about police first, then most keywords."""
    if line.police_category is not None and accuses_police(text):
        return line.police_category
    said, heard = _said(text), f" {sound(text)} "
    hits = [
        (sum(_has(said, word) or _sounds(heard, word) for word in one.keywords), one)
        for one in line.categories
    ]
    best, category = max(hits, key=lambda hit: hit[0], default=(0, None))
    return category if best else None


def accuses_police(text: str) -> bool:
    """Say whether the words tie police to wrongdoing; calling for police is no accusation."""
    return accusation.heard(text) is not None


def district_chosen(text: str, line: LineView) -> DistrictView | None:
    """Return the district whose number or name is all of `text`."""
    position = number(text)
    if position is not None:
        return line.districts[position - 1] if 1 <= position <= len(line.districts) else None
    words = plain(text)
    return next((one for one in line.districts if words and words in _names(one)), None)


def district_spoken_of(text: str, line: LineView) -> DistrictView | None:
    """Return the district named in `text`, when it names one alone."""
    said = _said(text)
    named = [one for one in line.districts if any(_has(said, name) for name in _names(one))]
    return named[0] if len(named) == 1 else None


def is_like_district(text: str, district: DistrictView, alike: float) -> bool:
    """Say whether `text` names the district, `alike` of 100 letters right, or more around it."""
    words = plain(text)
    names = _names(district)
    return any(_has(f" {words} ", name) or fuzz.ratio(words, name) >= alike for name in names)


def _said(text: str) -> str:
    return f" {plain(text)} "


def _has(said: str, word: str) -> bool:
    """Say whether `word` begins a word of `said`: endings vary in Hindi, beginnings do not.

    A short Roman word must be there whole, or "dj" would be heard in "djinn".
    """
    wanted = _plain(word)
    if len(wanted) <= SHORT and wanted.isascii():
        return bool(wanted) and f" {wanted} " in said
    return bool(wanted) and f" {wanted}" in said


def _sounds(heard: str, word: str) -> bool:
    """Say whether `word` is heard, however it is spelled; a short sound must be a whole word."""
    wanted = _sound(word)
    if len(wanted) < SHORT:
        return len(wanted) == SHORT - 1 and f" {wanted} " in heard
    return f" {wanted}" in heard


def _titles(category: CategoryView) -> set[str]:
    return _all_plain([*category.short.values(), *category.names.values()])


def _names(district: DistrictView) -> set[str]:
    return _all_plain([*district.names.values(), *district.aliases])


def _all_plain(words: Iterable[str]) -> set[str]:
    return {_plain(word) for word in words} - {""}


# a word of a catalogue, never a citizen's; nothing to forget, since what it yields never changes
_plain = lru_cache(WORDS)(plain)
_sound = lru_cache(WORDS)(sound)
