"""More of what once went wrong in a talk, each from what somebody would really write."""

from dataclasses import replace
from datetime import timedelta

import pytest

from districts import blueprint
from districts.models import Line
from messaging import betrayals, line_views
from messaging.conversation import CategoryView, Question, Spot, matching, reading, spots
from messaging.conversation.state import Part
from tests.factories import LONG_AGO
from tests.messaging.talking import LINE, Citizen, tap, text
from tests.messaging.turning import Sender
from tests.messaging.turning import tap as tapped
from tickets.models import Ticket

TIP = "नदी के किनारे कच्ची शराब बन रही है"
LATER = timedelta(hours=2)
WOMEN = CategoryView(
    "women", {"hi": "महिला या बच्चा"}, {"hi": "महिला या बच्चा"}, first_says="women_first"
)
HELPED = replace(LINE, categories=(*LINE.categories, WOMEN))


@pytest.fixture
def sent():
    one = Citizen()
    one.send(text(TIP), tap("language:hi")), one.send(tap("send"))
    return one


@pytest.mark.parametrize(
    "words",
    ["कोई आया क्यों नहीं", "kab tak hoga", "aap log kab aaoge", "कोड खो गया", "code bhul gaya"],
)
def test_how_it_stands_is_asked_in_still_more_words(sent, words):
    assert sent.send(text(words)) == ["status_new"]


def test_a_few_words_around_a_code_ask_how_it_stands_and_a_story_does_not(sent):
    [code] = sent.tickets

    assert sent.send(text(f"मेरा कोड {code} है क्या हुआ")) == ["status_new"]
    assert sent.send(text(f"{code} में कल रात फिर वही क्या हुआ कि ट्रक आया")) == ["added"]


@pytest.mark.parametrize("words", ["status K7Q-4MTX-2W9", "status K7Q4MTX2W9PP"])
def test_a_code_too_short_or_too_long_is_said_to_be_wrong(sent, words):
    assert sent.send(text(words)) == ["code_unknown"]


@pytest.mark.parametrize(
    ("words", "tongue"),
    [
        ("I speak English only please", "en"),
        ("अंग्रेजी नहीं हिंदी", "hi"),
        ("hindi nahi aati english me bolo", "en"),
        ("हिंदी मीडियम स्कूल में मारपीट", ""),
        ("english teacher hindi teacher", ""),
    ],
)
def test_a_language_is_asked_for_among_other_words(words, tongue):
    assert reading.language(words) == tongue


def test_who_goes_on_in_english_is_answered_in_english():
    citizen = Citizen()
    citizen.send(text("hello"))
    citizen.send(text("There is a man selling country liquor behind the old mill"))

    assert citizen.language == "en" and "Where" in str(citizen.bodies)


@pytest.mark.parametrize("words", ["दूसरी बात है", "alag baat hai"])
def test_another_matter_is_told_in_words(sent, words):
    sent.send(text("पड़ोसी गाली देता है"), after=LATER)

    assert "ask_category" in sent.send(text(words))


def test_the_same_matter_is_told_in_words(sent):
    sent.send(text("पड़ोसी गाली देता है"), after=LATER)

    assert sent.send(text("उसी की बात है")) == ["added"]


def test_who_is_told_whom_to_call_is_not_asked_what_it_is_about():
    citizen = Citizen(line=HELPED)
    citizen.send(text("पति रोज़ मारता है"))

    assert citizen.state.category == "women"
    assert citizen.send(tap("language:hi")) == ["ask_place"]


def test_who_says_that_the_phone_is_watched_hears_of_safe_chat_once():
    citizen = Citizen()
    citizen.send(text("पति रोज़ मारता है"))

    assert "watched" in citizen.send(text("वो मेरा फ़ोन देखते हैं"))
    assert "watched" not in citizen.send(text("mera phone check karta hai"))


def test_a_fear_of_being_known_is_answered_with_what_is_kept_from_whom():
    citizen = Citizen()
    citizen.send(text(TIP)), citizen.send(tap("language:hi"))

    said = citizen.send(text("kya mere pati ko pata chal jayega ki maine likha"))

    assert "promise" in said and citizen.state.place == ""


@pytest.mark.parametrize("words", ["कब तक होगा", "1930 par baat nahi ho rahi", "kab milega"])
def test_a_question_or_a_refusal_is_no_place(words):
    citizen = Citizen(is_strange=True)
    citizen.send(text(TIP)), citizen.send(tap("language:hi"))
    citizen.send(text(words))

    assert citizen.state.place == "" and citizen.state.asked == Question.PLACE


@pytest.mark.parametrize(
    ("words", "is_known", "place"),
    [
        ("main coaching se ghar ja rahi hu", False, ""),
        ("मैं मर जाना चाहती हूँ", False, ""),
        ("main rajendra nagar me hu", True, "main rajendra nagar me hu"),
        ("rajendra nagar", False, "rajendra nagar"),
    ],
)
def test_after_a_cry_a_sentence_is_no_place_unless_one_is_heard_in_it(words, is_known, place):
    assert spots.place_of(Part(words), is_known) == place


