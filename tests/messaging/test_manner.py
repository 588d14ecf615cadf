"""How and when a citizen wants to be spoken to, from the door to the outbox."""

from datetime import timedelta

import pytest

from messaging import turns
from messaging.models import Conversation, OutboundMessage, ThreadEntry
from tests.messaging.test_announcements import ANSWER, Desk
from tests.messaging.test_words import TELLING
from tests.messaging.turning import Sender, a_line, quoting, sent_as, tap, thread, words_of
from tickets import events
from tickets.codes import spaced
from tickets.lifecycle import Outcome
from tickets.models import Ticket
from tickets.services import acknowledgement, actions, dialogue, resolution

pytestmark = pytest.mark.django_db
Told, State = ThreadEntry.Told, OutboundMessage.State
TIP = "नदी के किनारे शराब बन रही है"


@pytest.fixture
def desk() -> Desk:
    return Desk(Sender(a_line()))


def outcome(desk: Desk) -> OutboundMessage:
    return OutboundMessage.objects.get(reason=f"event:{desk.event(events.OUTCOME).pk}")


class TestSilence:
    def test_the_desk_reads_that_it_cannot_be_told(self, desk):
        desk.sender.says("stop")
        desk.answers()
        desk.announced()

        assert outcome(desk).state == State.SUPPRESSED
        assert outcome(desk).entry.told == Told.SILENT

    def test_what_was_queued_stays_unsaid(self, desk):
        desk.answers()
        desk.announced()
        desk.sender.says("बंद करो")

        assert outcome(desk).state == State.SUPPRESSED
        assert outcome(desk).entry.told == Told.SILENT

    def test_status_still_answers_and_offers_what_waits(self, desk):
        desk.sender.says("stop")
        desk.answers()
        desk.announced()
        desk.sender.says("status")

        assert spaced(desk.ticket.code) in desk.sender.read
        desk.sender.says(tap(f"read:{desk.event(events.OUTCOME).pk}"))
        assert ANSWER in desk.sender.read
        assert {answer.state for answer in desk.sender.answers} == {State.QUEUED}

    def test_a_question_nobody_heard_takes_no_answer(self, desk):
        desk.sender.says("stop")
        dialogue.ask(**desk.about, by=desk.desk, text="कितने लोग थे?")
        desk.announced()
        desk.sender.says("गली में जुआ खेला जा रहा है")

        assert not desk.ticket.events.filter(kind=events.ANSWERED).exists()

    def test_start_tells_what_was_left_unsaid(self, desk):
        desk.sender.says("stop")
        desk.answers()
        desk.announced()
        desk.sender.says("start")

        assert outcome(desk).state == State.QUEUED
        assert outcome(desk).entry.told == Told.WAITING

    def test_writing_again_does_not_break_the_silence(self, desk):
        desk.sender.says("stop")
        desk.answers()
        desk.announced()
        desk.sender.says("नमस्ते")

        assert outcome(desk).state == State.SUPPRESSED


