"""Where it is: the answer is the place; which of several is asked once; free words work."""

from dataclasses import replace

import pytest

from messaging.conversation import AddToTicket, DistrictView, Spot, State
from tests.messaging.talking import LINE, Citizen, photo, point, tap, text

TIP = "नदी के किनारे कच्ची शराब बन रही है"
WEST = Spot("west", "फतेहगंज पश्चिमी", "Fatehganj West", "फतेहगंज पश्चिमी, बरेली", "West, Bareilly")
EAST = Spot("east", "फतेहगंज पूर्वी", "Fatehganj East", "फतेहगंज पूर्वी, बरेली", "East, Bareilly")


@pytest.fixture
def citizen() -> Citizen:
    citizen = Citizen(spots=(WEST, EAST))
    citizen.send(text(TIP), tap("language:hi"))
    return citizen


def test_several_places_of_a_name_are_offered_as_a_list(citizen):
    assert citizen.send(text("फतेहगंज")) == ["ask_spot"]

    assert citizen.choices == ["spot:west", "spot:east", "spot:"]
    rows = citizen.bodies[0]["interactive"]["action"]["sections"][0]["rows"]
    assert [row["title"] for row in rows] == ["फतेहगंज पश्चिमी", "फतेहगंज पूर्वी", "पक्का नहीं"]
    assert rows[1]["description"] == "फतेहगंज पूर्वी, बरेली"


@pytest.mark.parametrize(
    ("answer", "station"),
    [
        (tap("spot:east"), "east"),
        (text("2"), "east"),
        (text("२"), "east"),
        (text("Fatehganj West"), "west"),
        (tap("spot:"), ""),
        (text("3"), ""),
        (text("पता नहीं"), ""),
        (tap("spot:elsewhere"), ""),
    ],
)
def test_the_answer_is_the_station_or_none(citizen, answer, station):
    citizen.send(text("फतेहगंज"))

    assert citizen.send(answer) == ["kept", "ask_more"]
    citizen.send(tap("send"))

    assert citizen.opened[0].station == station
    assert citizen.opened[0].place == "फतेहगंज"
    assert [part.text for part in citizen.opened[0].parts] == [TIP]


def test_it_is_asked_once_and_other_words_are_kept(citizen):
    citizen.send(text("फतेहगंज"))

    said = citizen.send(text("वहाँ रात को दो गाड़ियाँ आती हैं और सुबह चली जाती हैं"))

    assert said == ["kept", "ask_more"]
    assert "दो गाड़ियाँ" in citizen.state.draft[-1].text


def test_one_clear_place_needs_no_question():
    citizen = Citizen(spots=(replace(EAST, is_clear=True),))
    citizen.send(text(TIP), tap("language:hi"))

    assert citizen.send(text("फतेहगंज पूर्वी")) == ["kept", "ask_more"]
    assert citizen.state.station == "east"


def test_one_doubtful_place_is_left_to_the_desk():
    citizen = Citizen(spots=(EAST,))
    citizen.send(text(TIP), tap("language:hi"))

    citizen.send(text("फतगंज"))

    assert (citizen.state.station, citizen.state.place) == ("", "फतगंज")


def test_a_place_that_is_part_of_a_story_is_kept_as_words_too():
    citizen = Citizen()
    citizen.send(text(TIP), tap("language:hi"))
    story = "पुल के पास, और वहाँ रोज़ शाम को शराब पीकर लड़के लड़ते हैं, सब डरते हैं"

    citizen.send(text(story))

    assert citizen.state.place == story
    assert citizen.state.draft[-1].text == story


def test_a_pin_settles_it(citizen):
    citizen.send(text("फतेहगंज"))

    assert citizen.send(point())[-1] == "ask_more"
    assert citizen.state.spots == ()


def test_danger_goes_before_the_choice(citizen):
    citizen.send(text("फतेहगंज"))

    assert citizen.send(text("बचाओ"))[0] == "danger"


