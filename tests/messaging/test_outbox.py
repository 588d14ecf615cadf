"""What we say goes out once, in order, and its fate is known; against WhatsApp over real HTTP."""

import threading
from datetime import timedelta
from itertools import permutations

import pytest
from django.db import connection

from messaging import circuit, outbox, statuses, templates
from messaging.models import OutboundMessage, Template, ThreadEntry
from tests.messaging.sending import approve_template, sending

State, Progress = OutboundMessage.State, OutboundMessage.Progress
Told = ThreadEntry.Told

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings):
    with sending(settings) as world:
        yield world


def test_a_message_reaches_the_citizen_and_the_desk_reads_told(world):
    message = world.sends(world.says("कार्रवाई हुई।"))

    assert world.asha.heard == ["कार्रवाई हुई।"]
    assert (message.state, message.entry.told) == (State.SENT, Told.TOLD)


def test_the_provider_id_is_kept_as_a_keyed_index_only(world):
    message = world.sends(world.says())

    sent_id = world.asha.chat[-1].id
    kept = str(OutboundMessage.objects.filter(pk=message.pk).values().get())
    assert len(bytes(message.index)) == 32
    assert sent_id not in kept and world.asha.person.phone not in kept


def test_the_same_reason_is_said_once(world):
    first = world.says(reason="event:7")
    second = world.says(reason="event:7")

    assert first.pk == second.pk


def test_a_message_already_sent_is_not_sent_again(world):
    message = world.sends(world.says())

    world.sends(message)

    assert len(world.asha.heard) == 1


def test_messages_of_one_citizen_leave_in_order_whichever_is_tried_first(world):
    first, second = world.says("पहला"), world.says("दूसरा")

    world.sends(second)
    world.sends(first)

    assert world.asha.heard == ["पहला", "दूसरा"]


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])))
def test_statuses_only_raise_the_progress(world, order):
    message = world.sends(world.says())

    for word in order:
        raw = {"id": world.asha.chat[-1].id, "status": word, "timestamp": "1790000000"}
        statuses.apply(line=world.line, raw=raw, now=world.now)

    assert world.look(message).progress == Progress.READ


def test_a_status_before_our_own_answer_is_not_lost(world):
    world.stage.faults.set("status_before_answer")
    message = world.says()

    world.hears_statuses()
    world.sends(message)
    world.hears_statuses()

    assert world.look(message).progress >= Progress.SENT


class TestWhenTheAnswerIsLost:
    def test_a_message_that_was_taken_is_settled_by_its_status(self, world):
        world.stage.faults.set("timeout_after_accept", times=1, seconds=1)
        message = world.sends(world.says())
        assert message.state == State.UNKNOWN

        world.hears_statuses()
        world.recovers(later=3600)

        assert world.look(message).state == State.SENT
        assert len(world.asha.heard) == 1

    def test_a_message_nobody_heard_of_is_sent_once_more_and_counted(self, world):
        world.stage.faults.set("timeout_before_accept", times=1, seconds=1)
        message = world.sends(world.says())

        assert world.recovers(later=60) == []
        assert world.recovers(later=16 * 60) == [message.pk]
        sent = world.sends(message, later=16 * 60)

        assert (sent.state, sent.resent_after_unknown) == (State.SENT, True)
        assert len(world.asha.heard) == 1

    def test_after_a_second_silence_the_desk_reads_perhaps_told(self, world):
        world.stage.faults.set("timeout_before_accept", seconds=1)
        message = world.sends(world.says())
        world.recovers(later=16 * 60)
        world.sends(message, later=16 * 60)

        world.recovers(later=40 * 60)

        settled = world.look(message)
        assert (settled.state, settled.entry.told) == (State.FAILED, Told.UNCERTAIN)

    def test_a_worker_killed_while_sending_leaves_an_unknown_message(self, world):
        message = world.says()
        OutboundMessage.objects.filter(pk=message.pk).update(
            state=State.SENDING, claimed_at=world.now
        )

        world.recovers(later=119)
        assert world.look(message).state == State.SENDING
        world.recovers(later=120)
        assert world.look(message).state == State.UNKNOWN


class TestErrors:
    def test_a_passing_error_is_tried_again_with_a_pause(self, world):
        world.stage.faults.set("send_error", times=1, code=131000)
        message = world.sends(world.says())
        assert message.state == State.QUEUED
        assert message.not_before > world.now

        assert world.sends(message, later=60).state == State.SENT

    def test_after_six_attempts_a_human_is_asked(self, world, caplog):
        world.stage.faults.set("send_error", code=131000)
        message = world.says()

        for attempt in range(1, 7):
            message = world.sends(message, later=attempt * 3600)

        assert (message.state, message.entry.told) == (State.FAILED, Told.UNREACHABLE)
        assert "message given up" in caplog.text

    def test_one_person_written_to_too_fast_waits_longer_each_time(self, world):
        world.stage.faults.set("send_error", code=131056)
        message = world.says()

        pauses = []
        for attempt in (1, 2, 3):
            later = attempt * 100
            message = world.sends(message, later=later)
            pauses.append((message.not_before - world.now).total_seconds() - later)

        assert pauses == [4, 16, 64]

    def test_a_person_who_cannot_be_reached_is_given_up_at_once(self, world):
        world.stage.faults.set("send_error", code=131026)

        message = world.sends(world.says())

        assert (message.state, message.entry.told) == (State.FAILED, Told.UNREACHABLE)

    def test_a_failure_reported_later_is_treated_the_same(self, world):
        world.stage.faults.set("fail_later", code=131026)
        message = world.sends(world.says())
        assert message.state == State.SENT

        world.hears_statuses()

        failed = world.look(message)
        assert (failed.state, failed.entry.told) == (State.FAILED, Told.UNREACHABLE)

    def test_a_revoked_token_stops_the_number_and_fails_nothing(self, world):
        world.stage.faults.set("token_revoked")
        message = world.sends(world.says())

        assert (message.state, message.attempts) == (State.QUEUED, 0)
        assert circuit.stopped() == [world.line.code]
        assert world.recovers(later=1) == []

        world.stage.faults.clear()
        assert world.recovers(later=31) == [message.pk]
        assert world.sends(message, later=31).state == State.SENT
        assert circuit.stopped() == []

    def test_a_page_of_some_proxy_leaves_the_fate_open(self, world):
        world.stage.faults.set("error_page", times=1)

        assert world.sends(world.says()).state == State.UNKNOWN

    def test_when_nobody_listens_nothing_was_sent(self, world, settings):
        settings.WHATSAPP_API_URL = "http://127.0.0.1:9"

        message = world.sends(world.says())

        assert (message.state, message.attempts) == (State.QUEUED, 1)

    def test_no_error_carries_an_address_or_words(self, world, caplog):
        world.stage.faults.set("send_error", code=100)

        world.sends(world.says("गुप्त बात"))

        assert "गुप्त" not in caplog.text
        assert world.asha.person.phone not in caplog.text
        assert world.asha.person.bsuid not in caplog.text


