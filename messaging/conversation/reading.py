"""What short answers mean, in Devanagari, Roman Hindi and English. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from messaging.vocabulary import phrases
from tickets.codes import read_code

STATUS = phrases("status")
SEND = phrases("send")
MORE = phrases("more")
NEW = phrases("new")
THANKS = phrases("thanks")
UNSURE = phrases("unsure")
GREETINGS = phrases("greetings")
SAME = phrases("same")
BACK = phrases("back")
TAKE_BACK = phrases("take_back")
LANGUAGES = {
    "hi": ("hindi", "हिंदी", "हिन्दी", "hindi me", "hindi mein", "हिंदी में"),
    "en": ("english", "angrezi", "in english", "अंग्रेज़ी", "अंग्रेजी", "अँग्रेज़ी", "इंग्लिश"),
    "bho": ("bhojpuri", "bhojpuri me", "bhojpuri mein", "भोजपुरी", "भोजपुरी में"),
    "hne": ("chhattisgarhi", "chattisgarhi", "cg", "छत्तीसगढ़ी", "छत्तीसगढ़ी में", "छत्तीसगढ़ी म"),
}
BESIDE_CODE = 6  # words
NOT_FIRST = frozenset({"not", "no", "dont"})
FEW = 8  # words around the name of a language
LONGEST_ANSWER = 120  # characters; more is a story, not an answer
# a letter or two are missing, or too many
_MISREAD = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-Z]{3}[- ]?[0-9A-Z]{3,5}[- ]?[0-9A-Z]{3,5}(?![0-9A-Za-z])"
)
_CODE = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-Za-z]{3}[- ]?[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{4}(?![0-9A-Za-z])"
)


@lru_cache(4)  # one message is compared with many phrases; the next ones take its place
def plain(text: str) -> str:
    """Return the words for comparing: composed, lower case, ASCII digits, no marks or emoji."""
    # NFKC leaves Devanagari letters with a dot below in one form, whichever was typed
    folded = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    letters = (_letter(letter) for letter in folded)
    return " ".join("".join(letters).split())


def number(text: str) -> int | None:
    """Return the small number that is all of `text`, in any script's digits."""
    words = plain(text[:LONGEST_ANSWER])
    return int(words) if words.isascii() and words.isdigit() and len(words) <= 2 else None


def codes(text: str) -> list[str]:
    """Return the receipt codes found in `text`, whether they exist or not."""
    found = (read_code(match.group()) for match in _CODE.finditer(text))
    return [code for code in found if code]


def is_misread_code(text: str) -> bool:
    """Say whether `text` is, perhaps beside "status", a receipt code with a slip in it."""
    for shape in (_CODE, _MISREAD):
        found = [match.group() for match in shape.finditer(text)]
        if len(found) == 1 and not read_code(found[0]) and _is_mixed(found[0]):
            around = plain(shape.sub(" ", text))
            return means(around, STATUS) or (not around and shape is _CODE)
    return False


def asks_status(around: str, *, beside_code: bool) -> bool:
    """Say whether these words ask how it stands; beside a code a few more may stand around."""
    if means(around, STATUS):
        return True
    said = f" {plain(around)} "
    is_short = beside_code and len(said.split()) <= BESIDE_CODE
    return is_short and any(f" {one} " in said for one in _plain(STATUS))


def asks(text: str) -> bool:
    """Say whether `text` is a question, marked as one or not."""
    return text.rstrip().endswith("?") or _holds(text, "asking")


def denies(text: str) -> bool:
    return _holds(text, "not_this")


def tells(text: str) -> bool:
    """Say whether `text` reads as a sentence rather than as a name."""
    return _holds(text, "telling") or denies(text)


def without_codes(text: str) -> str:
    """Return the words around receipt codes, for comparing."""
    kept = _CODE.sub(lambda match: " " if read_code(match.group()) else match.group(), text)
    return plain(kept)


def language(text: str) -> str:
    """Return the language named by `text`, or an empty string."""
    words = plain(text) if len(text) <= LONGEST_ANSWER else ""
    whole = next((code for code, names in LANGUAGES.items() if words in _plain(names)), "")
    return whole or _language_among(words.split())


def means(text: str, *meanings: Sequence[str]) -> bool:
    """Say whether `text` is, as a whole, one phrase of `meanings`."""
    if len(text) > LONGEST_ANSWER:
        return False
    words = plain(text)
    return any(words in _plain(tuple(phrases)) for phrases in meanings)


def is_all(text: str) -> bool:
    """Say whether `text` asks to send at once, whatever was asked: "no" or "ok" answers that."""
    return means(text, SEND) and not means(text, UNSURE, phrases("yes"), phrases("no"))


def _language_among(words: Sequence[str]) -> str:
    """Return the one language asked for among words that say nothing else."""
    named = {
        place: code
        for place, word in enumerate(words)
        for code, names in LANGUAGES.items()
        if word in _plain(names)
    }
    nots = _plain(phrases("not_this"))
    beside = {word for place, word in enumerate(words) if place not in named}
    if not named or len(words) > FEW or beside - _plain(phrases("language_words")) - nots:
        return ""
    wanted = {code for place, code in named.items() if not _is_denied(words, place, nots)}
    return wanted.pop() if len(wanted) == 1 else ""


def _is_denied(words: Sequence[str], place: int, nots: frozenset[str]) -> bool:
    """Say whether a word is denied: "hindi nahi", but "not hindi"."""
    after, before = words[place + 1 : place + 2], words[max(place - 1, 0) : place]
    return bool((nots - NOT_FIRST).intersection(after) or NOT_FIRST.intersection(before))


def _holds(text: str, name: str) -> bool:
    return not _plain(phrases(name)).isdisjoint(plain(text[:LONGEST_ANSWER]).split())


def _is_mixed(code: str) -> bool:
    """Say whether these are letters and digits in one piece, as in no word and no number."""
    letters = code.replace("-", "")
    return letters.isalnum() and not letters.isalpha() and not letters.isdigit()


@cache
def _plain(meanings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain, meanings))


def _letter(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return ""  # joiners: invisible, and typed or not at will
    return letter if kind[0] in "LM" else " "
