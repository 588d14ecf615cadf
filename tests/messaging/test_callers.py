"""Callers on WhatsApp: reached by the sealed number, and by the code alone told how it stands."""

import uuid

import pytest

from districts.models import Role
from messaging import announcements, callers
from messaging.conversation import guesses
from messaging.models import Alias, Conversation, OutboundMessage, Thread
from tests.factories import NOON, make_officer, make_unit
from tests.messaging.turning import Sender, a_line
from tickets import codes
from tickets.lifecycle import Outcome
from tickets.models import DeskEntry, Ticket
from tickets.services import calls, forwarding, resolution

pytestmark = pytest.mark.django_db
NUMBER = "9155500003"
SECRET = "नदी के किनारे शराब बन रही है"


@pytest.fixture
def line():
    return a_line()


@pytest.fixture
def desk(line):
    return make_officer(Role.DESK, line.unit)


def called(line, desk, caller: str = "") -> Ticket:
    entry = calls.take_down(
        nonce=uuid.uuid4(), line=line, text=SECRET, by=desk, at=NOON, caller=caller
    )
    assert entry.ticket
    return entry.ticket


class TestTheNumberLeft:
    def test_ties_the_ticket_to_a_chat_and_is_gone_from_the_entry(self, line, desk):
        ticket = called(line, desk, NUMBER)

        assert callers.follow(now=NOON) == 1
        assert callers.follow(now=NOON) == 0

        assert DeskEntry.objects.get().caller is None
        talk = Thread.objects.get(ticket=ticket).conversation
        assert talk.line == line
        assert Alias.objects.get(contact=talk.contact).kind == Alias.Kind.PHONE

    def test_who_is_known_already_keeps_one_chat(self, line, desk):
        sender = Sender(line, number=555)
        sender.says("नमस्ते")
        ticket = called(line, desk, "+915550000555")
        callers.follow(now=NOON)

        assert Thread.objects.get(ticket=ticket).conversation == sender.talk

    def test_the_outcome_reaches_the_caller(self, line, desk):
        ticket = called(line, desk, NUMBER)
        callers.follow(now=NOON)
        resolution.give_outcome(
            ticket_id=ticket.pk, by=desk, at=NOON, outcome=Outcome.DONE, text="दो लोग पकड़े गए।"
        )
        [message] = announcements.announce(now=NOON)

        queued = OutboundMessage.objects.get(pk=message)
        assert queued.conversation == Conversation.objects.get()
        assert queued.template == "answer_waiting"

    def test_without_a_number_nobody_is_written_to(self, line, desk):
        ticket = called(line, desk)
        callers.follow(now=NOON)
        resolution.give_outcome(
            ticket_id=ticket.pk, by=desk, at=NOON, outcome=Outcome.DONE, text="दो लोग पकड़े गए।"
        )

        assert announcements.announce(now=NOON) == []

    def test_a_box_that_does_not_open_stays_and_holds_up_nobody(self, line, desk):
        called(line, desk, NUMBER)
        DeskEntry.objects.update(nonce=uuid.uuid4())
        second = called(line, desk, NUMBER)

        assert callers.follow(now=NOON) == 1
        assert Thread.objects.get().ticket == second
        assert DeskEntry.objects.filter(caller__isnull=False).count() == 1


class TestTheCodeAlone:
    def test_tells_how_it_stands_and_nothing_more(self, line, desk):
        ticket = called(line, desk)
        sender = Sender(line)
        sender.says(f"status {codes.spaced(ticket.code)}")
        first = sender.read
        thana = make_unit(parent=line.unit, name_hi="इज्जतनगर थाना")
        forwarding.forward(ticket_id=ticket.pk, by=desk, at=NOON, station=thana)
        sender.says(ticket.code)

        assert codes.spaced(ticket.code) in first and first != sender.read
        assert SECRET not in first + sender.read and "इज्जतनगर" not in sender.read
        assert not Thread.objects.filter(ticket=ticket).exists()

    def test_an_outcome_is_not_read_out_to_it(self, line, desk):
        ticket = called(line, desk)
        resolution.give_outcome(
            ticket_id=ticket.pk, by=desk, at=NOON, outcome=Outcome.DONE, text="दो लोग पकड़े गए।"
        )
        sender = Sender(line)
        sender.says(ticket.code)

        assert codes.spaced(ticket.code) in sender.read and "डेस्क" in sender.read
        assert "पकड़े" not in sender.read

    def test_words_beside_the_code_do_not_join_the_call(self, line, desk):
        ticket = called(line, desk)
        length = ticket.history_length
        sender = Sender(line)
        sender.says(f"{ticket.code} के बारे में: गाड़ी नीली थी")

        ticket.refresh_from_db()
        assert ticket.history_length == length

    def test_the_code_of_another_citizens_message_tells_nothing(self, line):
        other = Sender(line, number=2).tells()
        sender = Sender(line)
        sender.says(other.code)

        assert codes.spaced(other.code) not in sender.read

    def test_the_code_of_a_call_is_answered_though_its_number_has_a_chat(self, line, desk):
        ticket = called(line, desk, NUMBER)
        callers.follow(now=NOON)
        sender = Sender(line)
        sender.says(ticket.code)

        assert codes.spaced(ticket.code) in sender.read

    def test_the_code_of_a_call_to_another_line_tells_nothing(self, line, desk):
        ticket = called(line, desk)
        sender = Sender(a_line())
        sender.says(ticket.code)

        assert codes.spaced(ticket.code) not in sender.read

    def test_guessing_is_made_to_wait_and_forgiven_after_an_hour(self, line, desk):
        ticket = called(line, desk)
        sender = Sender(line)
        for _number in range(guesses.FREE):
            sender.says(codes.new_code())
        sender.says(ticket.code)
        refused = sender.read
        sender.says(ticket.code, after=guesses.WAIT.total_seconds())

        assert codes.spaced(ticket.code) not in refused and "घंटे" in refused
        assert codes.spaced(ticket.code) in sender.read

    def test_ones_own_code_is_answered_all_the_same(self, line):
        sender = Sender(line)
        own = sender.tells()
        for _number in range(guesses.FREE + 1):
            sender.says(codes.new_code())
        sender.says(own.code)

        assert codes.spaced(own.code) in sender.read