class TestWindow:
    DAY_LATER = 24 * 3600 + 10

    def test_after_a_day_a_neutral_template_goes_instead(self, world):
        approve_template(world)
        world.stage.travel(seconds=self.DAY_LATER)
        message = world.says("कार्रवाई हुई।", template="answer_waiting")

        sent = world.sends(message, later=self.DAY_LATER)

        assert (sent.state, sent.entry.told) == (State.SENT, Told.NOTICE_SENT)
        assert all("कार्रवाई" not in heard for heard in world.asha.heard)

    def test_without_an_approved_template_the_desk_reads_why(self, world):
        world.stage.travel(seconds=self.DAY_LATER)
        message = world.says(template="answer_waiting")

        failed = world.sends(message, later=self.DAY_LATER)

        assert (failed.state, failed.entry.told) == (State.FAILED, Told.WINDOW_CLOSED)

    @pytest.mark.parametrize(("seconds", "as_template"), [(85799, False), (85800, True)])
    def test_the_window_is_taken_as_closed_ten_minutes_early(self, world, seconds, as_template):
        approve_template(world)
        said_at = world.conversation.last_inbound_at
        message = world.says(template="answer_waiting")

        outbox.send(message_ids=[message.pk], clock=lambda: said_at + timedelta(seconds=seconds))

        assert world.look(message).sent_as_template is as_template

    def test_a_doubtful_refusal_is_tried_once_more_and_then_by_template(self, world):
        approve_template(world)
        world.stage.faults.set("false_window_closed", times=1)
        message = world.sends(world.says(template="answer_waiting"))
        assert message.state == State.QUEUED

        sent = world.sends(message, later=31)

        assert (sent.state, sent.sent_as_template) == (State.SENT, True)

    def test_the_citizens_language_is_preferred_and_another_will_do(self, world):
        approve_template(world, "en")
        world.stage.travel(seconds=self.DAY_LATER)

        sent = world.sends(world.says(template="answer_waiting"), later=self.DAY_LATER)

        assert sent.state == State.SENT

    def test_what_could_not_be_said_is_said_when_the_citizen_writes_again(self, world):
        world.stage.travel(seconds=self.DAY_LATER)
        message = world.sends(world.says("कार्रवाई हुई।"), later=self.DAY_LATER)
        assert message.state == State.FAILED

        world.asha.types("क्या हुआ?")
        later = world.now + timedelta(seconds=self.DAY_LATER)
        conversation = world.conversation
        conversation.last_inbound_at = later
        conversation.save()
        assert outbox.revive(conversations=[conversation], now=later) == 1

        assert world.sends(message, later=self.DAY_LATER).state == State.SENT
        assert world.asha.heard[-1] == "कार्रवाई हुई।"

    def test_a_refused_template_is_taken_out_of_use_and_another_goes(self, world):
        templates.synchronise(now=world.now)
        templates.synchronise(now=world.now)
        world.stage.travel(seconds=self.DAY_LATER)
        world.stage.faults.set("send_error", code=132015, times=1)

        message = world.sends(world.says(template="answer_waiting"), later=self.DAY_LATER)

        assert message.state == State.SENT
        same_purpose = Template.objects.filter(purpose="answer_waiting")
        fates = dict(same_purpose.values_list("language", "status"))
        assert fates == {"hi": "paused", "en": "approved"}


class TestNobodyToTell:
    def test_a_forgotten_citizen_is_not_written_to_and_the_desk_knows(self, world):
        contact = world.conversation.contact
        contact.forgotten_at = world.now
        contact.save()

        message = world.says()

        assert (message.state, world.look(message).entry.told) == (
            State.SUPPRESSED,
            Told.NO_ADDRESS,
        )

    def test_an_address_destroyed_while_waiting_is_noticed(self, world):
        message = world.says()
        world.conversation.contact.aliases.all().delete()

        sent = world.sends(message)

        assert (sent.state, sent.entry.told) == (State.SUPPRESSED, Told.NO_ADDRESS)


@pytest.mark.django_db(transaction=True)
def test_six_workers_at_once_send_a_message_once(settings):
    with sending(settings) as world:
        message, start = world.says(), threading.Barrier(6)

        def work():
            start.wait()
            outbox.send(message_ids=[message.pk], clock=lambda: world.now)
            connection.close()

        workers = [threading.Thread(target=work) for _ in range(6)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        assert len(world.asha.heard) == 1
