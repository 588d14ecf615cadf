"""What short answers mean, in Devanagari, Roman Hindi and English. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from messaging.vocabulary import phrases
from tickets.codes import read_code

STATUS = phrases("status")
SEND = phrases("send")
MORE = phrases("more")
NEW = phrases("new")
THANKS = phrases("thanks")
UNSURE = phrases("unsure")
GREETINGS = phrases("greetings")
LANGUAGES = {
    "hi": ("hindi", "हिंदी", "हिन्दी", "hindi me", "hindi mein", "हिंदी में"),
    "en": ("english", "angrezi", "in english", "अंग्रेज़ी", "इंग्लिश"),
    "bho": ("bhojpuri", "bhojpuri me", "bhojpuri mein", "भोजपुरी", "भोजपुरी में"),
    "hne": ("chhattisgarhi", "chattisgarhi", "cg", "छत्तीसगढ़ी", "छत्तीसगढ़ी में", "छत्तीसगढ़ी म"),
}
LONGEST_ANSWER = 120  # characters; more is a story, not an answer
_CODE = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-Za-z]{3}[- ]?[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{4}(?![0-9A-Za-z])"
)


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
    found = [match.group() for match in _CODE.finditer(text)]
    if len(found) != 1 or read_code(found[0]) or not _is_mixed(found[0]):
        return False
    around = plain(_CODE.sub(" ", text))
    return not around or means(around, STATUS)


def without_codes(text: str) -> str:
    """Return the words around receipt codes, for comparing."""
    kept = _CODE.sub(lambda match: " " if read_code(match.group()) else match.group(), text)
    return plain(kept)


def language(text: str) -> str:
    """Return the language named by `text`, or an empty string."""
    words = plain(text) if len(text) <= LONGEST_ANSWER else ""
    return next((code for code, names in LANGUAGES.items() if words in _plain(names)), "")


def means(text: str, *meanings: Sequence[str]) -> bool:
    """Say whether `text` is, as a whole, one phrase of `meanings`."""
    if len(text) > LONGEST_ANSWER:
        return False
    words = plain(text)
    return any(words in _plain(tuple(phrases)) for phrases in meanings)


def is_all(text: str) -> bool:
    """Say whether `text` asks to send at once, whatever was asked: "no" or "ok" answers that."""
    return means(text, SEND) and not means(text, UNSURE, phrases("yes"), phrases("no"))


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
