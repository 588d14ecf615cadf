"""Wishes at any time: silence, safe chat, no reply, what is kept of me."""

from dataclasses import replace
from datetime import timedelta

import pytest

from messaging.conversation import AddToTicket, CategoryView, Forget, OpenTicket, State, settle
from messaging.conversation.asides import hours_in
from messaging.payloads import Incoming
from tests.messaging.talking import LINE, LONG, Citizen, photo, point, tap, text

TIP = "नदी के किनारे कच्ची शराब बन रही है"
TELLING = "मेरा भाई नदी के पास शराब बेचता है"


def told(words: str = TIP, **more) -> Citizen:
    """Return a citizen who has told something, and is asked whether there is more."""
    citizen = Citizen(**more)
    citizen.send(text(words), tap("language:hi"), point())
    return citizen


class TestSilence:
    @pytest.mark.parametrize("words", ["STOP", "stop", "बंद करो", "Band karo!", "मैसेज मत भेजो"])
    def test_stop_is_done_at_once(self, words):
        citizen = told()
        citizen.send(tap("send"))

        assert citizen.send(text(words)) == ["stopped"]
        assert citizen.state.is_silent

    def test_answers_still_come(self):
        citizen = told()
        citizen.send(text("stop"))

        assert citizen.send(tap("send")) == ["receipt"]

    @pytest.mark.parametrize("words", ["start", "शुरू", "phir se batao"])
    def test_start_brings_news_back(self, words):
        citizen = told()
        citizen.send(tap("send"), text("stop"))

        assert citizen.send(text(words)) == ["started"]
        assert not citizen.state.is_silent

    def test_start_from_anybody_else_is_a_greeting(self):
        assert Citizen().send(text("start")) == ["greeting", "promise", "ask_language"]

    def test_stop_inside_a_story_is_part_of_the_story(self):
        citizen = told("यह अवैध शराब बंद करो, बच्चे बीमार हो रहे हैं")

        assert not citizen.state.is_silent
        assert citizen.state.has_substance


class TestSafeChat:
    def test_from_that_moment_the_words_are_neutral_and_hours_are_offered(self):
        citizen = Citizen()

        assert citizen.send(text("सेफ चैट")) == ["ask_safe"]
        assert citizen.state.is_discreet
        assert citizen.choices[0] == "safe:never" and citizen.choices[-1] == "safe:any"

    @pytest.mark.parametrize(
        ("answer", "hours"),
        [
            ("10-12", (10, 12)),
            ("१० से १२", (10, 12)),
            ("4 se 6", (16, 18)),
            ("शाम 7 से 9", (19, 21)),
            ("22 to 2", (22, 2)),
            ("10:00–12:00", (10, 12)),
            ("subah 6 se 8", (6, 8)),
        ],
    )
    def test_hours_may_be_written(self, answer, hours):
        citizen = Citizen()
        citizen.send(text("safe chat"))

        assert citizen.send(text(answer))[0] == "safe_hours"
        assert citizen.state.safe_hours == hours

    @pytest.mark.parametrize("words", ["बात", "25-30", "10", "10-10", "99999-1"])
    def test_what_names_no_hours_is_no_answer(self, words):
        assert hours_in(words) is None

    def test_hours_may_be_tapped(self):
        citizen = Citizen()
        citizen.send(text("safe chat"))
        citizen.send(tap("safe:6-9"))

        assert citizen.state.safe_hours == (6, 9)

    def test_nothing_at_all_until_the_citizen_writes(self):
        citizen = Citizen()
        citizen.send(text("safe chat"))

        assert citizen.send(tap("safe:never"))[0] == "safe_never"
        assert citizen.state.is_silent

    def test_no_list_of_crimes_stands_on_the_screen(self):
        citizen = Citizen(line=LONG)
        citizen.send(text("safe chat"))
        citizen.send(tap("safe:any"))
        said = [citizen.send(text(f"बात संख्या {n} यह है")) for n in range(4)]

        assert "ask_category" not in str(said)

    def test_it_ends_on_a_word(self):
        citizen = Citizen()
        citizen.send(text("safe chat"), tap("safe:never"))

        assert "safe_off" in citizen.send(text("normal chat"))
        assert (citizen.state.is_discreet, citizen.state.is_silent) == (False, False)


