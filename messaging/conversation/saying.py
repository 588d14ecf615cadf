"""What a turn of the talk comes to: things to say and things to do. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from messaging.conversation.state import Part, Spot, State


@dataclass(frozen=True)
class Choice:
    """A button or a list row. Its title is a sentence's `key`, or already words."""

    id: str
    key: str = ""
    title: str = ""
    description: str = ""


@dataclass(frozen=True)
class Say:
    """One message: sentences by key, with the values in them, and what can be tapped."""

    keys: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    asks_place: bool = False
    stands_alone: bool = False  # never joined with another message
    is_list: bool = False  # rows with descriptions, however few
    also: str = ""  # a second language the words are said in, below the first


@dataclass(frozen=True)
class OpenTicket:
    parts: tuple[Part, ...]
    kind: str = ""  # as the citizen chose; what a category says goes before it
    category: str = ""
    district: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    is_urgent: bool = False
    fell_quiet: bool = False
    no_reply: bool = False  # nothing may tie it to its sender
    is_covered: bool = False  # words that told who sent it are hidden
    poster: str = ""  # token of the poster that brought it
    station: str = ""  # code of the station that serves the place, as the citizen chose
    elsewhere: str = ""  # another district, as the citizen named it
    also: str = ""  # language they seem to write in, while none is chosen
    name: str = ""  # by which to be heard; sealed
    is_nameless: bool = False


@dataclass(frozen=True)
class AddToTicket:
    code: str
    parts: tuple[Part, ...]
    quietly: bool = False  # said a moment ago that such things arrive
    is_covered: bool = False
    place: str = ""  # where it is, asked for after a cry for help


@dataclass(frozen=True)
class TellStatus:
    code: str = ""  # empty: the latest few


@dataclass(frozen=True)
class TellNews:
    """The citizen tapped "read" on the notice about this event."""

    event_id: int


@dataclass(frozen=True)
class Feedback:
    event_id: int  # the outcome's
    is_solved: bool


@dataclass(frozen=True)
class WishForHearing:
    event_id: int  # of the news the citizen tapped
    wanted: str


@dataclass(frozen=True)
class KeepName:
    """The citizen told by what name to be heard: it is sealed at once, and never part of words."""

    name: str


@dataclass(frozen=True)
class Forget:
    """Destroy every way back to the citizen, once this turn has been answered."""


@dataclass(frozen=True)
class Discard:
    """The citizen took these back before they were sent: their files go."""

    parts: tuple[Part, ...]


Intent = (
    OpenTicket
    | AddToTicket
    | TellStatus
    | TellNews
    | Feedback
    | WishForHearing
    | KeepName
    | Forget
    | Discard
)


@dataclass(frozen=True)
class Decision:
    state: State
    replies: tuple[Say, ...] = ()
    intents: tuple[Intent, ...] = ()


@dataclass(frozen=True)
class Known:
    """What only the database knows about a message."""

    own: tuple[str, ...] = ()  # codes of the sender's tickets, newest first
    quoted: str = ""  # code of the ticket whose message was quoted
    asked: str = ""  # code of the ticket on which an officer's question is open
    attachment: str = ""  # id of the registered file
    ref: str = ""  # of this message
    refers: str = ""  # of the citizen's own message that this one edits or deletes
    spots: tuple[Spot, ...] = ()  # places the words may name, best first
    is_strange: bool = False  # the words name a place, and none that is known anywhere
    is_place: bool = False  # the words are one known place, and nothing else
    name: str = ""  # the words with the sender's own name left in, where one may be told
