"""A citizen at the other end of the pure conversation: what they send, what they read."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from messaging import conversation, speech
from messaging.conversation import (
    AddToTicket,
    CategoryView,
    Discard,
    DistrictView,
    Forget,
    Helpline,
    Intent,
    KeepName,
    Known,
    LineView,
    OpenTicket,
    Say,
    State,
)
from messaging.payloads import Incoming, Media, Place
from tests.factories import NOON
from tickets.codes import new_code

LIQUOR = CategoryView(
    "liquor",
    {"hi": "अवैध शराब", "en": "Illicit liquor"},
    {"hi": "अवैध शराब बनाना या बेचना", "en": "Making or selling illicit liquor"},
    ("शराब", "sharab", "liquor"),
)
CYBER = CategoryView(
    "cyber", {"hi": "साइबर ठगी", "en": "Cyber fraud"}, {"hi": "साइबर", "en": "Cyber"}, ("साइबर",)
)
POLICE = CategoryView(
    "police",
    {"hi": "पुलिस की शिकायत", "en": "About police"},
    {"hi": "किसी पुलिसकर्मी की शिकायत", "en": "A complaint about police"},
    about_police=True,
)
LINE = LineView(
    "bareilly",
    {"hi": "बरेली पुलिस", "en": "Bareilly Police"},
    categories=(LIQUOR, CYBER, POLICE),
    helplines=(Helpline("232511", {"hi": "कंट्रोल रूम", "en": "Control room"}, "emergency"),),
)
ZONE = replace(
    LINE,
    districts=(
        DistrictView("ballia", {"hi": "बलिया", "en": "Ballia"}),
        DistrictView("mau", {"hi": "मऊ", "en": "Mau"}),
    ),
)
# a line that hears people, and asks them for a name
HEARING = replace(
    LINE,
    categories=(
        LIQUOR,
        CategoryView(
            "hearing",
            {"hi": "सुनवाई"},
            {"hi": "सुनवाई"},
            ("सुनवाई",),
            is_complaint=True,
            is_hearing=True,
        ),
    ),
    takes_tips=False,
    asks_name=True,
)
# more categories than a list has rows
LONG = replace(
    LINE,
    categories=tuple(
        CategoryView(f"kind-{n}", {"hi": f"बात {n}", "en": f"Kind {n}"}, {"hi": "ब" * 80, "en": ""})
        for n in range(14)
    ),
)


def text(words: str, **more: object) -> Incoming:
    return Incoming("text", text=words, **more)


def tap(choice: str) -> Incoming:
    return Incoming("choice", choice=choice, text="तितली")


def photo(caption: str = "") -> Incoming:
    return Incoming("media", text=caption, media=Media("media-1", "image"))


def sticker() -> Incoming:
    return Incoming("media", media=Media("media-2", "sticker"))


def point(latitude: float = 28.36, longitude: float = 79.43) -> Incoming:
    return Incoming("location", place=Place(latitude, longitude))


@dataclass
class Citizen:
    """Holds one talk, and does for the bot what a turn would do."""

    line: LineView = LINE
    state: State = field(default_factory=State)
    now: datetime = NOON
    tickets: dict[str, list[conversation.Part]] = field(default_factory=dict)
    opened: list[OpenTicket] = field(default_factory=list)
    gone: dict[str, list[conversation.Part]] = field(default_factory=dict)  # from before forgetting
    names: list[str] = field(default_factory=list)
    discarded: list[conversation.Part] = field(default_factory=list)
    asked: str = ""
    quoting: str = ""
    ref: str = ""  # of what is sent next
    refers: str = ""  # to which earlier message an edit or a deletion refers
    last: Intent | None = None
    read: list[Say] = field(default_factory=list)
    spots: tuple[conversation.Spot, ...] = ()  # what the gazetteer would find in the next words
    heard: conversation.Spot | None = None  # or in the story, by the way
    is_strange: bool = False  # or that it would know nothing of the name
    is_place: bool = False  # or that it is one place and nothing else
    files: count = field(default_factory=lambda: count(1))

    def send(self, *messages: Incoming, after: timedelta = timedelta(minutes=1)) -> list[str]:
        """Send a burst of messages; return the keys of every sentence said in answer."""
        self.now += after
        says: list[Say] = []
        for message in messages:
            known = Known(
                own=tuple(self.tickets),
                quoted=self.quoting,
                asked=self.asked,
                spots=self.spots,
                is_strange=self.is_strange,
                is_place=self.is_place,
                attachment=f"file-{next(self.files)}" if message.media else "",
                ref=self.ref,
                refers=self.refers,
            )
            decision = conversation.hear(self.state, message, self.line, self.now, known)
            self.state = State.from_json(decision.state.to_json())
            says += decision.replies
            says += [say for intent in decision.intents for say in self._do(intent)]
        told = conversation.may_name_the_place(self.state, self.line, self.now)
        if told and self.heard:
            self.state = conversation.listening(self.state, self.heard, told[0].ref)
        self.state, question = conversation.ask(self.state, self.line, self.now)
        says += [question] if question else []
        self.read = speech.condensed(says, self.line, self.language)
        self.bodies = [speech.body(say, self.line, self.language) for say in self.read]
        return [key for say in self.read for key in say.keys]

    @property
    def language(self) -> str:
        return conversation.language_of(self.state, self.line)

    @property
    def choices(self) -> list[str]:
        """The ids that can be tapped in the last message."""
        return [choice.id for choice in self.read[-1].choices] if self.read else []

    def _do(self, intent: Intent) -> list[Say]:
        self.last = intent
        if isinstance(intent, KeepName):
            self.names.append(intent.name)
            self.state = replace(self.state, name=f"sealed {len(self.names)}")
            return []
        if isinstance(intent, Discard):
            self.discarded += intent.parts
            return []
        if isinstance(intent, Forget):
            # from now on somebody new: what was sent is with the desk, and no longer theirs
            self.gone = {**self.tickets, **self.gone}
            self.tickets, self.state = {}, State(language=self.state.language)
            return [Say(("forgotten",))]
        if isinstance(intent, OpenTicket):
            code = new_code()
            self.opened.append(intent)
            self.tickets = {code: list(intent.parts), **self.tickets}
            self.state = conversation.opened(self.state, code, self.now, is_urgent=intent.is_urgent)
            return [Say(("receipt",), {"code": code})]
        if isinstance(intent, AddToTicket):
            self.tickets[intent.code] += intent.parts
            return [] if intent.quietly else [Say(("added",), {"code": intent.code})]
        return [Say(("status_new",), {"code": ""})]

    def everything(self) -> list[conversation.Part]:
        """Every message that arrived somewhere: in a draft or ticket, as a place, as a name."""
        kept = [
            part for own in (self.tickets, self.gone) for parts in own.values() for part in parts
        ]
        places = [conversation.Part(one.place) for one in [self.state, *self.opened] if one.place]
        return [*self.state.draft, *kept, *places, *map(conversation.Part, self.names)]