class TestNoReply:
    def test_it_is_offered_beside_send_and_asked_back(self):
        citizen = told()
        assert citizen.choices == ["send", "more", "noreply"]

        assert citizen.send(tap("noreply")) == ["ask_no_reply"]
        assert citizen.opened == []

    def test_yes_sends_it_and_forgets(self):
        citizen = told()
        citizen.send(tap("noreply"))
        citizen.send(text("हाँ"))

        assert citizen.opened[0].no_reply
        assert citizen.last == Forget()

    def test_no_asks_on(self):
        citizen = told()
        citizen.send(tap("noreply"))

        assert citizen.send(text("नहीं")) == ["kept", "ask_more"]
        citizen.send(tap("send"))
        assert not citizen.opened[0].no_reply

    def test_an_old_button_only_asks_again(self):
        citizen = told()

        assert citizen.send(tap("noreply:yes")) == ["ask_no_reply"]
        assert citizen.opened == []

    def test_wished_before_anything_was_told_it_is_remembered(self):
        citizen = Citizen()
        citizen.send(text("जवाब नहीं चाहिए"), text("हाँ"))
        citizen.send(text(TIP), tap("language:hi"), point())
        citizen.send(tap("send"))

        assert citizen.opened[0].no_reply


class TestPrivacy:
    @pytest.mark.parametrize("words", ["privacy", "गोपनीयता", "kya save hota hai?", "Is it safe?"])
    def test_it_is_told_at_any_time(self, words):
        newcomer, teller = Citizen(), told()
        teller.send(tap("send"))

        assert newcomer.send(text(words)) == ["greeting", "promise", "privacy", "ask_language"]
        assert teller.send(text(words)) == ["privacy"]
        assert teller.choices == ["safe", "forget"]

    def test_asked_in_the_middle_nothing_is_lost(self):
        citizen = told()

        assert citizen.send(text("privacy")) == ["privacy", "kept", "ask_more"]
        citizen.send(tap("send"))
        assert citizen.opened[0].parts[0].text == TIP