def test_a_place_told_of_an_earlier_ticket_is_not_lost(citizen):
    citizen.send(text("फतेहगंज"), tap("send"))
    citizen.send(photo(), tap("new"), text("कुछ और भी है यहाँ पर"))
    code = next(iter(citizen.tickets))
    citizen.send(text("कुतुबखाना"))

    citizen.send(tap(f"add:{code}"))

    assert isinstance(citizen.last, AddToTicket)
    assert "कुतुबखाना" in [part.text for part in citizen.tickets[code]]


def test_a_state_with_offered_places_survives_its_storage(citizen):
    citizen.send(text("फतेहगंज"))

    assert State.from_json(citizen.state.to_json()).spots == (WEST, EAST)


@pytest.mark.parametrize("stored", [{"spots": "x"}, {"spots": [1, None, {"code": 5}]}, {}])
def test_older_and_broken_states_are_read(stored):
    citizen = Citizen(state=State.from_json(stored))

    assert citizen.send(text("नमस्ते"))


class TestAPlaceNobodyToldUsOf:
    @pytest.fixture
    def citizen(self):
        home = DistrictView("bareilly", {"hi": "बरेली", "en": "Bareilly"})
        citizen = Citizen(line=replace(LINE, home=home), is_strange=True)
        citizen.send(text(TIP), tap("language:hi"))
        assert citizen.send(text("रामपुरवा")) == ["ask_whose"]
        return citizen

    def sent(self, citizen):
        citizen.send(tap("send"))
        return citizen.opened[0]

    def test_it_is_asked_in_which_district_with_the_own_one_to_tap(self, citizen):
        assert citizen.choices == ["home:yes", "home:"]
        buttons = citizen.bodies[0]["interactive"]["action"]["buttons"]
        assert [one["reply"]["title"] for one in buttons] == ["बरेली", "पक्का नहीं"]

    @pytest.mark.parametrize("named", ["पीलीभीत", "Pilibhit me", "lucknow", "ज़िला हरदोई"])
    def test_another_district_is_kept_with_the_place(self, citizen, named):
        assert citizen.send(text(named)) == ["kept", "ask_more"]

        opened = self.sent(citizen)
        assert (opened.place, opened.elsewhere) == (f"रामपुरवा, {named}", named)
        assert [part.text for part in opened.parts] == [TIP]

    @pytest.mark.parametrize(
        "answer",
        [
            *(tap("home:yes"), tap("home:"), text("1"), text("२"), text("हाँ"), text("पता नहीं")),
            *(text("बरेली"), text("bareily"), text("bareilly jila"), text("बरेली में ही")),
        ],
    )
    def test_the_own_one_in_any_spelling_or_not_sure_changes_nothing(self, citizen, answer):
        assert citizen.send(answer) == ["kept", "ask_more"]

        opened = self.sent(citizen)
        assert (opened.place, opened.elsewhere) == ("रामपुरवा", "")

    @pytest.mark.parametrize("words", ["वहाँ रात को दो गाड़ियाँ आती हैं", "मोहल्ले में", "pagal police"])
    def test_what_names_no_district_is_of_the_story_and_it_is_not_asked_again(self, citizen, words):
        assert citizen.send(text(words)) == ["kept", "ask_more"]

        opened = self.sent(citizen)
        assert ([part.text for part in opened.parts], opened.elsewhere) == ([TIP, words], "")

    def test_in_safe_chat_it_is_not_asked(self, citizen):
        discreet = Citizen(line=citizen.line, is_strange=True)
        discreet.state = State(language="hi", greeted=True, is_discreet=True)
        discreet.send(text(TIP))

        assert discreet.send(text("रामपुरवा")) == ["kept", "ask_more"]


@pytest.mark.parametrize("words", ["बस", "भेज दो", "done", "bhej do"])
def test_who_says_send_at_the_place_has_sent(citizen, words):
    assert citizen.send(text(words)) == ["receipt"]

    assert citizen.opened[0].place == ""


@pytest.mark.parametrize("words", ["ठीक है", "हाँ", "किसी को पता तो नहीं चलेगा?", "कब आओगे?"])
def test_a_nod_or_a_question_is_no_place(citizen, words):
    citizen.send(text(words))
    citizen.send(tap("send"))

    assert citizen.opened[0].place == ""
