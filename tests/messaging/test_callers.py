"""Callers on WhatsApp: reached by the sealed number, and by the code alone told how it stands."""

import uuid

import pytest
from django.utils import timezone

from districts.models import Role
from messaging import announcements, callers, fates
from messaging.conversation import guesses
from messaging.models import Alias, Conversation, OutboundMessage, Thread, ThreadEntry
from tests.factories import NOON, make_officer, make_unit
from tests.messaging.turning import Sender, a_line, tap
from tickets import codes, events
from tickets.lifecycle import Outcome
from tickets.models import DeskEntry, Ticket
from tickets.services import calls, dialogue, forwarding, resolution

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


def answered(ticket, desk):
    about = {"by": desk, "at": NOON, "outcome": Outcome.DONE, "text": "दो लोग पकड़े गए।"}
    resolution.give_outcome(ticket_id=ticket.pk, **about)
    [message] = announcements.announce(now=NOON)
    return OutboundMessage.objects.get(pk=message)


class TestTheNumberLeft:
    def test_is_gone_from_the_entry_and_ties_nothing_yet(self, line, desk):
        ticket = called(line, desk, NUMBER)

        assert callers.follow(now=NOON) == 1
        assert callers.follow(now=NOON) == 0

        assert DeskEntry.objects.get().caller is None
        thread = Thread.objects.get(ticket=ticket)
        assert thread.conversation is None and thread.caller.line == line
        assert Alias.objects.get(contact=thread.caller.contact).kind == Alias.Kind.PHONE

    def test_hears_that_there_is_news_and_neither_the_code_nor_a_word_of_it(self, line, desk):
        ticket = called(line, desk, NUMBER)
        callers.follow(now=NOON)

        queued = answered(ticket, desk)

        assert queued.conversation == Conversation.objects.get()
        assert queued.template == "answer_waiting"
        out = f"{queued.body} {queued.template_values}"
        assert "पकड़े" not in out
        assert ticket.code not in out and codes.spaced(ticket.code) not in out

    def test_the_code_read_out_ties_the_call_to_its_chat(self, line, desk):
        sender = Sender(line, number=555)
        sender.says("नमस्ते")
        ticket = called(line, desk, "+915550000555")
        callers.follow(now=NOON)
        answered(ticket, desk)

        sender.says(ticket.code)
        assert codes.spaced(ticket.code) in sender.read
        assert Thread.objects.get(ticket=ticket).conversation == sender.talk
        sender.says(tap(f"read:{ticket.events.get(kind=events.OUTCOME).pk}"))
        assert "पकड़े" in sender.read

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


class TestAStrangersNumber:
    """A desk types the number of somebody it would like to know."""

    @pytest.fixture
    def owner(self, line):
        sender = Sender(line, number=555)
        sender.tells()
        return sender

    @pytest.fixture
    def bait(self, line, desk, owner):
        ticket = called(line, desk, "+915550000555")
        callers.follow(now=owner.now)
        return ticket

    def test_what_its_owner_writes_never_reaches_the_bait(self, desk, owner, bait):
        dialogue.ask(ticket_id=bait.pk, by=desk, at=NOON, text="आपका नाम क्या है?")
        announcements.announce(now=NOON)
        # as if it had left: a question nobody has heard is answered by nobody
        OutboundMessage.objects.update(state=OutboundMessage.State.SENT)
        length = Ticket.objects.get(pk=bait.pk).history_length

        owner.says("रात के ग्यारह बजे के बाद आते हैं")

        assert Ticket.objects.get(pk=bait.pk).history_length == length
        assert not ThreadEntry.objects.filter(ticket=bait, side="citizen").exists()

    def test_a_tap_on_the_notice_reads_nothing_out(self, desk, owner, bait):
        asked = dialogue.ask(ticket_id=bait.pk, by=desk, at=NOON, text="आपका नाम क्या है?")
        announcements.announce(now=NOON)

        owner.says(tap(f"read:{asked.pk}"))

        assert "नाम क्या" not in owner.read
        assert codes.spaced(bait.code) not in owner.read

    @pytest.mark.parametrize("wish", ["stop", "भूल जाओ", "नमस्ते"])
    def test_no_desk_learns_from_the_page_whether_the_number_is_known(
        self, line, desk, owner, wish
    ):
        owner.says(wish), owner.says(wish)
        both = [called(line, desk, number) for number in ("+915550000555", NUMBER)]
        callers.follow(now=owner.now)
        for ticket in both:
            answered(ticket, desk)
        for message in OutboundMessage.objects.filter(event__ticket__in=both):
            fates.give_up(message, None, ThreadEntry.Told.UNREACHABLE, NOON)

        seen = ThreadEntry.objects.filter(ticket__in=both).values_list("told", flat=True)
        assert list(seen) == [ThreadEntry.Told.WAITING] * 2


class TestWhatADeskWritesDown:
    def test_words_about_police_are_restricted_before_anybody_reads_them(self, line, desk):
        station = make_unit(parent=line.unit)
        head = make_officer(Role.STATION_HEAD, station)

        entry = calls.take_down(
            nonce=uuid.uuid4(),
            line=line,
            text="daroga har mahine sharab wale se paisa leta hai",
            by=desk,
            at=NOON,
            suggested_unit=station,
        )

        assert entry.ticket.is_restricted
        assert entry.ticket.accusations.get().unit == station
        for officer in (head, desk):
            assert not Ticket.objects.visible_to(officer).exists()

    @pytest.mark.parametrize(
        ("text", "priority", "number"),
        [
            ("goli chal rahi hai bachao", Ticket.Priority.EMERGENCY, "112"),
            ("bachchi ke saath galat kaam karta hai", Ticket.Priority.HIGH, "1098"),
            ("pati roj marpeet karta hai", Ticket.Priority.HIGH, "181"),
            ("UPI fraud ho gaya", Ticket.Priority.ORDINARY, "1930"),
            (SECRET, Ticket.Priority.ORDINARY, ""),
        ],
    )
    def test_danger_makes_it_urgent_and_the_desk_is_told_which_number_to_say(
        self, client, line, desk, text, priority, number
    ):
        entry = calls.take_down(nonce=uuid.uuid4(), line=line, text=text, by=desk, at=NOON)
        DeskEntry.objects.update(taken_at=timezone.now())
        client.force_login(desk)

        page = client.get(f"/calls/{entry.nonce}/").content.decode()

        assert entry.ticket.priority == priority
        assert ("तुरंत बताइए" in page) is bool(number)
        assert number in page


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

    def test_so_is_one_that_a_chat_has_proved_to_be_its_own(self, line, desk):
        owner, another = Sender(line, number=555), Sender(line, number=556)
        owner.says("नमस्ते")
        ticket = called(line, desk, "+915550000555")
        callers.follow(now=NOON)
        owner.says(ticket.code)
        assert Thread.objects.get(ticket=ticket).conversation == owner.talk

        another.says(ticket.code)

        assert codes.spaced(ticket.code) in another.read

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
