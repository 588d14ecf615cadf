"""What people typed, made safe to store, hash and show. Pure."""

import re
import unicodedata

from django.utils.translation import gettext as _

from tickets.refusals import Unacceptable

LONGEST = 4000
LINE_LONGEST = 300
# invisible characters that turn the direction of what follows, so that text reads as another
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# ZWJ and ZWNJ (200c, 200d) stay: Hindi and emoji are spelt with them
_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029\x0b\x0c]")
# what sits on the letter before, by itself or once it is taken apart
_MARKS = "".join(
    mark
    for mark in map(chr, range(0x300, 0x20000))
    if unicodedata.combining(unicodedata.normalize("NFKD", mark)[0])
)
MOST_MARKS = 30  # on one letter, as Unicode's stream-safe text allows; real words have few
_PILES = re.compile(f"([{_MARKS}]{{{MOST_MARKS}}})[{_MARKS}]+")


def paragraphs(text: str, *, field: str, longest: int = LONGEST, required: bool = False) -> str:
    """Return `text` clean, its line breaks kept. Raises Unacceptable when too long or missing."""
    return _measured(clean(text), field=field, longest=longest, required=required)


def line(text: str, *, field: str, longest: int = LINE_LONGEST, required: bool = False) -> str:
    """Return `text` clean and on one line. Raises Unacceptable when too long or missing."""
    one = " ".join(clean(text).split())
    return _measured(one, field=field, longest=longest, required=required)


def clean(text: str) -> str:
    """Drop what cannot be seen or stored: NUL, controls, direction overrides, lone surrogates."""
    whole = _SURROGATE.sub("\ufffd", _BREAKS.sub("\n", text))
    visible = _INVISIBLE.sub("", _DIRECTION.sub("", whole))
    kept = "".join(c for c in visible if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", without_piles(kept)).strip()


def without_piles(text: str) -> str:
    """Return `text` with no more than `MOST_MARKS` marks on one letter.

    Normalising sorts the marks of a letter in quadratic time: a message of nothing else would
    hold a process for minutes.
    """
    return _PILES.sub(r"\1", text)


def _measured(text: str, *, field: str, longest: int, required: bool) -> str:
    if required and not text:
        raise Unacceptable(_("Please write something here."), field=field)
    if len(text) > longest:
        raise Unacceptable(
            _("This is too long: %(length)d characters, at most %(longest)d fit.")
            % {"length": len(text), "longest": longest},
            field=field,
        )
    return text
