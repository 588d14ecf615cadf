"""Where one citizen's talk stands. Stored as JSON; older and newer forms are read too."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

FULL = 50  # messages in a draft: it is sent, and the rest joins the ticket
PLACE_LENGTH = 300  # characters, as `Ticket.place`


class Question(StrEnum):
    NONE = ""
    KIND = "kind"  # a tip or a complaint?
    LANGUAGE = "language"
    WHICH = "which"  # the ticket just sent, or a new matter?
    CATEGORY = "category"
    DISTRICT = "district"
    TELL = "tell"  # what happened
    PLACE = "place"
    SPOT = "spot"  # which of the places of that name
    WHOSE = "whose"  # in which district a place lies that we do not know
    NAME = "name"  # by which a citizen wants to be heard
    MORE = "more"


@dataclass(frozen=True)
class Part:
    """One message of the citizen, as the desk will see it: masked words, a file, a point."""

    text: str = ""
    attachment: str = ""  # id of a registered file
    latitude: float | None = None
    longitude: float | None = None
    is_forwarded: bool = False
    is_sticker: bool = False
    said_at: datetime | None = None
    ref: str = ""  # what a later edit or deletion of this message names it by

    @property
    def is_only_words(self) -> bool:
        return bool(self.text) and not self.attachment and self.latitude is None

    @property
    def says_something(self) -> bool:
        """Say whether a desk could do anything with this: a sticker or "🙂" alone is nothing."""
        has_words = any(letter.isalnum() for letter in self.text)
        has_file = bool(self.attachment) and not self.is_sticker
        return has_words or has_file or self.latitude is not None


@dataclass(frozen=True)
class Spot:
    """A place the gazetteer knows, and the station that serves it."""

    code: str = ""  # of the station
    hi: str = ""
    en: str = ""
    of_hi: str = ""  # station and district, to tell namesakes apart
    of_en: str = ""
    is_clear: bool = False  # no doubt that it is meant


@dataclass(frozen=True)
class State:
    language: str = ""
    greeted: bool = False
    active: bool = False  # a matter is being told
    draft: tuple[Part, ...] = ()
    kind: str = ""  # "tip" or "complaint", where the citizen was asked
    category: str = ""
    district: str = ""
    place: str = ""
    place_told: bool = False
    place_ref: str = ""  # of the message that told it
    spots: tuple[Spot, ...] = ()  # that the place named may be
    station: str = ""  # code of the one it is
    is_strange: bool = False  # nobody has told us of a place of this name
    heard: tuple[Spot, ...] = ()  # the one place that the story names, to be asked back
    heard_ref: str = ""  # of the message that names it
    elsewhere: str = ""  # the other district it lies in, as the citizen wrote it
    latitude: float | None = None
    longitude: float | None = None
    name: str = ""  # by which to be heard; sealed
    name_ref: str = ""  # of the message that told it
    is_nameless: bool = False  # wants to be heard without one
    asked: str = ""  # the question on the citizen's screen
    asked_at: datetime | None = None
    times: int = 0  # how often in a row
    skipped: tuple[str, ...] = ()
    said: tuple[str, ...] = ()  # first advice given in this matter, by text key
    warned_at: datetime | None = None
    which: str = ""  # code the draft may belong to
    joining: str = ""  # code to which everything goes until then, unasked
    joining_until: datetime | None = None
    placing: str = ""  # code of the emergency whose place was asked for
    noted_at: datetime | None = None
    misses: int = 0  # codes asked for that were not there
    missed_at: datetime | None = None
    poster: str = ""  # token of the poster that brought this matter
    sent: str = ""  # code of the last ticket
    sent_at: datetime | None = None
    # wishes: how to speak, and when
    is_silent: bool = False  # answers only
    is_discreet: bool = False  # neutral words
    safe_from: int = 0  # hours of the day for news; both 0: any
    safe_until: int = 0
    no_reply: bool = False  # what is being told is sent, and the sender forgotten
    aside: str = ""  # asked back before a wish is done: see `asides`
    shown: tuple[str, ...] = ()  # said once in a matter, as marks: telling words, a place heard

    @property
    def has_substance(self) -> bool:
        return any(part.says_something for part in self.draft)

    def with_part(self, part: Part) -> "State":
        return replace(self, active=True, draft=(*self.draft, part))

    def forgetting_draft(self) -> "State":
        """Return the state with no matter in hand; language, greeting and last ticket stay."""
        return State(
            language=self.language,
            greeted=self.greeted,
            warned_at=self.warned_at,
            joining=self.joining,
            joining_until=self.joining_until,
            placing=self.placing,
            noted_at=self.noted_at,
            sent=self.sent,
            sent_at=self.sent_at,
            is_silent=self.is_silent,
            is_discreet=self.is_discreet,
            safe_from=self.safe_from,
            safe_until=self.safe_until,
            misses=self.misses,
            missed_at=self.missed_at,
            # who did not care to choose a language is not asked again
            skipped=tuple(one for one in self.skipped if one == Question.LANGUAGE),
        )

    @property
    def safe_hours(self) -> tuple[int, int]:
        """Return the hours in which to write unasked, (0, 0) for any."""
        hours = (self.safe_from, self.safe_until)
        is_sane = 0 <= hours[0] < 24 and 0 < hours[1] <= 24
        return hours if is_sane else (0, 0)

    def joins(self, now: datetime) -> str:
        """Return the code to which a message at `now` goes unasked, or an empty string."""
        if self.joining and self.joining_until and now < self.joining_until:
            return self.joining
        return ""

    def to_json(self) -> dict[str, Any]:
        kept = {key: value for key, value in asdict(self).items() if value not in EMPTY}
        return {key: _plain(value) for key, value in kept.items()}

    @classmethod
    def from_json(cls, data: object) -> "State":
        """Read a stored state. Unknown and misshapen fields are left out, never an error."""
        return _read(cls, data)


EMPTY: tuple[object, ...] = (None, "", (), False, 0)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if one not in (None, "", False)}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value


def _read(kind: type[Any], data: object) -> Any:
    if not isinstance(data, Mapping):
        return kind()
    readers = {one.name: _READERS[str(one.type)] for one in fields(kind)}
    known = {key: readers[key](data[key]) for key in data if key in readers}
    return kind(**{key: value for key, value in known.items() if value is not None})


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _words(value: object) -> tuple[str, ...] | None:
    return tuple(map(str, value)) if isinstance(value, list) else None


def _parts(value: object) -> tuple[Part, ...] | None:
    return tuple(_read(Part, one) for one in value) if isinstance(value, list) else None


def _spots(value: object) -> tuple[Spot, ...] | None:
    return tuple(_read(Spot, one) for one in value) if isinstance(value, list) else None


_READERS: dict[str, Any] = {
    str(str): lambda value: value if isinstance(value, str) else None,
    str(bool): lambda value: value if isinstance(value, bool) else None,
    str(int): lambda value: value if isinstance(value, int) else None,
    str(float | None): _number,
    str(datetime | None): _moment,
    str(tuple[str, ...]): _words,
    str(tuple[Part, ...]): _parts,
    str(tuple[Spot, ...]): _spots,
}
