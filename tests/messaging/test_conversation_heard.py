"""A story that names its place: asked back once, with two buttons; all else is as before."""

from dataclasses import replace

import pytest

from messaging.conversation import Spot, State
from messaging.payloads import Incoming
from tests.messaging.talking import LINE, Citizen, photo, point, tap, text

TIP = "इज्जतनगर में रात को अवैध शराब बिक रही है"
HEARD = Spot("izzatnagar", "इज़्ज़तनगर", "Izzatnagar", is_clear=True)
ELSEWHERE = Spot("faridpur", "फरीदपुर", "Faridpur", is_clear=True)
ASKED, PLAIN, MORE = ["ask_heard"], ["ask_place"], ["kept", "ask_more"]
TONGUES = replace(LINE, languages=("hi", "en", "bho", "hne"))


def telling(language: str = "hi", **fields) -> Citizen:
    """Return who has told the tip, and been asked about the place in it."""
    citizen = Citizen(**{"line": TONGUES, "heard": HEARD, "ref": "tip", **fields})
    citizen.send(text(TIP))
    citizen.ref = ""
    assert citizen.send(tap(f"language:{language}"))[-1:] == ASKED
    return citizen


def changes(citizen: Citizen, message: Incoming) -> list[str]:
    citizen.refers = "tip"
    return citizen.send(message)


def where(citizen: Citizen) -> tuple[str, str]:
    citizen.send(tap("send"))
    return citizen.opened[0].place, citizen.opened[0].station


@pytest.mark.parametrize(
    ("language", "words", "buttons"),
    [
        ("hi", "क्या यह इज़्ज़तनगर की बात है?", ["हाँ, वहीं", "कहीं और"]),
        ("en", "Is this about Izzatnagar?", ["Yes, there", "Somewhere else"]),
        ("bho", "का ई इज़्ज़तनगर के बात ह?", ["हँ, ओहिजे", "कहीं अउर"]),
        ("hne", "का ये इज़्ज़तनगर के बात आय?", ["हव, उहेंच", "कोनो अउ जगा"]),
    ],
)
def test_the_place_is_asked_back_in_the_citizens_language(language, words, buttons):
    [body] = telling(language).bodies

    assert body["interactive"]["body"]["text"].endswith(words)
    titles = [one["reply"]["title"] for one in body["interactive"]["action"]["buttons"]]
    assert titles == buttons
    assert max(map(len, titles)) <= 20


@pytest.mark.parametrize(
    "answer",
    [
        *(tap("there:yes"), text("हाँ"), text("ji haan"), text("1"), text("१"), text("haan wahin")),
        *(text("हाँ, वहीं"), text("हँ, ओहिजे"), text("हव, उहेंच"), text("Yes, there")),
    ],
)
def test_yes_is_the_place_as_if_it_had_been_written(answer):
    citizen = telling()

    assert citizen.send(answer) == MORE
    assert where(citizen) == ("इज़्ज़तनगर", "izzatnagar")
    assert [part.text for part in citizen.opened[0].parts] == [TIP]


@pytest.mark.parametrize(
    "answer",
    [
        *(tap("there:no"), text("नहीं"), text("2"), text("kahin aur"), text("Somewhere else")),
        *(text("कहीं और"), text("कहीं अउर"), text("कोनो अउ जगा")),
    ],
)
def test_somewhere_else_asks_the_plain_question(answer):
    citizen = telling()

    assert citizen.send(answer) == PLAIN
    assert citizen.bodies[0]["interactive"]["type"] == "location_request_message"
    citizen.spots = (ELSEWHERE,)
    assert citizen.send(text("फरीदपुर")) == MORE
    assert where(citizen) == ("फरीदपुर", "faridpur")


def test_any_other_words_answer_the_plain_question():
    citizen = telling()
    citizen.spots = (ELSEWHERE,)

    assert citizen.send(text("फरीदपुर")) == MORE
    assert where(citizen) == ("फरीदपुर", "faridpur")


@pytest.mark.parametrize("answer", [point(), text("पता नहीं")])
def test_a_pin_or_not_sure_leaves_it_alone(answer):
    citizen = telling()

    assert citizen.send(answer)[-1] == "ask_more"
    assert citizen.send(tap("there:yes"))[-1] == "ask_more"
    assert where(citizen) == ("", "")


def test_who_goes_on_is_asked_plainly_and_may_still_press_the_button():
    citizen = telling()

    assert citizen.send(photo()) == ["kept", *PLAIN]
    citizen.send(text("हाँ"))  # to "where?" that is no answer
    assert (citizen.state.place, citizen.state.place_told) == ("", False)
    citizen.send(tap("there:yes"))

    assert where(citizen) == ("इज़्ज़तनगर", "izzatnagar")


