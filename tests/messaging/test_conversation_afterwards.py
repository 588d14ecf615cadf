"""The talk after the receipt: thanks, status, more words, a new matter."""

from datetime import timedelta

import pytest

from messaging.conversation import AddToTicket, Feedback, TellNews, TellStatus
from tests.messaging.talking import Citizen, photo, point, tap, text

TIP = "नदी के किनारे कच्ची शराब बन रही है"


def words_of(citizen: Citizen) -> list[str]:
    return [part.text for part in citizen.opened[-1].parts]


class TestAfterwards:
    @pytest.fixture
    def citizen(self):
        citizen = Citizen()
        citizen.send(text(TIP), tap("language:hi"), point())
        citizen.send(tap("send"))
        return citizen

    @pytest.mark.parametrize("nod", ["ok", "धन्यवाद", "ठीक है", "🙏", "Thank you!!"])
    def test_thanks_open_no_ticket(self, citizen, nod):
        assert citizen.send(text(nod)) == ["thanks"]
        assert citizen.state.draft == ()

    @pytest.mark.parametrize("typed", ["status", "स्थिति", "Status?", "STATUS"])
    def test_status_can_be_asked(self, citizen, typed):
        citizen.send(text(typed))

        assert citizen.last == TellStatus("")

    def test_status_by_code(self, citizen):
        code = next(iter(citizen.tickets))
        citizen.send(text(f"status {code[:3]}-{code[3:7]}-{code[7:].lower()}"))

        assert citizen.last == TellStatus(code)

    def test_a_new_message_may_belong_to_the_last_ticket_or_be_new(self, citizen):
        code = next(iter(citizen.tickets))

        assert citizen.send(photo("कल रात की फ़ोटो")) == ["ask_which"]
        assert citizen.choices == [f"add:{code}", "new"]
        assert citizen.send(tap(f"add:{code}")) == ["added"]
        assert citizen.tickets[code][-1].text == "कल रात की फ़ोटो"

    def test_a_new_matter_keeps_what_was_already_said(self, citizen):
        citizen.send(text("गली में जुआ खेला जा रहा है"))

        assert citizen.send(tap("new")) == ["ask_category"]
        citizen.send(text("1"), text("पता नहीं"))
        citizen.send(tap("send"))

        assert len(citizen.opened) == 2
        assert words_of(citizen)[0] == "गली में जुआ खेला जा रहा है"

    def test_a_message_days_later_is_a_new_matter(self, citizen):
        said = citizen.send(text("फिर से शराब बिक रही है"), after=timedelta(days=2))

        assert said == ["ask_place"]

    def test_a_code_in_the_words_adds_to_that_ticket(self, citizen):
        code = next(iter(citizen.tickets))

        assert citizen.send(text(f"{code} वाले मामले में एक गाड़ी भी थी")) == ["added"]
        assert isinstance(citizen.last, AddToTicket)

    def test_a_quote_adds_to_that_ticket(self, citizen):
        citizen.quoting = next(iter(citizen.tickets))

        assert citizen.send(text("हाँ")) == ["added"]

    def test_the_answer_to_an_officers_question_goes_to_its_ticket(self, citizen):
        citizen.asked = next(iter(citizen.tickets))

        citizen.send(text("नहीं"))

        assert citizen.last.code == citizen.asked
        assert citizen.state.draft == ()

    def test_a_ticket_that_is_not_theirs_takes_nothing(self, citizen):
        assert citizen.send(tap("add:K7Q4MTX2W9P")) == ["code_unknown"]

    def test_feedback_and_news_are_passed_on(self, citizen):
        citizen.send(tap("unsolved:7"))
        assert citizen.last == Feedback(7, is_solved=False)
        citizen.send(tap("read:8"))
        assert citizen.last == TellNews(8)

    def test_stale_and_forged_taps_are_answered(self, citizen):
        for choice in ("read:", "read:9" * 30, "solved:x", "category:gone", "accept", "add:", ":"):
            citizen.send(tap(choice))

    def test_a_greeting_offers_status_and_something_new(self, citizen):
        assert citizen.send(text("नमस्ते")) == ["menu"]
        assert citizen.choices == ["status", "new"]
