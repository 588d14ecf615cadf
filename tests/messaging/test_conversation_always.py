"""Whatever is sent, in whatever order: no exception, no dead end, no message lost."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.conversation import Spot, State, settle
from messaging.payloads import Incoming, Media, Place
from tests.messaging.talking import HEARING, LINE, LONG, ZONE, Citizen, text

ANSWERS = [
    *("hi", "ok", "status", "1", "2", "१", "send", "बस", "नया", "new", "हिंदी", "english"),
    *("पता नहीं", "धन्यवाद", "बचाओ", "और", "हाँ", "नहीं", "कहीं और", "पीछे"),
]
CHOICES = [
    *("language:hi", "language:en", "language:xx", "category:liquor", "category:gone"),
    *("categories:8", "categories:-1", "district:mau", "district:", "send", "more", "new"),
    *("category:hearing", "nameless", "there:yes", "there:no", "there:"),
    *("status", "status:K7Q4MTX2W9P", "add:K7Q4MTX2W9P", "add:", "danger", "read:1"),
    *("read:99999999999999999999", "solved:1", "unsolved:x", "", ":", "नमस्ते", "accept"),
]
HOSTILE = [
    "\x00",
    "\u202eabc",
    "😀😀",
    "%s {code} {0.__class__}",
    "क" * 70_000,
    "<b>",
    "{",
    "\ud800",
]

said = st.one_of(
    st.sampled_from([*ANSWERS, *HOSTILE]), st.text(max_size=60), st.integers().map(str)
)
incoming = st.one_of(
    said.map(lambda words: Incoming("text", text=words)),
    st.builds(Incoming, st.just("choice"), text=said, choice=st.sampled_from(CHOICES)),
    st.builds(
        Incoming,
        st.just("media"),
        text=said,
        media=st.builds(
            Media, st.just("1"), st.sampled_from(["image", "video", "audio", "document", "sticker"])
        ),
    ),
    st.builds(
        Incoming,
        st.just("location"),
        text=said,
        place=st.none() | st.builds(Place, st.floats(-90, 90), st.floats(-180, 180)),
    ),
    st.builds(
        Incoming,
        st.sampled_from(
            ["contacts", "reaction", "order", "system", "unsupported", "unknown", "anything"]
        ),
        text=said,
        choice=st.sampled_from(["", "send"]),
        is_forwarded=st.booleans(),
    ),
)
pauses = st.sampled_from([timedelta(seconds=1), timedelta(minutes=2), timedelta(days=3)])
bursts = st.lists(st.tuples(pauses, st.lists(incoming, max_size=4)), max_size=12)
KNOWN = Spot("izzatnagar", "इज़्ज़तनगर", "Izzatnagar", is_clear=True)
thorough = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(bursts, st.sampled_from([LINE, ZONE, LONG, HEARING]), st.sampled_from([None, KNOWN]))
def test_nothing_raises_and_every_reply_fits_whatsapp(talk, line, heard):
    citizen = Citizen(line=line, heard=heard)

    for pause, messages in talk:
        citizen.send(*messages, after=pause)  # raises bodies.OverLimit for what does not fit

    settle(citizen.state, citizen.line, citizen.now)
    assert citizen.send(text("status"))


@thorough
@given(bursts, st.data())
def test_no_message_is_lost(talk, data):
    citizen = Citizen(data.draw(st.sampled_from([LINE, HEARING])))
    citizen.heard = data.draw(st.sampled_from([None, KNOWN]))
    marked = []
    for pause, messages in talk:
        words = (
            f"बात संख्या {len(marked)} {data.draw(st.text(alphabet='कखग xyz', max_size=9))}".strip()
        )
        marked.append(words)
        file = Incoming("media", text=f"फ़ाइल {words}", media=Media("1", "image"))
        citizen.send(*messages, text(words), file, after=pause)

    kept = [part.text for part in citizen.everything()]
    files = [part.text for part in citizen.everything() if part.attachment]

    assert [words for words in marked if words not in kept] == []
    assert [words for words in marked if f"फ़ाइल {words}" not in files] == []


@thorough
@given(bursts)
def test_every_state_leads_to_a_ticket(talk):
    citizen = Citizen(heard=KNOWN)
    for pause, messages in talk:
        citizen.send(*messages, after=pause)

    tickets = len(citizen.opened)
    citizen.send(text("new"), after=timedelta(days=2))
    for message in ("स्कूल के पास जुआ होता है", "पता नहीं", "मुझे इतना ही मालूम है", "बस", "बस", "बस"):
        citizen.send(text(message))

    decision = settle(citizen.state, citizen.line, citizen.now)
    assert len(citizen.opened) > tickets or decision.intents


@thorough
@given(bursts)
def test_a_state_survives_its_storage(talk):
    citizen = Citizen(heard=KNOWN)
    for pause, messages in talk:
        citizen.send(*messages, after=pause)

    assert State.from_json(citizen.state.to_json()) == citizen.state


json_values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@thorough
@given(
    st.dictionaries(st.sampled_from([*State.__dataclass_fields__, "from_the_future"]), json_values)
    | json_values
)
def test_an_older_or_broken_state_is_read(stored):
    citizen = Citizen(state=State.from_json(stored))

    assert citizen.send(text("स्थिति"))
