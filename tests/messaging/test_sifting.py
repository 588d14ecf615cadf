"""A flood of one sender delays nobody else, loses nothing, and hides no cry for help."""

from datetime import timedelta

import pytest

from districts.models import Role
from messaging import measures, piles, turns
from messaging.models import Contact, InboundMessage, Notice, OutboundMessage, Pile
from tests.factories import make_officer
from tests.messaging.on_duty import Duty, Handset
from tests.messaging.turning import Sender, a_line, tap, words_of
from tickets import events
from tickets.models import Ticket
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import silencing

pytestmark = pytest.mark.django_db
LIMITS = {"burst": 10, "per_hour": 60, "longest_wait_minutes": 5}
State = InboundMessage.State


@pytest.fixture
def line():
    return a_line(shaping=LIMITS)


@pytest.fixture
def sender(line):
    return Sender(line)


def flood(sender, count, *, last=""):
    return sender.says(*[f"संदेश {n}" for n in range(count)], *([last] if last else []))


def states():
    return {
        state.value: InboundMessage.objects.filter(state=state).count()
        for state in (State.DONE, State.WAITING, State.HELD)
    }


def test_everything_of_a_flood_is_kept_and_most_of_it_is_one_row(sender):
    flood(sender, 72)

    assert states() == {"done": 10, "waiting": 5, "held": 57}
    assert Pile.objects.get().count == 57
    assert InboundMessage.objects.filter(box=None).count() == 0


def test_the_sender_is_told_once_that_nothing_is_lost(sender):
    for _ in range(3):
        flood(sender, 72)

    told = OutboundMessage.objects.filter(reason__startswith="pile:")
    assert told.count() == 1
    assert "112" in words_of(told.get())


def test_a_cry_for_help_in_a_flood_is_heard_first(sender):
    flood(sender, 72, last="बचाओ, मेरी जान ख़तरे में है")

    assert Ticket.objects.filter(priority=Ticket.Priority.EMERGENCY).count() == 1
    assert "112" in sender.read


def test_what_waits_is_heard_when_its_time_comes(sender):
    flood(sender, 15)
    assert states()["waiting"] == 5

    later = sender.now + timedelta(minutes=6)
    assert turns.waiting(now=later) == [sender.talk.pk]
    turns.take(conversation_id=sender.talk.pk, now=later)

    assert states() == {"done": 15, "waiting": 0, "held": 0}


def test_others_do_not_wait(line, sender):
    flood(sender, 200)
    other = Sender(line, number=2, now=sender.now)

    other.says("चोरी हुई है")

    assert other.answers
    assert not other.talk.inbound.exclude(state=State.DONE).exists()


def test_a_class_of_thirty_first_time_users_is_not_an_attack():
    line = a_line()
    for number in range(1, 31):
        pupil = Sender(line, number=number)
        pupil.says("नमस्ते", after=1)
        assert pupil.answers
        pupil.says("स्कूल के पास नशा बिकता है", after=1)

    assert states() == {"done": 60, "waiting": 0, "held": 0}
    assert not Pile.objects.exists()


def test_the_desk_takes_a_pile_up_with_one_press(client, line, sender):
    flood(sender, 72)
    desk, pile = make_officer(Role.DESK, line.unit), Pile.objects.get()
    client.force_login(desk)
    assert "57" in client.get("/set-aside/").content.decode()

    assert client.post(f"/set-aside/{pile.pk}/").status_code == 302
    for conversation_id in piles.release(now=sender.now):
        while turns.take(conversation_id=conversation_id, now=sender.now).messages:
            pass

    assert states()["held"] == 0
    assert states()["done"] == 67
    assert piles.release(now=sender.now) == []
    pile.refresh_from_db()
    assert pile.asked_for_by == desk


def test_a_pile_is_no_business_of_a_station_or_another_district(client, line, sender):
    flood(sender, 72)
    pile = Pile.objects.get()
    for who in (make_officer(Role.STATION_HEAD, line.unit), make_officer(Role.DESK, a_line().unit)):
        client.force_login(who)
        assert str(pile.pk) not in client.get("/set-aside/").content.decode()
        assert client.post(f"/set-aside/{pile.pk}/").status_code == 404


def test_too_much_about_police_lies_before_those_above_and_before_no_desk(client, line, sender):
    sender.says(*[f"daroga paise leta hai {n}" for n in range(30)])

    pile = Pile.objects.get()
    assert pile.why == Pile.Why.POLICE
    for role, sees in ((Role.DESK, False), (Role.WATCH, False), (Role.CHIEF, True)):
        client.force_login(make_officer(role, line.unit))
        assert (str(pile.pk) in client.get("/set-aside/").content.decode()) is sees
        assert client.post(f"/set-aside/{pile.pk}/").status_code == (302 if sees else 404)


