"""Which poster a citizen came by: a token in the first message, whatever else was written there.

Only counts are kept, and the campaign on the ticket. The token itself goes no further: beside a
poster that few have seen it would say where somebody stood.
"""

import re
from dataclasses import replace

from django.db.models import F

from districts.models import STATIONS, Line, Poster, Unit
from districts.models.campaign import DIGITS, LETTERS
from messaging.conversation import State, reading
from messaging.payloads import Incoming

_APART = r"[\s\-_.]{0,2}"
_LETTER, _DIGIT = r"[^\W\d_]", r"\d"
# of any script: wide letters and Devanagari digits are read as what they stand for
TOKEN = re.compile(
    rf"(?<!\w){_LETTER}{_APART}{_DIGIT}{_APART}{_LETTER}{_APART}{_DIGIT}(?!\w)", re.IGNORECASE
)
_BEFORE = re.compile(r"[\s·•|:(\[\-–—]+$")
_AFTER = re.compile(r"^[\s·•|:)\]\-–—]+")
LONGEST = 1000  # characters; a token further on is part of a story
HELLO = "नमस्ते"


def welcome(line: Line, incoming: Incoming, state: State) -> tuple[Incoming, State]:
    """Take a poster's token out of the words that begin a matter, count it and remember it.

    Words without a token of this line's come back as they are, and so do those that follow
    something told, unless they are the poster's greeting and nothing else.
    """
    poster, text = _found(line, incoming.text)
    if poster is None or (state.draft and not reading.means(text, reading.GREETINGS)):
        return incoming, state
    incoming = replace(incoming, text=text)
    if state.draft:
        return incoming, state
    if state.poster != poster.token:
        Poster.objects.filter(pk=poster.pk).update(chats=F("chats") + 1)
    district = _district(poster) or state.district
    return incoming, replace(state, poster=poster.token, district=district)


def poster_of(line: Line, token: str) -> Poster | None:
    posters = line.posters.select_related("campaign", "unit")
    return posters.filter(token=token).first() if token else None


def count_ticket(poster: Poster) -> None:
    Poster.objects.filter(pk=poster.pk).update(tickets=F("tickets") + 1)


def station_of(poster: Poster | None) -> Unit | None:
    """Return the station a poster hangs at, if it is one: a suggestion, no more."""
    unit = poster.unit if poster else None
    return unit if unit and unit.kind in STATIONS else None


def _found(line: Line, text: str) -> tuple[Poster | None, str]:
    """Return the first poster named in `text`, and the text without it."""
    for match in TOKEN.finditer(text[:LONGEST]):
        token = "".join(reading.plain(match[0]).split()).upper()
        poster = poster_of(line, token) if _may_be(token) else None
        if poster is not None:
            before, after = text[: match.start()], text[match.end() :]
            left = f"{_BEFORE.sub('', before)} {_AFTER.sub('', after)}".strip()
            return poster, left if any(map(str.isalnum, left)) else HELLO
    return None, text


def _may_be(token: str) -> bool:
    shape = (LETTERS, DIGITS, LETTERS, DIGITS)
    return len(token) == len(shape) and all(
        sign in signs for sign, signs in zip(token, shape, strict=True)
    )


def _district(poster: Poster) -> str:
    """Return the code of the district a poster's place lies in, or an empty string."""
    district = poster.unit.district() if poster.unit else None
    return district.code if district else ""
