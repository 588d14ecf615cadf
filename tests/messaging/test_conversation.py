"""The talk from the first message to the receipt, and what comes after."""

from datetime import timedelta

import pytest

from messaging.conversation import OpenTicket
from messaging.payloads import Incoming
from tests.messaging.talking import LINE, LONG, ZONE, Citizen, photo, point, sticker, tap, text

TIP = "नदी के किनारे कच्ची शराब बन रही है"


def words_of(citizen: Citizen) -> list[str]:
    return [part.text for part in citizen.opened[-1].parts]


def test_any_first_message_is_greeted_with_the_promise_and_a_choice_of_language():
    citizen = Citizen()

    assert citizen.send(text("hi")) == ["greeting", "promise", "ask_language"]
    assert citizen.choices == ["language:hi", "language:en"]


def test_a_tip_sent_as_the_very_first_message_is_the_draft():
    citizen = Citizen()

    said = citizen.send(text(TIP))

    assert said == ["greeting", "promise", "kept", "ask_language"]
    assert [part.text for part in citizen.state.draft] == [TIP]


def test_the_whole_talk_asks_little():
    citizen = Citizen()

    citizen.send(text("नमस्ते"))
    assert citizen.send(tap("language:hi")) == ["ask_category"]
    assert citizen.send(tap("category:liquor")) == ["ask_tell"]
    assert citizen.send(text("भट्ठी चल रही है")) == ["ask_place"]
    assert citizen.send(point()) == ["kept", "ask_more"]
    assert citizen.send(tap("send")) == ["receipt"]

    ticket = citizen.opened[0]
    assert (ticket.category, ticket.latitude) == ("liquor", 28.36)
    assert not citizen.state.active


def test_who_says_everything_at_once_is_asked_nothing_twice():
    citizen = Citizen()

    citizen.send(text(TIP))
    citizen.send(tap("language:hi"))
    citizen.send(text("फरीदपुर के पास"))
    citizen.send(text("बस"))

    assert citizen.opened[0].category == "liquor"
    assert citizen.opened[0].place == "फरीदपुर के पास"
    assert words_of(citizen) == [TIP]


@pytest.mark.parametrize("typed", ["1", "१", " 1. ", "अवैध शराब", "illicit LIQUOR"])
def test_a_category_may_be_typed(typed):
    citizen = Citizen()
    citizen.send(text("hi"))
    citizen.send(tap("language:hi"))

    citizen.send(text(typed))

    assert citizen.state.category == "liquor"
    assert citizen.state.draft == ()


def test_free_text_in_place_of_a_category_is_kept_and_understood():
    citizen = Citizen()
    citizen.send(text("hi"))
    citizen.send(tap("language:hi"))

    assert citizen.send(text("गाँव में sharab बिकती है")) == ["ask_place"]
    assert citizen.state.category == "liquor"


def test_a_question_is_not_put_a_third_time():
    citizen = Citizen()
    citizen.send(text("मेरे यहाँ कुछ गड़बड़ है"))
    asked = [citizen.send(text(f"बात संख्या {number} यह है"))[-1] for number in range(4)]

    assert asked == ["ask_category", "ask_category", "ask_place", "ask_more"]


def test_a_burst_of_ten_photos_makes_one_ticket_and_one_reply():
    citizen = Citizen()

    said = citizen.send(*[photo() for _ in range(10)])

    assert said == ["greeting", "promise", "kept", "ask_language"]
    assert len(citizen.read) == 1
    assert len(citizen.state.draft) == 10


def test_an_album_that_arrives_in_ten_turns_is_answered_once():
    citizen = Citizen()
    citizen.send(text("hi"))
    citizen.send(tap("language:hi"))
    citizen.send(tap("category:liquor"))

    replies = [citizen.send(photo(), after=timedelta(seconds=1)) for _ in range(10)]

    assert [reply for reply in replies if reply] == [["ask_place"]]
    citizen.send(text("पता नहीं"))
    citizen.send(tap("send"))
    assert len(citizen.opened) == 1
    assert len(citizen.opened[0].parts) == 10


def test_the_district_is_asked_where_one_number_serves_many():
    citizen = Citizen(line=ZONE)
    citizen.send(text(TIP))

    assert citizen.send(tap("language:hi")) == ["ask_district"]
    assert citizen.choices == ["district:ballia", "district:mau"]
    citizen.send(text("२"))
    citizen.send(text("पता नहीं"))
    citizen.send(tap("send"))

    assert citizen.opened[0].district == "mau"


