"""Whoever thinks better of it: what was told is not sent, and the last answer can be changed."""

import pytest

from messaging import conversation
from messaging.conversation import Question
from tests.factories import NOON
from tests.messaging.talking import LINE, Citizen, photo, tap, text

TIP = "नदी के किनारे कच्ची शराब बन रही है"


@pytest.fixture
def citizen():
    one = Citizen()
    one.send(text(TIP)), one.send(tap("language:hi")), one.send(text("पता नहीं"))
    return one


@pytest.mark.parametrize("words", ["मत भेजो", "mat bhejo kuch bhi", "रहने दीजिए", "Don't send!"])
def test_who_says_do_not_send_is_asked_back_and_it_is_thrown_away(citizen, words):
    citizen.send(photo())

    assert citizen.send(text(words)) == ["ask_drop"]
    assert citizen.send(tap("drop:yes")) == ["dropped"]
    assert citizen.opened == [] and citizen.state.draft == ()
    assert [part.text for part in citizen.discarded] == [TIP, ""]


def test_who_says_it_twice_need_not_press(citizen):
    citizen.send(text("नहीं भेजना"))

    assert citizen.send(text("मत भेजो")) == ["dropped"]


def test_silence_after_do_not_send_sends_nothing(citizen):
    citizen.send(text("मत भेजो"))

    settled = conversation.settle(citizen.state, LINE, NOON)

    assert [type(one).__name__ for one in settled.intents] == ["Discard"]
    assert settled.state.draft == () and settled.replies == ()


@pytest.mark.parametrize("answer", [tap("drop:no"), text("नहीं"), text("एक बात और, रात में")])
def test_who_goes_on_loses_nothing(citizen, answer):
    citizen.send(text("मत भेजो"))
    citizen.send(answer)

    assert citizen.state.draft[0].text == TIP
    assert citizen.send(tap("send")) == ["receipt"]


def test_fear_brings_112_but_does_not_send_what_must_not_be_sent(citizen):
    said = citizen.send(text("मत भेजो, मुझे डर लग रहा है, वह दरवाज़ा तोड़ रहा है"))

    assert said == ["danger", "ask_drop"]
    assert citizen.opened == []


def test_what_is_sent_is_said_to_stay(citizen):
    citizen.send(tap("send"))

    assert citizen.send(text("cancel")) == ["stays_sent"]


def test_taking_back_before_anything_was_told_opens_nothing():
    citizen = Citizen()

    assert "ask_language" in citizen.send(text("गलत नंबर"))
    assert citizen.state.draft == ()


def test_an_officers_question_may_be_answered_with_the_same_words(citizen):
    citizen.send(tap("send"))
    citizen.asked = next(iter(citizen.tickets))

    assert citizen.send(text("रहने दो")) == ["added"]


def test_stop_says_what_becomes_of_the_draft(citizen):
    assert citizen.send(text("STOP")) == ["stopped", "draft_waits"]
    citizen.send(text("मत भेजो"))
    assert citizen.send(tap("drop:yes")) == ["dropped"]
    assert citizen.send(text("STOP")) == ["stopped"]


def test_a_wrong_button_is_taken_back_step_by_step():
    citizen = Citizen()
    citizen.send(text("नमस्ते")), citizen.send(tap("language:en"))
    citizen.send(tap("category:liquor"))
    citizen.send(text("गाँव में"), text("शाही"))
    citizen.state = conversation.State.from_json(
        {**citizen.state.to_json(), "place_told": True, "place": "शाही"}
    )

    for asked in (Question.PLACE, Question.CATEGORY, Question.LANGUAGE):
        citizen.send(text("गलत दब गया"))
        assert citizen.state.asked in {asked, Question.TELL} and not citizen.state.place_told

    assert citizen.state.draft != ()


@pytest.mark.parametrize("words", ["गलत दब गया", "galti se button dab gaya"])
def test_a_wrong_button_is_no_cry(words):
    assert "danger" not in Citizen().send(text(words))