class TestSelfIdentification:
    def test_the_citizen_is_warned_before_it_is_sent(self):
        citizen = told(TELLING)

        assert citizen.send(tap("send")) == ["ask_reveal"]
        assert citizen.choices == ["reveal:hide", "reveal:keep"]
        assert "मेरा भाई" in str(citizen.bodies[-1])
        assert citizen.opened == []

    @pytest.mark.parametrize("answer", [tap("reveal:hide"), text("हाँ"), text("1"), text("छिपा")])
    def test_hidden_words_do_not_reach_the_desk(self, answer):
        citizen = told(TELLING)
        citizen.send(tap("send"))
        citizen.send(answer)
        citizen.send(tap("send"))

        assert citizen.opened[0].parts[0].text == "••• नदी के पास शराब बेचता है"
        assert citizen.opened[0].is_covered

    @pytest.mark.parametrize("answer", [tap("reveal:keep"), text("नहीं"), text("2")])
    def test_only_the_citizens_word_sends_them(self, answer):
        citizen = told(TELLING)
        citizen.send(tap("send"))
        citizen.send(answer)

        assert citizen.opened[0].parts[0].text == TELLING
        assert not citizen.opened[0].is_covered

    def test_nobody_is_asked_twice_about_the_same_words(self):
        citizen = told(TELLING)
        citizen.send(tap("send"))
        citizen.send(text("वहाँ दो गाड़ियाँ भी खड़ी हैं"))

        assert citizen.send(tap("send")) == ["receipt"]
        assert citizen.opened[0].is_covered

    def test_new_words_are_asked_about(self):
        citizen = told(TELLING)
        citizen.send(tap("send"))
        citizen.send(text("मेरे घर के पीछे रखता है"))

        assert citizen.send(tap("send")) == ["ask_reveal"]
        assert "मेरे घर" in str(citizen.bodies[-1])
        assert "मेरा भाई" not in str(citizen.bodies[-1])

    def test_a_draft_that_falls_quiet_is_covered_unasked(self):
        citizen = told(TELLING)
        [opened] = settle(citizen.state, LINE, citizen.now).intents

        assert isinstance(opened, OpenTicket)
        assert opened.is_covered and "भाई" not in opened.parts[0].text

    def test_a_place_that_tells_is_covered_too(self):
        citizen = Citizen()
        citizen.send(text(TIP), tap("language:hi"))
        citizen.send(text("मेरे घर के सामने"))
        citizen.send(text("बस"))
        citizen.send(tap("reveal:hide"))

        assert citizen.opened[0].place == "••• के सामने"

    def test_danger_is_never_held_up(self):
        citizen = told(TELLING)
        citizen.send(text("बचाओ, मेरा भाई मुझे मार रहा है"))

        assert citizen.opened[0].is_urgent
        assert citizen.opened[0].parts[-1].text.endswith("मेरा भाई मुझे मार रहा है")

    def test_a_complaint_of_ones_own_may_say_who_complains(self):
        own = CategoryView(
            "rent", {"hi": "किराया"}, {"hi": "किराया"}, ("किराया",), is_complaint=True
        )
        line = replace(LINE, categories=(own,))

        citizen = told("मेरी दुकान का किरायेदार किराया नहीं देता", line=line)

        assert citizen.send(tap("send")) == ["receipt"]
        assert citizen.opened[0].parts[0].text == "मेरी दुकान का किरायेदार किराया नहीं देता"

    def test_about_police_the_warning_comes_also_to_complaints(self):
        police = replace(LINE.categories[2], is_complaint=True)
        citizen = told("दरोगा ने मेरे भाई से रिश्वत ली", line=replace(LINE, categories=(police,)))

        assert citizen.send(tap("send")) == ["ask_reveal"]

    def test_an_answer_to_an_officer_waits_for_the_citizens_word(self):
        citizen = told()
        citizen.send(tap("send"))
        citizen.asked = next(iter(citizen.tickets))

        assert citizen.send(text("वह मेरा भाई है")) == ["ask_reveal"]
        citizen.asked = ""
        citizen.send(tap("reveal:hide"))

        assert citizen.tickets[next(iter(citizen.tickets))][-1].text == "वह ••• है"
        assert isinstance(citizen.last, AddToTicket)

    def test_an_old_button_does_nothing(self):
        citizen = told(TELLING)

        assert citizen.send(tap("reveal:keep")) == ["kept", "ask_more"]
        assert citizen.opened == []


class TestAsidesAreAsides:
    @pytest.mark.parametrize("wish", ["भूल जाओ", "बिना जवाब", "सेफ चैट"])
    def test_any_other_message_closes_them_and_is_kept(self, wish):
        citizen = told()
        citizen.send(text(wish))
        citizen.send(text("वहाँ दो गाड़ियाँ भी खड़ी हैं"))

        assert citizen.state.aside == ""
        assert citizen.state.draft[-1].text == "वहाँ दो गाड़ियाँ भी खड़ी हैं"

    @pytest.mark.parametrize("wish", ["भूल जाओ", "बिना जवाब", "सेफ चैट"])
    def test_danger_goes_before_them(self, wish):
        citizen = told()
        citizen.send(text(wish))

        assert citizen.send(text("बचाओ"))[0] == "danger"

    def test_a_file_is_announced_as_cleaned_once(self):
        file = Incoming("media", media=replace(photo().media, kind="document"))
        citizen = told()

        assert "cleaned_copy" in citizen.send(file)
        assert "cleaned_copy" not in citizen.send(file, after=timedelta(minutes=2))

    def test_wishes_outlive_the_draft_and_forgetting_does_not(self):
        state = State(is_silent=True, is_discreet=True, safe_from=9, safe_until=12, no_reply=True)
        kept = state.forgetting_draft()

        assert (kept.is_silent, kept.is_discreet, kept.safe_hours) == (True, True, (9, 12))
        assert not kept.no_reply
