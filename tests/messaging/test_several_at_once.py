"""Turns and messages that go round together: what one costs, and what one must not do to others."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import Line
from messaging import fates, listening, outbox, postbag, replies, rounds, statuses, turns
from messaging.models import Conversation, EarlyStatus, InboundMessage, OutboundMessage
from tests.factories import NOON
from tests.messaging.sending import another_citizen, sending
from tests.messaging.turning import Sender, a_line, text, words_of
from tickets.stopping import TimeIsUp
from vault.secret import Secret

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

    @pytest.mark.parametrize("count", [1, 10])
    def test_ten_first_messages_cost_as_many_as_one(self, count):
        talks = [sender.arrives(text(TIP)) for sender in senders(count)]

        with CaptureQueriesContext(connection) as asked:
            take_each(talks)

        assert len(asked) <= 14

    def test_the_next_one_costs_a_look_or_two_at_the_map_besides(self):
        [asha] = senders(1)
        asha.says(TIP)
        talk = asha.arrives(text("रात में"))

        with CaptureQueriesContext(connection) as asked:
            turns.take_each(conversation_ids=[talk], now=asha.now)

        assert len(asked) <= 17

    def test_a_second_hint_finds_nothing_to_do_and_stores_nothing(self):
        [asha] = senders(1)
        asha.says(TIP)

        with CaptureQueriesContext(connection) as asked:
            turns.take(conversation_id=asha.talk.pk, now=asha.now)

        assert [one["sql"] for one in asked if one["sql"].startswith(("UPDATE", "INSERT"))] == []

    def test_six_citizens_are_sent_their_answers_by_one_claim(self, settings):
        with sending(settings) as world:
            talks = [world.conversation, *(another_citizen(world, name) for name in "BCDEF")]
            keys = [world.says(conversation=talk, entry=None).pk for talk in talks]

            with CaptureQueriesContext(connection) as asked:
                outbox.send(message_ids=keys, clock=lambda: world.now)

            sent = OutboundMessage.objects.filter(state=State.SENT)
            assert sent.count() == 6

        # how many are recorded together is a matter of when WhatsApp answers each
        for once in ('"claimed_at" = ', 'FROM "messaging_alias"', 'FROM "districts_line"'):
            assert len([one for one in asked if once in one["sql"]]) == 1, once


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
        failing(monkeypatch, broken, ValueError("a fault of ours"))

        result = take_each([first, broken, last])

        waiting = InboundMessage.objects.filter(state=InboundMessage.State.WAITING)
        assert list(waiting.values_list("conversation", flat=True)) == [broken]
        assert len(result.messages) == OutboundMessage.objects.count() == 2

    def test_a_message_that_cannot_be_heard_is_put_off_and_the_others_are_heard(self, monkeypatch):
        first, broken, last = senders(3)
        talks = [first.arrives(text(TIP)), broken.arrives(text("?"), text(TIP), text("रात में"))]
        talks.append(last.arrives(text(TIP)))
        bad = InboundMessage.objects.filter(conversation=talks[1]).earliest("pk")
        opened = listening.opened

        def fails(row):
            if row.pk == bad.pk:
                raise ValueError("unreadable")
            return opened(row)

        monkeypatch.setattr(listening, "opened", fails)

        result = take_each(talks)

        [waits] = InboundMessage.objects.filter(state=InboundMessage.State.WAITING)
        assert (waits.pk, waits.attempts) == (bad.pk, 1)
        answered = OutboundMessage.objects.filter(pk__in=result.messages)
        assert set(answered.values_list("conversation", flat=True)) == set(talks)

    def test_when_the_time_is_up_nothing_has_happened_and_none_is_begun(self, monkeypatch):
        talks = [sender.arrives(text(TIP)) for sender in senders(3)]
        begun = failing(monkeypatch, talks[1], TimeIsUp())

        with pytest.raises(TimeIsUp):
            take_each(talks)

        assert begun == talks[:2]
        assert turns.waiting(now=NOON + timedelta(hours=1)) == talks
        assert not OutboundMessage.objects.exists()

    def test_very_many_messages_make_no_round(self):
        few, many = senders(2)
        flood = [text(f"{TIP} {number}") for number in range(rounds.MOST)]
        talks = [few.arrives(text(TIP)), many.arrives(*flood)]

        whole = rounds.take(conversation_ids=talks, now=NOON + timedelta(minutes=1))

        assert (whole.messages, list(whole.left)) == ([], talks)

    def test_a_line_that_changes_counts_from_the_next_round_on(self):
        asha, other = senders(2)
        talk = asha.arrives(text(TIP))
        take_each([talk])
        Line.objects.filter(pk=asha.line.pk).update(texts={"hi": {"greeting": "नया नाम"}})

        result = take_each([other.arrives(text(TIP))])

        [answer] = OutboundMessage.objects.filter(pk__in=result.messages)
        assert "नया नाम" in words_of(answer)

    def test_only_who_was_overlooked_is_hinted_at_again(self):
        [asha] = senders(1)
        talk = asha.arrives(text(TIP))

        assert turns.overlooked(now=asha.now) == []
        assert turns.overlooked(now=asha.now + turns.ON_ITS_WAY) == [[talk]]

    def test_who_was_overlooked_goes_round_with_others_but_after_long_alone(self):
        talks = [sender.arrives(text(TIP)) for sender in senders(rounds.SIZE + 1)]

        soon = turns.overlooked(now=NOON + timedelta(seconds=70))
        late = turns.overlooked(now=NOON + timedelta(minutes=1) + turns.LONG)

        assert soon == [talks[:-1], talks[-1:]]
        assert late == [[talk] for talk in talks]


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

        outbox.send(message_ids=[one.pk for one in reversed(messages)], clock=lambda: world.now)

        assert world.asha.heard == ["0", "1", "2", "3", "4"]
        assert max(together) == 1

    def test_while_whatsapp_hangs_no_other_worker_overtakes(self, world, monkeypatch):
        messages = [world.says(f"{number}") for number in range(4)]
        moments = [world.now]
        deliver = postbag.deliver

        def hangs(claimed, now):
            if claimed and claimed[0].pk == messages[2].pk:
                outbox.send(message_ids=[messages[3].pk], clock=lambda: moments[-1])
            deliver(claimed, now)
            moments.append(moments[-1] + outbox.CLAIM_LASTS * 0.6)

        monkeypatch.setattr(postbag, "deliver", hangs)

        outbox.send(message_ids=[messages[0].pk], clock=lambda: moments[-1])

        assert world.asha.heard == ["0", "1", "2", "3"]

    def test_what_cannot_be_recorded_together_is_recorded_one_by_one(self, world, monkeypatch):
        talks = [world.conversation, *(another_citizen(world, name) for name in "BCD")]
        messages = [world.says(conversation=talk, entry=None) for talk in talks]
        accepted = fates.accepted

        def fails(taken, now):
            if len(taken) > 1 or taken[0][0].pk == messages[2].pk:
                raise ValueError("a fault of ours")
            accepted(taken, now)

        monkeypatch.setattr(fates, "accepted", fails)

        outbox.send(message_ids=[one.pk for one in messages], clock=lambda: world.now)

        states = [world.look(one).state for one in messages]
        assert states == [State.SENT, State.SENT, State.SENDING, State.SENT]

    def test_statuses_that_came_first_reach_each_its_own_message(self, world):
        talks = [world.conversation, another_citizen(world, "B")]
        first, second = [world.says(conversation=talk, entry=None) for talk in talks]
        taken = [(first, Secret("wamid.A")), (second, Secret("wamid.B"))]
        for provider_id, status in (("wamid.A", "delivered"), ("wamid.B", "read")):
            statuses.apply(line=world.line, raw={"id": provider_id, "status": status}, now=NOON)

        fates.accepted(taken, world.now)

        progress = [world.look(one).progress for one in (first, second)]
        assert progress == [OutboundMessage.Progress.DELIVERED, OutboundMessage.Progress.READ]
        assert not EarlyStatus.objects.exists()

    def test_one_that_cannot_be_made_ready_leaves_the_others_alone(self, world, monkeypatch):
        broken = world.says(conversation=_another(world.conversation))
        fine = world.says("कार्रवाई हुई।")
        address_of = postbag.identity.address_of

        def fails(contact):
            if contact.pk == broken.conversation.contact_id:
                raise ValueError("a fault of ours")
            return address_of(contact)

        monkeypatch.setattr(postbag.identity, "address_of", fails)

        outbox.send(message_ids=[broken.pk, fine.pk], clock=lambda: world.now)

        assert [world.look(one).state for one in (broken, fine)] == [State.SENDING, State.SENT]

    def test_when_the_time_is_up_nothing_more_is_posted(self, world, monkeypatch):
        message = world.says("कार्रवाई हुई।")

        def runs_out(contact):
            raise TimeIsUp

        monkeypatch.setattr(postbag.identity, "address_of", runs_out)

        with pytest.raises(TimeIsUp):
            outbox.send(message_ids=[message.pk], clock=lambda: world.now)
        assert world.look(message).state == State.SENDING

    def test_one_that_whatsapp_refuses_leaves_the_others_alone(self, world):
        strange = world.says(conversation=_another(world.conversation))
        fine = world.says("कार्रवाई हुई।")

        outbox.send(message_ids=[strange.pk, fine.pk], clock=lambda: world.now)

        assert [world.look(one).state for one in (strange, fine)] == [State.SUPPRESSED, State.SENT]


def failing(monkeypatch, conversation_id: int, error: Exception) -> list[int]:
    """Let the answers of one talk fail; return, as they are begun, whose answers are drafted."""
    drafted, begun = replies.drafted, []

    def fails(talk, *about, **more):
        begun.append(talk.pk)
        if talk.pk == conversation_id:
            raise error
        return drafted(talk, *about, **more)

    monkeypatch.setattr(replies, "drafted", fails)
    return begun


def _another(talk: Conversation) -> Conversation:
    """Return the talk of somebody else on the same line, of whom no address is kept."""
    contact = type(talk.contact).objects.create(portfolio=talk.contact.portfolio, created_on=NOON)
    return Conversation.objects.create(contact=contact, line=talk.line, last_inbound_at=NOON)
