"""What once went wrong in a talk, each from what somebody would really write."""

import pytest

from messaging.conversation import matching
from tests.messaging.talking import LINE, CategoryView, Citizen, tap, text
from tests.messaging.turning import Sender, a_line
from tests.messaging.turning import tap as tapped

TIP = "नदी के किनारे कच्ची शराब बन रही है"


def test_a_greeting_said_twice_is_not_said_to_be_kept():
    citizen = Citizen()
    citizen.send(text("hi"))

    assert "kept" not in citizen.send(text("hi"))
    assert "kept" not in citizen.send(text("hello"))


def test_who_did_not_choose_a_language_is_not_asked_for_each_matter():
    citizen = Citizen()
    citizen.send(text(TIP)), citizen.send(text("पता नहीं")), citizen.send(tap("send"))

    assert "ask_language" not in citizen.send(tap("new"))


@pytest.mark.parametrize("words", ["भेज दीजिए", "हाँ भेज दो", "bhj do", "please send"])
def test_send_is_understood_as_people_say_it(words):
    citizen = Citizen()
    citizen.send(text(TIP), tap("language:hi")), citizen.send(text("पता नहीं"))

    assert citizen.send(text(words)) == ["receipt"]


@pytest.mark.parametrize("words", ["mere complaint ka kya hua", "कुछ हुआ क्या", "stetas"])
def test_how_it_stands_is_asked_in_many_words(words):
    citizen = Citizen()
    citizen.send(text(TIP), tap("language:hi")), citizen.send(tap("send"))

    assert citizen.send(text(words)) == ["status_new"]


@pytest.mark.parametrize("words", ["{}", "status {}", "{} स्थिति"])
def test_a_slip_in_a_code_is_said_to_be_one(words):
    citizen = Citizen()
    citizen.send(text(TIP), tap("language:hi")), citizen.send(tap("send"))

    assert citizen.send(text(words.format("K7Q-4MTX-2W9Q"))) == ["code_unknown"]
    assert citizen.state.draft == ()


@pytest.mark.parametrize("words", ["09155500001", "गाड़ी UP25AB1234", "नंबर 915 5500 0001"])
def test_other_numbers_are_no_codes(words):
    citizen = Citizen()
    citizen.send(text(TIP), tap("language:hi"))

    assert citizen.send(text(words)) != ["code_unknown"]


@pytest.mark.parametrize("words", ["mera mobile kho gaya hai", "काम छोड़ो", "भाषा छोड़ो काम करो"])
def test_a_flap_is_no_r(words):
    ridge = CategoryView("land", {"hi": "ज़मीन"}, {"hi": "ज़मीन"}, ("मेड़",))
    theft = CategoryView("theft", {"hi": "चोरी"}, {"hi": "चोरी"}, ("चोर",))
    line = LINE.__class__(**{**vars(LINE), "categories": (ridge, theft)})

    assert matching.category_spoken_of(words, line) is None
    assert matching.category_spoken_of("khet ki med tod di", line) == ridge
    assert matching.category_spoken_of("chor aaye the", line) == theft


@pytest.mark.django_db
def test_the_last_words_before_being_forgotten_are_in_the_language_of_the_talk():
    sender = Sender(a_line())
    sender.says(TIP), sender.says(tapped("language:en")), sender.says("not sure")
    sender.says(tapped("noreply")), sender.says(tapped("noreply:yes"))

    assert "Your code" in sender.read
