"""A line's conversation rehearsed from beginning to end, for reading aloud. Writes nothing.

The talk is the real one with the line's own data: every word of the bot's comes from `speech`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from django.utils.translation import override

from districts.timing import INDIA
from messaging import conversation, news, receipts, speech
from messaging.bodies import Body
from messaging.conversation import (
    AddToTicket,
    Feedback,
    Intent,
    KeepName,
    Known,
    LineView,
    OpenTicket,
    Question,
    Say,
    Spot,
    State,
    TellStatus,
)
from messaging.payloads import Incoming, Media, Place
from messaging.scripts import SPOKEN, Lines
from tickets import events
from tickets.codes import spaced
from tickets.lifecycle import Status
from tickets.models import Event, Ticket

CODE = "K7Q4MTX2W9P"
PAUSE = timedelta(minutes=1)
PHOTO = Media("photo", "image")


@dataclass(frozen=True)
class Turn:
    """One message of a scene. `who` is "citizen", "bot" or "officer"; `choices` are buttons."""

    who: str
    words: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    name: str
    turns: tuple[Turn, ...]


@dataclass
class Rehearsal:
    """One citizen and one line; does for the talk what a turn would do, without a database."""

    line: LineView
    tongue: str
    now: datetime
    state: State = field(default_factory=State)
    turns: list[Turn] = field(default_factory=list)
    ticket: Ticket | None = None
    said: tuple[Say, ...] = ()
    asked: str = ""
    _events: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def lines(self) -> Lines:
        return SPOKEN[self.tongue]

    def says(self, words: str) -> None:
        self._hears(Incoming("text", text=words), words)

    def sends_photo(self) -> None:
        self._hears(Incoming("media", media=PHOTO), "📷", attachment="photo")

    def sends_place(self) -> None:
        self._hears(Incoming("location", place=Place(25.3, 82.9)), "📍")

    def taps(self, start: str) -> bool:
        """Tap the first choice on the screen whose id begins so; say whether there is one."""
        shown = self.said[-1].choices if self.said else ()
        choice = next((one for one in shown if one.id.startswith(start)), None)
        if choice is None:
            return False
        title = speech.title(choice, self.line, self.language)
        self._hears(Incoming("choice", choice=choice.id, text=title), f"[ {title} ]")
        return True

    def falls_quiet(self) -> None:
        self.now += timedelta(hours=1)
        self._follow(conversation.settle(self.state, self.line, self.now))

    def happens(self, kind: str, note: str = "", **data: Any) -> None:
        """Let an officer do something; the citizen is told as announcements would."""
        if self.ticket is None:
            return
        event = Event(pk=next(self._events), kind=kind, note=note, ticket=self.ticket, data=data)
        if note:
            self.turns.append(Turn("officer", note))
        self.asked = CODE if kind == events.ASKED else ""
        with override(self.language):
            told = news.tell(event)
        self._speak([told])

    @property
    def language(self) -> str:
        return conversation.language_of(self.state, self.line)

    def _hears(self, incoming: Incoming, shown: str, attachment: str = "") -> None:
        self.turns.append(Turn("citizen", shown))
        self.now += PAUSE
        own = (CODE,) if self.ticket else ()
        known = Known(own=own, asked=self.asked, attachment=attachment)
        self._follow(conversation.hear(self.state, incoming, self.line, self.now, known))

    def _follow(self, decision: conversation.Decision) -> None:
        self.state = decision.state
        says = [*decision.replies]
        for intent in decision.intents:
            says += self._does(intent)
        self.state, question = conversation.ask(self.state, self.line, self.now)
        self._speak([*says, *([question] if question else [])])

    def _does(self, intent: Intent) -> list[Say]:
        code = {"code": spaced(CODE)}
        match intent:
            case OpenTicket():
                self.ticket = self._ticket(intent)
                self.state = conversation.opened(
                    self.state, CODE, self.now, is_urgent=intent.is_urgent
                )
                return [receipts.receipt(intent, self.ticket)]
            case KeepName():
                self.state = replace(self.state, name=intent.name)
                return []
            case AddToTicket() if self.asked:
                self.asked = ""
                return [Say(("answer_passed",), code)]
            case AddToTicket():
                return [] if intent.quietly else [Say(("added",), code)]
            case TellStatus() if self.ticket:
                return [Say((news.status_key(self.ticket),), code)]
            case Feedback():
                return [Say(("solved",)) if intent.is_solved else Say(("reopened",), code)]
        return [Say(("nothing_sent",))]

    def _ticket(self, intent: OpenTicket) -> Ticket:
        category = self.line.category(intent.category)
        is_hearing = category is not None and category.is_hearing
        return Ticket(
            code=CODE,
            status=Status.NEW,
            kind=Ticket.Kind.HEARING if is_hearing else Ticket.Kind.TIP,
            is_restricted=category is not None and category.about_police,
        )

    def _speak(self, says: list[Say]) -> None:
        self.said = tuple(speech.condensed(says, self.line, self.language)) or self.said
        spoken = speech.condensed(says, self.line, self.language)
        for say in spoken:
            self.turns.append(_heard(speech.body(say, self.line, self.language)))


def rehearse(line: LineView, tongue: str, *, now: datetime) -> list[Scene]:
    """Return the scenes of a line in one of its languages."""
    begin = partial(Rehearsal, line, tongue, now)
    scenes = {
        "From the first word to the last": _whole_way,
        "Danger": _danger,
        "Money stolen online": _fraud,
        "About police": _police,
        "Somebody stops in the middle": _quiet,
    }
    if any(one.is_hearing for one in line.categories):
        scenes["To be heard by video"] = _hearing
    told = []
    for name, play in scenes.items():
        rehearsal = begin()
        play(rehearsal)
        told.append(Scene(name, tuple(rehearsal.turns)))
    return told


def _to_the_question(one: Rehearsal) -> None:
    """Answer what comes before the story: what it is, in which tongue, about what, where."""
    one.says(one.lines.hello)
    one.taps("kind:")
    if not one.taps(f"language:{one.tongue}"):
        one.state = replace(one.state, language=one.tongue)
    one.taps("category:")
    one.taps("district:")


def _ends(one: Rehearsal) -> None:
    """Send what was told; whoever is to be heard is asked for a name before."""
    if one.state.asked == Question.NAME:
        one.says(one.lines.name)
    one.taps("send")


def _whole_way(one: Rehearsal) -> None:
    _to_the_question(one)
    one.says(one.lines.story)
    one.sends_photo()
    one.says(one.lines.place)
    _ends(one)
    one.taps("status")
    one.happens(events.FORWARDED)
    one.happens(events.ASKED, one.lines.question)
    one.says(one.lines.answer)
    one.happens(events.OUTCOME, one.lines.outcome)
    one.taps("unsolved")
    one.happens(events.OUTCOME, one.lines.outcome)
    one.taps("solved")


def _danger(one: Rehearsal) -> None:
    one.says(one.lines.hello)
    one.taps("kind:")
    one.taps(f"language:{one.tongue}")
    one.says(one.lines.cry)
    one.sends_place()
    one.sends_photo()


def _fraud(one: Rehearsal) -> None:
    one.says(one.lines.fraud)
    one.taps("kind:complaint")
    one.taps(f"language:{one.tongue}")
    one.taps("categories:")  # further rows, where the first do not fit
    one.taps("category:other")
    one.taps("district:")
    one.says(one.lines.unsure)
    _ends(one)


def _police(one: Rehearsal) -> None:
    one.says(one.lines.police)
    one.taps("kind:complaint")
    one.taps(f"language:{one.tongue}")
    one.taps("district:")
    one.says(one.lines.place)
    _ends(one)


def _quiet(one: Rehearsal) -> None:
    """Name a place in the story, say that it is the one, and fall silent."""
    _to_the_question(one)
    if place := one.line.home or next(iter(one.line.districts), None):
        named = Spot(hi=place.names["hi"], en=place.names["en"])
        one.state = conversation.listening(one.state, named, "")
    one.says(one.lines.story)
    one.taps("there:yes")
    one.falls_quiet()


def _hearing(one: Rehearsal) -> None:
    one.says(one.lines.hello)
    one.taps("kind:")
    one.taps(f"language:{one.tongue}")
    asked = next(each for each in one.line.categories if each.is_hearing)
    while not one.taps(f"category:{asked.code}") and one.taps("categories:"):
        continue
    one.taps("district:")
    one.says(one.lines.hearing)
    one.says(one.lines.unsure)
    _ends(one)
    turn = (one.now + timedelta(days=1)).astimezone(INDIA).replace(hour=12, minute=20)
    when: dict[str, Any] = {
        "token": 7,
        "expected": turn.isoformat(),
        "day": turn.date().isoformat(),
    }
    one.happens(events.HEARING_ASKED, **when)
    one.happens(events.HEARING_REMINDED, **when)
    one.happens(events.HEARING_NEXT)
    one.happens(events.HEARING_CALLED)
    one.happens(events.HEARING_HEARD)
    one.happens(events.OUTCOME, one.lines.settled)
    one.taps("solved")


def _heard(body: Body) -> Turn:
    """Return what the citizen sees of one message object."""
    if body["type"] == "text":
        return Turn("bot", body["text"]["body"])
    inner = body["interactive"]
    action = inner["action"]
    buttons = [one["reply"]["title"] for one in action.get("buttons", [])]
    rows = [row["title"] for section in action.get("sections", []) for row in section["rows"]]
    if inner["type"] == "location_request_message":
        rows = ["📍"]
    return Turn("bot", inner["body"]["text"], tuple(buttons or rows))