def test_send_skips_to_the_place_and_then_sends():
    citizen = Citizen()
    citizen.send(text("बड़ी परेशानी है")), citizen.send(tap("language:hi"))

    assert citizen.state.asked == Question.CATEGORY
    assert citizen.send(text("bhej do")) == ["ask_place"]
    assert citizen.send(text("bhej do")) == ["receipt"]
    assert [part.text for part in citizen.opened[0].parts] == ["बड़ी परेशानी है"]


def test_a_button_of_a_finished_talk_begins_no_other(sent):
    assert sent.send(tap("home:yes")) == ["menu"]
    assert not sent.state.active


@pytest.mark.parametrize("words", ["mera naam mat batana kisi ko", "मेरा नाम कहीं नहीं आना चाहिए"])
def test_who_wants_no_name_told_tells_none(words):
    assert betrayals.spans(words) == []


@pytest.mark.parametrize("words", ["मैं रामलाल का बेटा हूँ", "main Ramlal ki patni hun"])
def test_whose_kin_somebody_is_tells_who_they_are(words):
    assert betrayals.spans(words) == [(0, len(words))]


@pytest.mark.parametrize(("words", "kept"), [("हाँ छिपा दो", False), ("ऐसे ही भेज दो", True)])
def test_hiding_is_answered_in_words(words, kept):
    citizen = Citizen()
    citizen.send(text(f"मेरा भाई शामिल है, {TIP}")), citizen.send(tap("language:hi"))
    citizen.send(text("पता नहीं")), citizen.send(tap("send"))

    assert "receipt" in citizen.send(text(words))
    assert ("मेरा भाई" in citizen.opened[0].parts[0].text) is kept


def test_calling_out_is_a_greeting():
    citizen = Citizen()
    citizen.send(text("koi hai"))

    assert citizen.state.draft == ()


def test_a_place_told_before_it_is_asked_for_is_not_asked_for():
    shahi = Spot("shahi", "शाही", "Shahi", is_clear=True)
    citizen = Citizen()
    citizen.send(text("बड़ी परेशानी है")), citizen.send(tap("language:hi"))
    citizen.spots, citizen.is_place = (shahi,), True
    citizen.send(text("शाही के पास"))

    assert citizen.state.place == "शाही के पास" and citizen.state.station == "shahi"
    citizen.spots, citizen.is_place = (), False
    assert "ask_more" in citizen.send(tap("category:liquor"))


@pytest.mark.django_db
class TestWithTheGazetteer:
    @pytest.fixture
    def sender(self):
        blueprint.load("bareilly-pro", at=LONG_AGO)
        return Sender(Line.objects.get(code="bareilly-pro"))

    def test_a_known_place_alone_is_taken_whenever_it_is_told(self, sender):
        sender.says("बड़ी परेशानी है"), sender.says(tapped("language:hi"))
        sender.says("सुभाषनगर में"), sender.says(tapped("category:theft-robbery"))
        sender.says("भेज दो")

        ticket = Ticket.objects.get()
        assert ticket.place == "सुभाषनगर में"
        assert ticket.suggested_unit.code == "bareilly-subhashnagar"

    def test_a_story_with_a_place_in_it_is_a_story(self, sender):
        sender.says("सुभाषनगर में रोज़ जुआ होता है"), sender.says(tapped("language:hi"))

        assert sender.read == "क्या यह सुभाषनगर की बात है?"
        sender.says(tapped("there:yes")), sender.says("भेज दो")
        ticket = Ticket.objects.get()
        assert (ticket.place, ticket.text) == ("सुभाषनगर", "सुभाषनगर में रोज़ जुआ होता है")
        assert ticket.suggested_unit.code == "bareilly-subhashnagar"

    def test_despair_is_no_place(self, sender):
        sender.says("अब जीने का मन नहीं करता"), sender.says("मैं मर जाना चाहती हूँ")

        ticket = Ticket.objects.get()
        assert (ticket.place, ticket.suggested_unit) == ("", None)

    def test_whoever_is_in_danger_hears_whom_to_call_each_time(self, sender):
        sender.says("बचाओ, मुझे मार रहे हैं"), sender.says("112 नहीं लग रहा")

        assert "*112*" in sender.read

    def test_status_before_sending_says_so(self, sender):
        sender.says(TIP), sender.says(tapped("language:hi")), sender.says("status")

        assert "अभी भेजा नहीं गया" in sender.read and "कुछ नहीं भेजा" not in sender.read


@pytest.mark.django_db
def test_who_wants_to_speak_with_an_officer_is_heard():
    blueprint.load("prayagraj-hearing", at=LONG_AGO)

    line = line_views.view(Line.objects.get(code="prayagraj-hearing"))
    found = matching.category_spoken_of("बेटा मुझे साहब से बात करनी है", line)

    assert found is not None and found.is_hearing