class TestSafeChat:
    def chooses(self, desk: Desk, hours: str) -> None:
        desk.sender.says("safe chat")
        desk.sender.says(tap(f"safe:{hours}"))

    def test_news_wait_for_the_hours_and_hide_their_content(self, desk):
        self.chooses(desk, "18-21")
        desk.answers()
        desk.announced()

        message = outcome(desk)
        hours = range(18, 21)
        assert message.not_before.astimezone(desk.sender.now.tzinfo).hour in hours
        assert ANSWER not in str(message.body)
        assert not TELLING.search(words_of(message))

    def test_the_tap_brings_the_content(self, desk):
        self.chooses(desk, "18-21")
        desk.answers()
        desk.announced()
        desk.sender.says(tap(f"read:{desk.event(events.OUTCOME).pk}"))

        assert ANSWER in desk.sender.read

    def test_news_already_queued_are_emptied_of_content(self, desk):
        desk.answers()
        desk.announced()
        self.chooses(desk, "any")

        assert ANSWER not in str(outcome(desk).body)

    def test_courtesies_are_left_out(self, desk):
        self.chooses(desk, "any")
        desk.forwards()
        [forwarded] = desk.announced()

        assert forwarded.state == State.SUPPRESSED

    def test_a_whole_talk_shows_nothing(self):
        sender = Sender(a_line())
        said = []
        for words in ("safe chat", "18-21", TIP, "status", "पता नहीं", "privacy", "बस", "status"):
            sender.says(words)
            said += [str(answer.body) for answer in sender.answers]

        assert Ticket.objects.get().text == TIP
        assert [body for body in said if TELLING.search(body) or "शराब" in body] == []

    def test_an_unfinished_talk_gets_no_receipt_at_a_dangerous_hour(self):
        sender = Sender(a_line())
        sender.says("safe chat", "18-21", TIP)
        result = turns.settle_quiet_drafts(now=sender.now + timedelta(hours=1))

        [receipt] = [OutboundMessage.objects.get(pk=key) for key in result.messages]
        assert receipt.not_before.astimezone(sender.now.tzinfo).hour in range(18, 21)

    def test_broken_hours_in_a_stored_state_mean_any(self):
        sender = Sender(a_line())
        sender.says(TIP)
        Conversation.objects.update(state={"safe_from": 99, "safe_until": -1, "is_discreet": True})
        sender.says("status")

        assert Conversation.objects.get().safe_until == 0


class TestAfterTheReceipt:
    def test_quoting_the_receipt_adds_to_its_ticket(self):
        sender = Sender(a_line())
        first = sender.tells()
        sent_as(sender.answers[-1], "wamid.RECEIPT")
        sender.says("status", after=3 * 86400)
        sender.says("गली में जुआ खेला जा रहा है", after=86400)
        sender.says(tap("send"), tap("send"), "बस", "बस")

        sender.says(quoting("वहाँ एक गाड़ी भी थी", "wamid.RECEIPT"))

        assert Ticket.objects.count() == 2
        assert thread(first)[-1].text == "वहाँ एक गाड़ी भी थी"

    def test_not_settled_counts_once_for_each_outcome(self, desk):
        desk.answers()
        not_settled = f"unsolved:{desk.event(events.OUTCOME).pk}"
        desk.sender.says(tap(not_settled))
        assert "फिर से" in desk.sender.read

        desk.sender.says(tap(not_settled))

        assert "पहुँच चुका" in desk.sender.read
        assert Ticket.objects.get().round == 2

    def test_the_button_of_an_older_outcome_reopens_nothing(self, desk):
        desk.answers()
        old = f"unsolved:{desk.event(events.OUTCOME).pk}"
        desk.sender.says(tap(old))
        acknowledgement.acknowledge(**desk.about, by=desk.head)
        actions.record(**desk.about, by=desk.head, kind="spot_visit", note="फिर गए")
        resolution.give_outcome(**desk.about, by=desk.head, outcome=Outcome.DONE, text="हो गया।")

        desk.sender.says(tap(old))

        assert Ticket.objects.get().status == "outcome_given"

    def test_after_the_lines_days_it_is_kindly_refused(self, desk):
        desk.answers()
        desk.sender.says(tap(f"unsolved:{desk.event(events.OUTCOME).pk}"), after=8 * 86400)

        assert "नहीं" in desk.sender.read
        assert Ticket.objects.get().round == 1


class TestOwnNumberInPieces:
    def test_it_is_hidden_within_a_draft(self):
        sender = Sender(a_line())
        sender.says("मुझे बताना 9155500", "00001 पर", TIP)
        sender.says(tap("language:hi"), "पता नहीं")
        sender.says(tap("send"))

        entries = [entry.text for entry in thread(Ticket.objects.get())]
        assert entries[:2] == ["मुझे बताना •••", "••• पर"]
        assert "00001" not in Ticket.objects.get().text

    def test_the_second_half_is_hidden_when_the_first_has_gone(self):
        sender = Sender(a_line())
        ticket = sender.tells()
        sender.says(f"{ticket.code} 9155500")
        sender.says(f"00001 {ticket.code}")

        assert "00001" not in thread(ticket)[-1].text