def test_and_who_presses_the_other_one_is_asked_again_however_late():
    citizen = telling()
    citizen.send(photo()), citizen.send(photo())
    assert citizen.send(photo()) == MORE

    assert citizen.send(tap("there:no")) == PLAIN


def test_it_is_asked_once_in_a_matter_and_again_in_the_next():
    citizen = telling()
    citizen.send(tap("there:yes"))

    assert citizen.send(text("गलत बटन दब गया")) == PLAIN
    citizen.send(text("पता नहीं")), citizen.send(tap("send"))
    citizen.send(tap("new"))
    assert citizen.send(text(TIP)) == ASKED


def test_who_takes_another_place_back_is_asked_plainly():
    citizen = telling()
    citizen.spots = (ELSEWHERE,)
    citizen.send(text("फरीदपुर"))

    assert citizen.send(text("गलत बटन दब गया")) == PLAIN


def test_a_place_told_before_is_not_asked_for():
    citizen = Citizen(heard=HEARD)
    citizen.send(text(TIP), point())

    assert citizen.send(tap("language:hi")) == MORE


@pytest.mark.parametrize("is_answered", [False, True])
def test_with_its_message_the_place_is_taken_out(is_answered):
    citizen = telling()
    citizen.send(photo())
    if is_answered:
        citizen.send(tap("there:yes"))

    said = changes(citizen, Incoming("system", detail="revoke", quotes="wamid"))

    assert said[-1] == "ask_place" and "taken_out" in said
    assert (citizen.state.heard, citizen.state.heard_ref, citizen.state.place) == ((), "", "")
    assert citizen.send(tap("there:yes"))[-1] == "ask_place"
    assert where(citizen) == ("", "")


@pytest.mark.parametrize("is_answered", [False, True])
def test_when_its_message_is_edited_the_place_is_asked_for(is_answered):
    citizen = telling()
    if is_answered:
        citizen.send(tap("there:yes"))

    said = changes(citizen, text("कहीं रात को शराब बिकती है", detail="edit", quotes="wamid"))

    assert said[-1] == "ask_place"
    assert (citizen.state.heard, citizen.state.place, citizen.state.station) == ((), "", "")


def test_another_message_may_be_edited_or_deleted():
    citizen = telling()
    citizen.refers = "other"

    citizen.send(Incoming("system", detail="revoke", quotes="wamid"))
    citizen.send(tap("there:yes"))

    assert where(citizen) == ("इज़्ज़तनगर", "izzatnagar")


class TestWhereOthersMayLook:
    def test_in_safe_chat_no_place_is_named(self):
        citizen = Citizen(heard=HEARD)
        citizen.state = State(language="hi", greeted=True, is_discreet=True)

        assert citizen.send(text(TIP)) == PLAIN
        assert citizen.state.heard == ()

    def test_nor_once_it_has_been_asked_for(self):
        citizen = telling()
        citizen.send(text("चुपचाप"))

        assert citizen.state.is_discreet
        assert citizen.send(tap("safe:any"))[-1] == "ask_place"
        citizen.send(text("हाँ"))
        assert (citizen.state.heard, citizen.state.place) == ((), "")

    def test_nor_to_whom_somebody_looks_over_the_shoulder(self):
        citizen = Citizen(heard=HEARD)
        citizen.send(text(f"{TIP}। मेरा पति मेरा फोन देखता है"))

        assert citizen.send(tap("language:hi")) == PLAIN

    def test_of_police_the_station_is_asked(self):
        citizen = Citizen(heard=HEARD)
        citizen.send(text("इज्जतनगर में दरोगा रिश्वत लेता है"))

        assert citizen.send(tap("language:hi")) == ["ask_police_place"]


def test_danger_goes_before_it():
    assert telling().send(text("बचाओ"))[0] == "danger"


def test_nothing_of_it_is_left_when_it_was_sent():
    citizen = telling()
    citizen.send(tap("send"))

    assert citizen.state.heard == ()
    assert citizen.send(tap("there:yes")) == ["menu"]


@pytest.mark.parametrize("stored", [{"heard": "x"}, {"heard": [1, {"code": 5}]}, {"heard": [{}]}])
def test_older_and_broken_states_are_read(stored):
    matter = {"active": True, "language": "hi", "category": "liquor", "draft": [{"text": TIP}]}
    citizen = Citizen(state=State.from_json({**matter, **stored}))

    assert citizen.send(photo())
    assert citizen.send(tap("there:yes"))
