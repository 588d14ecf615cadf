"""Talks of up to two hundred messages of any kind: nothing raises, ends or is lost."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from messaging import forgetting, turns
from messaging.conversation import DistrictView, Part, Spot, settle
from messaging.models import InboundMessage, ThreadEntry
from messaging.payloads import Incoming, Media, Place
from tests.messaging import turning
from tests.messaging.talking import LINE, LONG, ZONE, Citizen, tap, text
from tests.messaging.turning import Sender, a_line
from tickets.models import Ticket

WISHES = [
    *("भूल जाओ", "forget me", "bhul jaao", "stop", "बंद करो", "start", "privacy", "क्या सेव होता है"),
    *("safe chat", "10-12", "4 se 6", "normal chat", "no reply", "बिना जवाब", "हाँ", "नहीं", "yes"),
]
WORDS = [
    *("hi", "ok", "status", "1", "2", "३", "send", "बस", "new", "english", "हिंदी", "पता नहीं"),
    *("धन्यवाद", "बचाओ", "गोली चल रही है", "मेरा भाई बेचता है", "my name is Ramesh", "2341 2341"),
    *("2346", "मैं बलिया में रहता हूँ", "दरोगा रिश्वत लेता है", "बलिया", "😀", "", "ஆற்றங்கரையில்"),
    *("दारू बनत बा", "पता नइखे", "भेज दीं", "मोर सइकिल चोरी होगे", "पता नइ हे", "भेज देवव"),
    *("ندی کے کنارے", "\u202eabc", "%s {code}", "मेरे खाते से पैसे कट गए", "क" * 5_000),
]
TAPS = [
    *(
        "language:bho",
        "language:hne",
        "language:en",
        "language:hi",
        "category:liquor",
        "category:gone",
        "categories:8",
        "send",
    ),
    *("more", "new", "noreply", "noreply:yes", "noreply:no", "forget", "forget:yes", "forget:no"),
    *("forget:send", "forget:drop", "reveal:hide", "reveal:keep", "safe", "safe:never", "safe:x"),
    *("safe:9-12", "safe:any", "status", "status:K7Q4MTX2W9P", "add:K7Q4MTX2W9P", "read:1"),
    *("unsolved:7", "solved:7", "spot:", "home:yes", "home:", "kind:tip", "danger", "", "accept"),
    *("there:yes", "there:no"),
]
KINDS = ["reaction", "order", "system", "unsupported", "unknown", "contacts"]
MEDIA = ["image", "audio", "document", "sticker"]
PAUSES = [timedelta(seconds=1), timedelta(minutes=2), timedelta(minutes=20), timedelta(days=2)]

steps = st.one_of(
    st.tuples(st.just("marked"), st.just(0)),
    st.tuples(st.just("marked file"), st.just(0)),
    st.tuples(st.just("words"), st.sampled_from([*WISHES, *WORDS])),
    st.tuples(st.just("wish"), st.sampled_from(WISHES)),
    st.tuples(st.just("text"), st.text(max_size=30)),
    st.tuples(st.just("tap"), st.sampled_from(TAPS)),
    st.tuples(st.just("tap an old button"), st.integers(0, 400)),
    st.tuples(st.just("tap the first"), st.just(0)),
    st.tuples(st.just("edit"), st.integers(0, 200)),
    st.tuples(st.just("delete"), st.integers(0, 200)),
    st.tuples(st.just("kind"), st.sampled_from(KINDS)),
    st.tuples(st.just("media"), st.sampled_from(MEDIA)),
    st.tuples(st.just("place"), st.just(0)),
    st.tuples(st.just("an officer asks"), st.just(0)),
    st.tuples(st.just("falls quiet"), st.just(0)),
)
# of every length alike: left to itself, a list is mostly short
talks = st.integers(0, 200).flatmap(
    lambda length: st.lists(
        st.tuples(steps, st.sampled_from(PAUSES)), min_size=length, max_size=length
    )
)
ONE_TONGUE = replace(LINE, languages=("hi",))
EVERY_TONGUE = replace(LINE, languages=("hi", "bho", "hne", "en"))
AT_HOME = replace(LINE, home=DistrictView("bareilly", {"hi": "बरेली", "en": "Bareilly"}))
calm = settings(deadline=None, suppress_health_check=list(HealthCheck))


@dataclass
class Talker:
    """Sends what a step says, and knows which marked messages must have arrived somewhere."""

    citizen: Citizen
    marked: dict[str, str] = field(default_factory=dict)  # by ref
    offered: list[str] = field(default_factory=list)
    numbers: count = field(default_factory=lambda: count(1))
    settled: list[Part] = field(default_factory=list)

    def does(self, step: tuple[str, Any], pause: timedelta) -> None:
        what, value = step
        if what == "falls quiet":
            return self.falls_quiet()
        if what == "an officer asks":
            self.citizen.asked = next(iter(self.citizen.tickets), "")
            return None
        ref = f"m{next(self.numbers)}"
        self.citizen.ref, self.citizen.refers = ref, f"m{value}"
        message = self.message(what, value, ref)
        if self.citizen.asked not in self.citizen.tickets:
            self.citizen.asked = ""
        said = self.citizen.send(message, after=pause)
        assert not (self.citizen.state.is_discreet and "ask_heard" in said)
        self.offered += [choice.id for say in self.citizen.read for choice in say.choices]
        return None

    def message(self, what: str, value: Any, ref: str) -> Incoming:
        if what.startswith("marked"):
            self.marked[ref] = f"निशान {ref} लाल गाड़ी खड़ी है"
            file = Media("1", "image") if what == "marked file" else None
            return Incoming("media" if file else "text", text=self.marked[ref], media=file)
        if what in {"edit", "delete"}:
            self.marked.pop(f"m{value}", None)
        if what.startswith("tap"):
            return tap(self.button(what, value))
        return {
            "edit": text("सुधार", detail="edit", quotes="wamid"),
            "delete": Incoming("system", detail="revoke", quotes="wamid"),
            "kind": Incoming(str(value)),
            "media": Incoming("media", media=Media("2", str(value))),
            "place": Incoming("location", place=Place(28.3, 79.4)),
        }.get(what, text(str(value)))

    def button(self, what: str, value: Any) -> str:
        if what == "tap the first":
            return next(iter(self.citizen.choices), "send")
        if what == "tap an old button":
            return self.offered[value % len(self.offered)] if self.offered else "send"
        return str(value)

    def falls_quiet(self) -> None:
        decision = settle(self.citizen.state, self.citizen.line, self.citizen.now)
        self.citizen.state = decision.state
        for intent in decision.intents:
            self.citizen._do(intent)

    def lost(self) -> list[str]:
        parts = [*self.citizen.everything(), *self.citizen.discarded]
        kept = {part.text for part in parts}
        return [words for words in self.marked.values() if words not in kept]


# not made shorter when it fails: two hundred steps would take minutes
@settings(calm, max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(talks, st.sampled_from([LINE, ZONE, LONG, ONE_TONGUE, EVERY_TONGUE, AT_HOME]))
def test_any_talk_loses_nothing_and_leads_to_a_receipt(talk, line):
    known = Spot("izzatnagar", "इज़्ज़तनगर", "Izzatnagar") if line is not ONE_TONGUE else None
    talker = Talker(Citizen(line=line, is_strange=line is AT_HOME, heard=known))
    for step, pause in talk:
        talker.does(step, pause)

    assert talker.lost() == []
    citizen, said = talker.citizen, []
    citizen.asked, citizen.ref, citizen.refers = "", "", ""
    # a full draft goes with the first words; the next are the matter of their own
    for message in [text("स्कूल के पास जुआ होता है"), tap("new"), *[tap("send")] * 3] * 2:
        said += citizen.send(message, after=timedelta(days=2))
    assert "receipt" in said


# without the words that throw a draft away, so that everything must arrive
KEEPING = [one for one in TAPS if one != "forget:drop"]
ONE_FORGET = [one for one in WISHES if one not in {"forget me", "bhul jaao", "भूल जाओ"}]
STEPS_HERE = st.one_of(
    st.tuples(st.just("marked"), st.just(0)),
    st.tuples(st.just("words"), st.sampled_from([*ONE_FORGET, *WORDS[:-1]])),
    st.tuples(st.just("wish"), st.sampled_from(ONE_FORGET)),
    st.tuples(st.just("tap"), st.sampled_from([*KEEPING, "forget", "forget:send"])),
    st.tuples(st.just("kind"), st.sampled_from(["image", "sticker", "hologram", "reaction"])),
    st.tuples(st.just("place"), st.just(0)),
)
_people = count(100)


def raw(what: str, value: Any, marked: list[str]) -> dict[str, Any]:
    match what:
        case "marked":
            marked.append(f"निशान {len(marked)} लाल गाड़ी खड़ी है")
            return turning.text(marked[-1])
        case "tap":
            return turning.tap(value)
        case "kind" if value == "image":
            return turning.photo()
        case "kind":
            return turning.text("", type=value, text=None)
        case "place":
            return turning.place(28.3, 79.4)
    return turning.text(value)


def settle_everything(sender: Sender) -> None:
    """Take every turn that waits, and let all drafts fall quiet."""
    while waiting := turns.waiting(now=sender.now):
        for talk in waiting:
            turns.take(conversation_id=talk, now=sender.now)
    turns.settle_quiet_drafts(now=sender.now + timedelta(days=1))
    forgetting.finish(now=sender.now + timedelta(days=1))


@pytest.mark.django_db
@settings(calm, max_examples=10)
@given(st.lists(st.lists(STEPS_HERE, min_size=1, max_size=4), max_size=12))
def test_any_talk_through_the_database_loses_nothing(talk):
    sender, marked = Sender(a_line(), number=next(_people)), []
    for burst in talk:
        sender.says(*(raw(what, value, marked) for what, value in burst))
    settle_everything(sender)

    done = InboundMessage.State.DONE
    assert not InboundMessage.objects.exclude(attempts=0, state=done).exists()
    shown = {
        *ThreadEntry.objects.values_list("text", flat=True),
        *Ticket.objects.values_list("place", flat=True),
    }
    assert [words for words in marked if words not in shown] == []
