"""Every name of a station, village or landmark, indexed by sound. Pure.

Names are kept by their first sound and sorted by the path of their station, so that a search
compares a run of words with the few thousand names it could be at most, in rapidfuzz's C++.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from districts.far import core
from districts.sounds import fold

GOOD_ENOUGH = 84.0  # of 100: a slip or two in a long name passes
GOOD_ENOUGH_SHORT = 90.0  # one letter makes another word of a short name
ALL_COMMON = 92.0  # for words like "bus stand", found everywhere
CLOSE = 5.0  # to the best score
SHORT = 5  # sounds
MOST = 0.8  # of the letters that say which place it is
SHORTEST = 3  # less is a particle, not a place
SHORTEST_CORE = 5  # of a name without its common words
BEST = 3
MOST_WORDS = 40
LONGEST_RUN = 4  # words written apart that may be one name
_CLASSES = {**dict.fromkeys("aeiou", "a"), "v": "b"}  # mistaken for each other at the beginning
# words around a name, or in it, that say nothing about which place it is
COMMON = frozenset(
    fold(
        "thana thane kotwali police station chauki ke ki ka ko se me men mein main par pe pas near"
        " paas gaon gav gram mohalla muhalla nagar village ps the in at on of and mandir temple"
        " masjid mosque dargah school vidyalay college collage university hospital aspatal bazar"
        " bazaar market mandi chauraha chowk tiraha crossing road marg gali street pul bridge"
        " bus stand adda railway relve junction dukan ghar makan khet nadi nahar talab ghat dam"
        " bandh bara bada bari badi chhota naya nayi purana purani old new sadar colony area"
        " kshetra industrial factory mill toll plaza bypass highway hai hain tha thi samne piche"
        " pichhe bagal bahar andar kinare dur kasba tehsil block zila jila district city nagar"
        " big tree behind front under bhai sir hamare mere meri mera wala wali wale kuch sab"
        " yahan wahan roz naam number lage lag nahi nahin koi kya mujhe chahta chahti chahte"
        " थाना के की का को से में पर पास गाँव ग्राम मोहल्ला मंदिर मस्जिद स्कूल अस्पताल बाज़ार मंडी"
        " चौराहा चौक तिराहा रोड मार्ग गली पुल बस अड्डा रेलवे स्टेशन दुकान घर मकान खेत नदी नहर"
    ).split()
)


@dataclass(frozen=True)
class Entry:
    """A station, or a place that a station serves, under all its names."""

    station: str  # code
    path: str  # of the station's unit
    hi: str
    en: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    entry: Entry
    score: float  # of 100
    explained: float  # letters of the text, by score


class Index:
    def __init__(self, entries: Iterable[Entry], areas: dict[str, str]) -> None:
        """Index `entries`; `areas` are the paths of districts by every name they have."""
        ordered = sorted(entries, key=lambda entry: entry.path)
        self._areas = {_squeezed(name): path for name, path in areas.items() if _squeezed(name)}
        self._common = COMMON | {word for name in areas for word in fold(name).split()}
        keys: dict[str, list[tuple[str, Entry]]] = {}
        for entry in ordered:
            for key in sorted(self._keys(entry)):
                keys.setdefault(_class(key), []).append((key, entry))
        self._keys_of = {letter: [key for key, _ in pairs] for letter, pairs in keys.items()}
        self._entries_of = {letter: [one for _, one in pairs] for letter, pairs in keys.items()}
        self._paths_of = {
            letter: [one.path for one in entries] for letter, entries in self._entries_of.items()
        }

    def search(self, text: str, *, under: str = "") -> list[Hit]:
        """Return up to three stations named in `text`, below the path `under`, best first.

        The name that explains most of the text comes first. Empty when nothing is near enough:
        a wrong certainty costs more than a question.
        """
        words = fold(text).split()[:MOST_WORDS]
        under = self._area_named(words, under)
        best: dict[str, Hit] = {}
        for run, is_common in self._runs(words):
            for hit in self._like(run, under, is_common=is_common):
                known = best.get(hit.entry.station)
                if known is None or hit.explained > known.explained:
                    best[hit.entry.station] = hit
        ranked = sorted(best.values(), key=lambda hit: (-hit.explained, hit.entry.path))
        # a name written right leaves no doubt about its misspelled likes
        return [hit for hit in ranked[:BEST] if hit.score >= ranked[0].score - CLOSE]

    def named(self, text: str) -> tuple[str, list[str]]:
        """Return the district that is all `text` says, or "", and every station so named: paths."""
        words = fold(text).split()[:MOST_WORDS]
        name = core(" ".join(words))
        if len(name) < SHORTEST:
            return "", []
        keys, entries = self._keys_of.get(_class(name), []), self._entries_of.get(_class(name), [])
        same = {one.path for key, one in zip(keys, entries, strict=True) if key == name}
        return self._areas.get(name, ""), sorted(same)

    def holds_a_name(self, text: str) -> bool:
        """Say whether any word names one place: none of "near the temple" does."""
        words = fold(text).split()[:MOST_WORDS]
        return any(len(word) >= SHORTEST and word not in self._common for word in words)

    def is_all_of(self, text: str, hit: Hit) -> bool:
        """Say whether `hit` explains most letters of `text` that say which place it is."""
        words = fold(text).split()[:MOST_WORDS]
        letters = sum(len(word) for word in words if word not in self._common)
        return hit.explained / hit.score >= MOST * letters

    def is_called(self, text: str, hit: Hit) -> bool:
        """Say whether `text` is the whole name of the place found, and hardly says more.

        A half of it may be a person's, and a name by which it is found too, that of a road to it.
        """
        words = fold(text).split()[:MOST_WORDS]
        said = {"".join(words), "".join(word for word in words if word not in self._common)}
        own = {_squeezed(hit.entry.hi), _squeezed(hit.entry.en)}
        return any(fuzz.ratio(one, name) >= GOOD_ENOUGH for one in said for name in own)

    def _keys(self, entry: Entry) -> set[str]:
        keys = set()
        for name in (entry.hi, entry.en, *entry.spellings):
            words = fold(name).split()
            core = "".join(word for word in words if word not in self._common)
            keys |= {"".join(words), core if len(core) >= SHORTEST_CORE else ""}
        return keys - {""}

    def _area_named(self, words: Sequence[str], under: str) -> str:
        """Return the path of the one district that the words name, else `under`."""
        named = {self._areas[word] for word in words if word in self._areas}
        below = [path for path in named if path.startswith(under) and path != under]
        return below[0] if len(below) == 1 else under

    def _runs(self, words: Sequence[str]) -> Iterator[tuple[str, bool]]:
        """Yield runs of words written together as people do, and whether all are common."""
        for size in range(1, LONGEST_RUN + 1):
            for start in range(len(words) - size + 1):
                taken = words[start : start + size]
                run = "".join(taken)
                if len(run) >= SHORTEST:
                    yield run, all(word in self._common for word in taken)

    def _like(self, run: str, under: str, *, is_common: bool) -> Iterator[Hit]:
        low, near = self._near(_class(run), under)
        cutoff = GOOD_ENOUGH_SHORT if len(run) <= SHORT else GOOD_ENOUGH
        cutoff = max(cutoff, ALL_COMMON) if is_common else cutoff
        found = process.extract(run, near, scorer=fuzz.ratio, score_cutoff=cutoff, limit=2 * BEST)
        for key, score, position in found:
            if len(key) > SHORT or score >= GOOD_ENOUGH_SHORT:
                entry = self._entries_of[_class(run)][low + position]
                yield Hit(entry, score, len(run) * score)

    def _near(self, letter: str, under: str) -> tuple[int, list[str]]:
        """Return the keys of one first sound below the path `under`, and where they begin."""
        paths = self._paths_of.get(letter, [])
        low, high = bisect_left(paths, under), bisect_left(paths, f"{under}\U0010ffff")
        return low, self._keys_of.get(letter, [])[low:high]


def _class(key: str) -> str:
    return _CLASSES.get(key[0], key[0])


def _squeezed(name: str) -> str:
    return "".join(fold(name).split())
