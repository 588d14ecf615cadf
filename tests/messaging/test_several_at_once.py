"""Turns and messages that go round together: what one costs, and what one must not do to others."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging import outbox, postbag, turns
from messaging.models import Conversation, InboundMessage, OutboundMessage
from tests.factories import NOON
from tests.messaging.sending import sending
from tests.messaging.turning import Sender, a_line, text
from tickets.stopping import TimeIsUp

pytestmark = pytest.mark.django_db
TIP = "नदी के किनारे शराब बन रही है"
State = OutboundMessage.State


def senders(count: int) -> list[Sender]:
    line = a_line()
    return [Sender(line, number) for number in range(1, count + 1)]


def take_each(talks: list[int]) -> turns.Result:
    return turns.take_each(conversation_ids=talks, now=NOON + timedelta(minutes=1))


class TestWhatItCosts:
    """In statements: seconds belong to one machine, and a statement costs a millisecond."""

    def test_the_first_message_of_a_citizen_takes_one_turn(self):
        [asha] = senders(1)
        talk = asha.arrives(text(TIP))

        with CaptureQueriesContext(connection) as asked:
            take_each([talk])

        assert len(asked) <= 15

    def test_the_next_one_costs_a_look_at_the_map_besides(self):
        [asha] = senders(1)
        asha.says(TIP)
        talk = asha.arrives(text("रात में"))

        with CaptureQueriesContext(connection) as asked:
            turns.take(conversation_id=talk, now=asha.now)

        assert len(asked) <= 17

    def test_a_second_hint_finds_nothing_to_do_and_stores_nothing(self):
        [asha] = senders(1)
        asha.says(TIP)

        with CaptureQueriesContext(connection) as asked:
            turns.take(conversation_id=asha.talk.pk, now=asha.now)

        assert [one["sql"] for one in asked if one["sql"].startswith(("UPDATE", "INSERT"))] == []

    def test_six_citizens_are_sent_their_answers_by_one_claim(self, settings):
        with sending(settings) as world:
            talks = [_another(world.conversation) for _ in range(6)]
            messages = [world.says(conversation=talk, entry=None) for talk in talks]

            with CaptureQueriesContext(connection) as asked:
                outbox.send(message_ids=[message.pk for message in messages], now=world.now)

        claims = [one for one in asked if '"claimed_at" = ' in one["sql"]]
        assert len(claims) == 1
        # begin, find, claim, end; an address each; nothing is sent to who has none; who is next
        assert len(asked) <= 4 + 6 * 5 + 1


class TestTurnsTogether:
    def test_each_is_answered_and_what_was_heard_is_taken_from_each_bucket(self):
        talks = [sender.arrives(text(TIP)) for sender in senders(3)]

        result = take_each(talks)

        rows = Conversation.objects.filter(pk__in=talks, tokens_at=NOON + timedelta(minutes=1))
        assert rows.count() == 3

        told = OutboundMessage.objects.filter(pk__in=result.messages)
        assert sorted(told.values_list("conversation", flat=True)) == sorted(talks)

    def test_one_that_fails_leaves_the_others_alone(self, monkeypatch):
        first, broken, last = [sender.arrives(text(TIP)) for sender in senders(3)]
        take = turns.take

        def fails(*, conversation_id, now):
            if conversation_id == broken:
                raise ValueError("a fault of ours")
            return take(conversation_id=conversation_id, now=now)

        monkeypatch.setattr(turns, "take", fails)

        take_each([first, broken, last])

        waiting = InboundMessage.objects.filter(state=InboundMessage.State.WAITING)
        assert list(waiting.values_list("conversation", flat=True)) == [broken]

    def test_when_the_time_is_up_none_is_begun_any_more(self, monkeypatch):
        talks, begun = [sender.arrives(text(TIP)) for sender in senders(2)], []

        def runs_out(*, conversation_id, now):
            begun.append(conversation_id)
            raise TimeIsUp

        monkeypatch.setattr(turns, "take", runs_out)

        with pytest.raises(TimeIsUp):
            take_each(talks)
        assert begun == talks[:1]

    def test_only_who_was_overlooked_is_hinted_at_again(self):
        [asha] = senders(1)
        talk = asha.arrives(text(TIP))

        assert turns.overlooked(now=asha.now) == []
        assert turns.overlooked(now=asha.now + turns.ON_ITS_WAY) == [talk]


class TestMessagesTogether:
    @pytest.fixture
    def world(self, settings):
        with sending(settings) as world:
            yield world

    def test_what_goes_to_one_citizen_goes_in_order_and_never_side_by_side(
        self, world, monkeypatch
    ):
        messages = [world.says(f"{number}") for number in range(5)]
        together, deliver = [], postbag.deliver

        def watched(claimed, now):
            together.append(len(claimed))
            deliver(claimed, now)

        monkeypatch.setattr(postbag, "deliver", watched)

        outbox.send(message_ids=[one.pk for one in reversed(messages)], now=world.now)

        assert world.asha.heard == ["0", "1", "2", "3", "4"]
        assert max(together) == 1

    def test_one_that_cannot_be_made_ready_leaves_the_others_alone(self, world, monkeypatch):
        broken = world.says(conversation=_another(world.conversation))
        fine = world.says("कार्रवाई हुई।")
        address_of = postbag.identity.address_of

        def fails(contact):
            if contact.pk == broken.conversation.contact_id:
                raise ValueError("a fault of ours")
            return address_of(contact)

        monkeypatch.setattr(postbag.identity, "address_of", fails)

        outbox.send(message_ids=[broken.pk, fine.pk], now=world.now)

        assert [world.look(one).state for one in (broken, fine)] == [State.SENDING, State.SENT]

    def test_when_the_time_is_up_nothing_more_is_posted(self, world, monkeypatch):
        message = world.says("कार्रवाई हुई।")

        def runs_out(contact):
            raise TimeIsUp

        monkeypatch.setattr(postbag.identity, "address_of", runs_out)

        with pytest.raises(TimeIsUp):
            outbox.send(message_ids=[message.pk], now=world.now)
        assert world.look(message).state == State.SENDING

    def test_one_that_whatsapp_refuses_leaves_the_others_alone(self, world):
        strange = world.says(conversation=_another(world.conversation))
        fine = world.says("कार्रवाई हुई।")

        outbox.send(message_ids=[strange.pk, fine.pk], now=world.now)

        assert [world.look(one).state for one in (strange, fine)] == [State.SUPPRESSED, State.SENT]


def _another(talk: Conversation) -> Conversation:
    """Return the talk of somebody else on the same line, of whom no address is kept."""
    contact = type(talk.contact).objects.create(portfolio=talk.contact.portfolio, created_on=NOON)
    return Conversation.objects.create(contact=contact, line=talk.line, last_inbound_at=NOON)
