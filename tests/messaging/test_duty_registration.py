"""S4-8: an officer registers a telephone once; only its holder and the officer together can."""

from datetime import timedelta

import pytest

from districts.models import Role
from messaging import moves
from messaging.duty import registration
from messaging.duty.codes import code_in, code_of, message
from messaging.duty.registration import UnableToRegister
from messaging.models import Alias, Contact, OfficerPhone, OutboundMessage, PhoneClaim, Thread
from tests.factories import NOON, make_officer, make_tree
from tests.messaging.on_duty import Duty, Handset, sends
from tests.messaging.turning import Sender, a_line, tap, words_of
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def duty() -> Duty:
    return Duty.begins(registered=False)


@pytest.fixture
def head(duty) -> Handset:
    return duty.head


def asks(handset: Handset) -> PhoneClaim:
    return registration.ask(officer=handset.officer, line=handset.line, now=handset.now)


def other_phone(handset: Handset, number: int = 799) -> Handset:
    return Handset(handset.line, handset.officer, number, handset.now)


class TestRegistering:
    def test_takes_a_code_from_the_telephone_and_the_last_word_here(self, head):
        claim = asks(head)

        head.says(message(code_of(claim)))
        assert "go back to the portal" in head.read
        assert not OfficerPhone.objects.exists()

        phone = registration.confirm(officer=head.officer, now=head.now)
        assert phone.ending == head.phone[-2:]
        welcome = OutboundMessage.objects.get(reason=f"registered:{phone.pk}")
        assert "now registered for duty" in words_of(welcome)
        assert "another number" in words_of(welcome)

    @pytest.mark.parametrize(
        "typed",
        ["DUTY {0} {1}", "duty {0}{1}", " Duty: {0}-{1}. ", "ड्यूटी {0} {1}", "DUTY *{0} {1}*"],
    )
    def test_understands_how_people_type(self, head, typed):
        code = code_of(asks(head))

        assert code_in(typed.format(code[:4], code[4:])) == code

    def test_understands_devanagari_digits(self):
        assert code_in("ड्यूटी १२३४ ५६७८") == "12345678"

    @pytest.mark.parametrize(
        "typed", ["12345678", "duty tomorrow at 5", "on duty 12345678 he took money", ""]
    )
    def test_takes_nothing_else_for_a_code(self, typed):
        assert code_in(typed) == ""

    def test_opens_no_ticket_and_no_draft(self, head):
        asks(head)

        head.says("DUTY 0000 0000")

        assert "not valid" in head.read or "सही नहीं" in head.read
        assert not Ticket.objects.exists()
        assert not Contact.objects.filter(is_officer=False).exists()

    def test_needs_no_last_word_from_a_code_that_never_came(self, head):
        asks(head)

        with pytest.raises(UnableToRegister):
            registration.confirm(officer=head.officer, now=head.now)


class TestTheCode:
    def test_runs_out_after_ten_minutes(self, head):
        code = code_of(asks(head))

        head.says(message(code), after=601)

        assert PhoneClaim.objects.get().conversation is None

    def test_serves_one_telephone(self, head):
        code = code_of(asks(head))
        head.says(message(code))
        thief = other_phone(head)

        thief.says(message(code))

        assert PhoneClaim.objects.get().ending == head.phone[-2:]

    def test_of_an_earlier_wish_is_void(self, head):
        before = code_of(asks(head))
        asks(head)

        head.says(message(before))

        assert PhoneClaim.objects.get().conversation is None

    def test_must_be_confirmed_within_ten_minutes(self, head):
        head.says(message(code_of(asks(head))))

        with pytest.raises(UnableToRegister):
            registration.confirm(officer=head.officer, now=head.now + 10 * MINUTE)

    def test_is_guessed_at_five_times_and_then_slowly(self, head):
        claim = asks(head)
        stranger = other_phone(head)
        for _ in range(5):
            stranger.says("DUTY 0000 0001", after=1)

        stranger.says(message(code_of(claim)), after=1)

        assert PhoneClaim.objects.get().conversation is None
        assert "मिनट" in stranger.read or "minutes" in stranger.read

    def test_is_stored_nowhere(self, head):
        claim = asks(head)

        assert code_of(claim) not in repr(PhoneClaim.objects.values().get())

    def test_refused_by_the_officer_registers_nothing(self, head):
        thief = other_phone(head)
        thief.says(message(code_of(asks(head))))

        registration.refuse(officer=head.officer)

        with pytest.raises(UnableToRegister):
            registration.confirm(officer=head.officer, now=head.now)