def test_a_district_named_in_the_tip_is_not_asked_for():
    citizen = Citizen(line=ZONE)
    citizen.send(text(f"बलिया में {TIP}"))

    assert citizen.send(tap("language:hi")) == ["ask_place"]


def test_long_lists_have_a_second_page_and_danger_on_each():
    citizen = Citizen(line=LONG)
    citizen.send(text("hi"))
    citizen.send(tap("language:hi"))
    assert len(citizen.choices) == 10
    first, following = citizen.choices, citizen.choices[-1]

    citizen.send(tap(following))

    assert first[0] == citizen.choices[0] == "danger"
    rows = [row for row in [*first, *citizen.choices] if row.startswith("category:")]
    assert rows == [f"category:kind-{n}" for n in range(14)]


def test_whoever_chooses_another_language_reads_the_promise_in_it():
    citizen = Citizen()
    citizen.send(text("hello"))

    assert citizen.send(tap("language:en")) == ["promise", "ask_category"]
    assert citizen.language == "en"


@pytest.mark.parametrize("answer", ["पता नहीं", "not sure", "pata nahi", "skip"])
def test_not_knowing_the_place_is_fine(answer):
    citizen = Citizen()
    citizen.send(text(TIP))
    citizen.send(tap("language:hi"))

    assert citizen.send(text(answer))[-1] == "ask_more"
    assert citizen.state.place == ""


@pytest.mark.parametrize("answer", ["बस", "भेज दो", "Send now", "no", "नहीं", "१"])
def test_enough_can_be_said_in_words(answer):
    citizen = Citizen()
    citizen.send(text(TIP), tap("language:hi"), point())

    assert citizen.send(text(answer)) == ["receipt"]


def test_more_leaves_the_floor_to_the_citizen():
    citizen = Citizen()
    citizen.send(text(TIP), tap("language:hi"), point())

    assert citizen.send(tap("more")) == ["tell_more"]
    citizen.send(text("वहाँ दो गाड़ियाँ भी खड़ी हैं"))
    citizen.send(tap("send"))

    assert "वहाँ दो गाड़ियाँ भी खड़ी हैं" in words_of(citizen)


def test_sending_nothing_opens_no_ticket():
    citizen = Citizen()
    citizen.send(text("hi"), tap("language:hi"), tap("category:liquor"))

    assert citizen.send(tap("send")) == ["ask_tell"]
    assert citizen.opened == []


def test_a_complaint_about_police_is_recognised_and_keeps_its_category():
    citizen = Citizen()
    citizen.send(text("sharab wale se daroga paise le raha hai"))
    said = citizen.send(tap("language:hi"))

    assert said == ["ask_police_place"]
    assert citizen.state.category == "police"


def test_calling_for_police_accuses_nobody():
    citizen = Citizen()
    citizen.send(text("शराब बिक रही है, पुलिस को बताइए"))

    assert citizen.state.category == "liquor"


class TestOddMessages:
    @pytest.mark.parametrize("kind", ["unsupported", "unknown", "order"])
    def test_what_cannot_be_read_is_answered_politely(self, kind):
        citizen = Citizen()

        assert citizen.send(Incoming(kind)) == ["greeting", "promise", "unreadable", "ask_language"]

    def test_a_reaction_needs_no_answer(self):
        assert Citizen().send(Incoming("reaction", text="👍")) == []

    def test_shared_contacts_are_part_of_the_tip(self):
        citizen = Citizen()
        citizen.send(Incoming("contacts", text="Raju 9155500001"))

        assert citizen.state.draft[0].text == "Raju 9155500001"

    def test_a_sticker_alone_never_becomes_a_ticket(self):
        citizen = Citizen()
        citizen.send(sticker(), sticker())

        assert not citizen.state.has_substance

    def test_what_was_forwarded_stays_marked(self):
        citizen = Citizen()
        citizen.send(text(TIP, is_forwarded=True))

        assert citizen.state.draft[0].is_forwarded

    def test_a_huge_text_is_kept_whole(self):
        citizen = Citizen()
        citizen.send(text("क" * 70_000))

        assert len(citizen.state.draft[0].text) == 70_000

    def test_a_flood_is_sent_in_one_ticket(self):
        citizen = Citizen()
        for number in range(120):
            citizen.send(text(f"बात संख्या {number} यह है"), after=timedelta(seconds=1))

        assert len(citizen.opened) == 1
        assert isinstance(citizen.opened[0], OpenTicket)


def test_one_language_is_not_asked_for():
    citizen = Citizen(line=LINE.__class__(**{**vars(LINE), "languages": ("hi",)}))

    assert citizen.send(text("hi")) == ["greeting", "promise", "ask_category"]