class TestSilencing:
    @pytest.fixture
    def ticket(self, sender):
        return sender.tells()

    @pytest.fixture
    def desk(self, line):
        return make_officer(Role.DESK, line.unit)

    def silences(self, ticket, desk, how="block", days=7, at=None):
        about = {"ticket_id": ticket.pk, "by": desk, "at": at}
        silencing.silence(**about, how=how, days=days, reason="गालियाँ")
        measures.apply(now=at)

    def test_a_blocked_sender_is_kept_and_answered_once(self, sender, ticket, desk):
        self.silences(ticket, desk, at=sender.now)
        before = Ticket.objects.count()

        for _ in range(3):
            sender.says("फिर से")

        assert Ticket.objects.count() == before
        pile = Pile.objects.get(why=Pile.Why.BLOCKED)
        assert pile.count == 3
        told = OutboundMessage.objects.get(reason=f"pile:{pile.pk}")
        assert "112" in words_of(told)
        assert sender.answers == []

    def test_danger_now_passes_a_block(self, sender, ticket, desk):
        self.silences(ticket, desk, at=sender.now)

        sender.says("बचाओ, मेरी जान ख़तरे में है")

        assert "112" in sender.read
        assert not Pile.objects.exists()

    def test_no_desk_can_block_words_about_police(self, line, sender, ticket, desk):
        self.silences(ticket, desk, at=sender.now)
        chief = make_officer(Role.CHIEF, line.unit)

        sender.says("daroga har mahine sharab wale se paisa leta hai")
        sender.says("पता नहीं")
        turns.settle_quiet_drafts(now=sender.now + timedelta(hours=2))

        # on a ticket of their own, or on the one just sent, which the desk sees no more
        accusing = Ticket.objects.get(events__note__startswith="daroga")
        assert accusing.is_restricted
        assert Ticket.objects.visible_to(chief).filter(pk=accusing.pk).exists()
        assert not Ticket.objects.visible_to(desk).filter(pk=accusing.pk).exists()
        assert Pile.objects.get().count == 1  # the rest stays blocked

    def test_a_block_ends_by_itself(self, sender, ticket, desk):
        self.silences(ticket, desk, days=1, at=sender.now)

        sender.says("अब सुनिए", after=25 * 3600)

        assert sender.answers
        assert not Pile.objects.exists()

    def test_it_can_be_taken_back_and_what_came_meanwhile_is_heard(self, sender, ticket, desk):
        self.silences(ticket, desk, at=sender.now)
        sender.says("ज़रूरी बात")
        silencing.unsilence(ticket_id=ticket.pk, by=desk, at=sender.now)

        assert measures.apply(now=sender.now) == 1
        [talk] = piles.release(now=sender.now)
        turns.take(conversation_id=talk, now=sender.now)

        assert Contact.objects.get().blocked_until is None
        assert not InboundMessage.objects.filter(state=State.HELD).exists()

    def test_the_history_says_who_why_and_until_when(self, sender, ticket, desk):
        self.silences(ticket, desk, at=sender.now)

        event = ticket.events.get(kind=events.SILENCED)
        assert (event.by, event.note, event.data["how"]) == (desk, "गालियाँ", "block")
        assert event.data["until"] == (sender.now + timedelta(days=7)).isoformat()

    def test_it_is_carried_out_once(self, sender, ticket, desk):
        self.silences(ticket, desk, at=sender.now)
        Contact.objects.update(blocked_until=None)

        assert measures.apply(now=sender.now) == 0
        assert Contact.objects.get().blocked_until is None

    def test_never_for_ever_and_never_by_a_station(self, sender, ticket, desk):
        with pytest.raises(Unacceptable):
            self.silences(ticket, desk, days=100_000, at=sender.now)
        with pytest.raises(NotAllowed):
            self.silences(ticket, make_officer(Role.WATCH, ticket.unit), at=sender.now)
        with pytest.raises(DoesNotFollow):
            silencing.unsilence(ticket_id=ticket.pk, by=desk, at=sender.now)

    def test_a_muted_sender_is_ticketed_without_notices(self, sender, ticket, desk):
        self.silences(ticket, desk, how="mute", at=sender.now)

        sender.says(tap("new"))
        again = sender.tells("बाज़ार में जुआ चल रहा है")

        assert again.pk != ticket.pk
        assert again.is_quiet
        assert not ticket.is_quiet

    def test_danger_is_never_muted_and_a_muting_ends(self, sender, ticket, desk):
        self.silences(ticket, desk, how="mute", days=1, at=sender.now)

        sender.says("बचाओ, वो लोग मार डालेंगे")
        cry = Ticket.objects.latest("pk")
        sender.says(tap("new"), after=25 * 3600)
        later = sender.tells("बाज़ार में जुआ चल रहा है")

        assert (cry.priority, cry.is_quiet) == (Ticket.Priority.EMERGENCY, False)
        assert (later.priority, later.is_quiet) == (Ticket.Priority.ORDINARY, False)

    def test_the_desk_hears_of_no_muted_ticket_and_the_station_of_what_it_is_given(self):
        duty = Duty.begins()
        desk = Handset(duty.line, make_officer(Role.DESK, duty.line.unit), 702)
        desk.registers()
        duty.head.now = desk.now
        ticket = duty.ticket(at=desk.now, is_quiet=True)

        duty.tells()
        assert not Notice.objects.exists()

        duty.forwards(ticket)
        assert [one.event.kind for one in duty.head.told()] == [events.FORWARDED]

    def test_the_danger_button_passes_a_block_too(self, sender, ticket, desk):
        self.silences(ticket, desk, at=sender.now)

        sender.says(tap("danger"))

        assert "112" in sender.read
        assert not Pile.objects.exists()