class TestOneTelephone:
    def test_serves_one_officer(self, duty, head):
        head.registers()
        second = Handset(duty.line, make_officer(Role.DESK, duty.line.unit), head.number, head.now)
        claim = asks(second)

        second.says(message(code_of(claim)))

        assert "another officer" in second.read or "दूसरे अधिकारी" in second.read
        assert OfficerPhone.objects.get().officer == head.officer

    def test_takes_the_place_of_the_one_before_which_is_told(self, head):
        old = head.registers()
        new = other_phone(head)

        new.registers()

        assert OfficerPhone.objects.get().conversation != old.conversation
        farewell = OutboundMessage.objects.get(reason=f"removed:{old.pk}")
        assert farewell.conversation == old.conversation
        assert "no longer registered" in words_of(farewell)

    def test_can_be_removed_and_registered_again(self, head):
        head.registers()
        registration.remove(officer=head.officer, now=head.now)
        assert not OfficerPhone.objects.exists()

        assert head.registers()

    def test_dies_with_the_account(self, head):
        head.registers()
        head.officer.is_active = False
        head.officer.save()
        assert registration.phone_of(head.officer) is None

        registration.forget_left(now=head.now + timedelta(days=2))

        assert not OfficerPhone.objects.exists()
        assert not Alias.objects.filter(contact__is_officer=True).exists()

    def test_follows_its_officer_to_a_new_number(self, head):
        phone = head.registers()
        moved = {"type": "user_changed_number", "wa_id": "915550000888"}
        before = {"line": head.line, "sender": head.phone, "now": head.now}
        # WhatsApp names the old id beside the new number
        moved["previous_user_id"] = head.bsuid

        assert moves.relink(raw_system=moved, **before)

        phone.refresh_from_db()
        assert phone.ending == ""
        contact = phone.conversation.contact
        assert contact.aliases.filter(valid_to=None, kind="phone").count() == 1


class TestLines:
    def test_are_those_that_serve_the_officers_post(self):
        tree = make_tree()
        mine = a_line()
        mine.unit = tree.district
        mine.save()
        other = a_line()
        head = make_officer(Role.STATION_HEAD, tree.station)

        assert registration.lines_for(head) == [mine]
        with pytest.raises(UnableToRegister):
            registration.ask(officer=head, line=other, now=NOON)

    def test_are_none_without_a_post(self):
        a_line()

        assert registration.lines_for(make_officer()) == []


class TestWhoIsWho:
    def test_an_officers_words_never_open_a_ticket(self, head):
        head.registers()

        head.says("नदी के किनारे शराब बन रही है")
        head.says("tip")

        assert not Ticket.objects.exists()
        assert "This chat is for duty" in head.read
        assert "another number" in head.read
        assert not Contact.objects.filter(is_officer=False).exists()

    def test_danger_comes_first_even_here(self, head):
        head.registers()

        head.says("बचाओ मार डालेंगे")

        assert head.read.startswith("If someone is in danger, call *112*")

    def test_what_an_officer_told_as_a_citizen_is_not_tied_to_the_officer(self, duty, head):
        citizen = Sender(duty.line, number=head.number)
        told = citizen.tells()
        head.now = citizen.now
        phone = head.registers()

        thread = Thread.objects.get(ticket=told)
        assert thread.conversation.contact != phone.conversation.contact
        indexes = [bytes(row.index) for row in Alias.objects.all()]
        assert len(indexes) == len(set(indexes)) == 4  # two addresses, as citizen and as officer

    def test_a_citizens_taps_stay_a_citizens_after_the_telephone_is_registered(self, duty, head):
        citizen = Sender(duty.line, number=head.number)
        citizen.tells()
        head.now = citizen.now
        head.registers()
        citizen.now = head.now

        citizen.says(tap("status:"))

        assert citizen.talk.contact.is_officer is False

    def test_a_citizen_is_never_taken_for_an_officer(self, duty, head):
        head.registers()
        citizen = Sender(duty.line, number=3, now=head.now)

        assert citizen.tells().line == duty.line

    def test_once_removed_the_telephone_is_a_citizens_again(self, duty, head):
        head.registers()
        registration.remove(officer=head.officer, now=head.now)
        citizen = Sender(duty.line, number=head.number, now=head.now)

        assert citizen.tells()


def test_nothing_is_sent_to_a_telephone_that_was_forgotten(head):
    head.registers()
    registration.remove(officer=head.officer, now=head.now)
    registration.forget_left(now=head.now + timedelta(days=2))
    queued = OutboundMessage.objects.order_by("created_at")

    states = {sends(message, head.now).state for message in queued}

    assert states == {OutboundMessage.State.SUPPRESSED}
