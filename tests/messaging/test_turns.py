"""From waiting messages to a ticket, its thread, and one answer: once, in order, whatever dies."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection

from evidence.models import Attachment
from messaging import listening, media, receipts, turns
from messaging.models import Conversation, InboundMessage, OutboundMessage, Thread, ThreadEntry
from messaging.reactions import WINDOW_CLOSED
from tests.factories import NOON
from tests.messaging import arriving
from tests.messaging.turning import (
    Sender,
    a_line,
    photo,
    place,
    tap,
    text,
    thread,
)
from tickets.codes import spaced
from tickets.models import Ticket
from vault.boxes import unseal
from vault.rings import private_ring

pytestmark = pytest.mark.django_db
TIP = "नदी के किनारे शराब बन रही है"
HOUR = timedelta(hours=1)


@pytest.fixture
def sender() -> Sender:
    return Sender(a_line())


def test_the_talk_ends_in_a_ticket_with_every_message_in_its_thread(sender):
    sender.says(TIP, photo("भट्ठी की फ़ोटो"))
    sender.says(tap("language:hi"))
    sender.says(place(28.36, 79.43))
    sender.says(tap("send"))

    ticket = Ticket.objects.get()
    assert (ticket.category.code, ticket.latitude) == ("liquor", 28.36)
    assert [entry.text for entry in thread(ticket)] == [TIP, "भट्ठी की फ़ोटो", ""]
    assert thread(ticket)[1].attachment == ticket.attachments.get()
    assert spaced(ticket.code) in sender.read


def test_a_burst_of_ten_photos_is_one_reply_and_one_ticket(sender):
    result = sender.says(*[photo() for _ in range(10)])

    assert len(result.messages) == 1
    assert len(result.attachments) == 10
    sender.says(tap("language:hi"), tap("category:liquor"))
    sender.says("पता नहीं")
    sender.says(tap("send"))
    assert Ticket.objects.get().attachments.count() == 10


def test_files_are_announced_with_their_source_sealed(sender):
    result = sender.says(photo())

    attachment = Attachment.objects.get(pk=result.attachments[0])
    context = media.source_context(attachment.pk)
    source = json.loads(
        unseal(bytes(attachment.source), context=context, keys=private_ring()).reveal()
    )
    assert source["line"] == sender.line.pk
    assert source["media_id"].startswith("media-")
    assert (attachment.state, attachment.ticket) == (Attachment.State.ANNOUNCED, None)


def test_the_senders_own_number_and_name_never_reach_state_ticket_or_thread(sender):
    sender.says("मेरा नंबर 91555 0000001 है, नाम Synthia Devi, शराब बिकती है")
    state = json.dumps(Conversation.objects.get().state, ensure_ascii=False)
    sender.says(tap("language:hi"), "पता नहीं", tap("send"))
    later = Sender(sender.line, now=sender.now)
    later.says("और Synthia Devi 5550000001")

    everything = [
        state,
        Ticket.objects.get().text,
        *ThreadEntry.objects.values_list("text", flat=True),
        json.dumps(Conversation.objects.get().state, ensure_ascii=False),
        *map(str, OutboundMessage.objects.values_list("body", flat=True)),
    ]
    assert [found for found in everything if "0000001" in found or "Synthia" in found] == []
    assert "•••" in Ticket.objects.get().text


def test_each_ticket_has_a_pseudonym_of_its_own(sender):
    sender.tells()
    sender.says("एक और बात है, जुआ होता है", after=3 * 86400)
    sender.says("पता नहीं")
    sender.says("बस")
    sender.says("बस")
    sender.says("बस")

    first, second = Thread.objects.all()
    assert first.conversation == second.conversation
    assert first.pseudonym != second.pseudonym


def test_a_turn_taken_twice_says_nothing_twice(sender):
    sender.says(TIP)
    count = OutboundMessage.objects.count()

    again = turns.take(conversation_id=sender.talk.pk, now=sender.now)

    assert again == turns.Result()
    assert OutboundMessage.objects.count() == count


def test_what_the_closed_window_kept_back_is_queued_again_when_they_write(sender):
    sender.says(TIP)
    kept_back = OutboundMessage.State.FAILED
    OutboundMessage.objects.update(state=kept_back, error_code=WINDOW_CLOSED, settled_at=sender.now)

    sender.says("क्या हुआ?", after=2 * 86400)

    assert not OutboundMessage.objects.filter(state=kept_back).exists()


def test_messages_are_heard_in_the_order_they_were_sent(sender):
    late = sender.arrives(text("दूसरी बात यह है"), after=120)
    sender.arrives(text("पहली बात यह है"), after=-60)

    turns.take(conversation_id=late, now=NOON + timedelta(hours=1))

    draft = Conversation.objects.get().state["draft"]
    assert [part["text"] for part in draft] == ["पहली बात यह है", "दूसरी बात यह है"]


def test_a_message_that_keeps_failing_is_set_aside_and_the_rest_flows(sender, caplog):
    turn = sender.arrives(text("पहली बात यह है"), text("दूसरी बात यह है"))
    bad = InboundMessage.objects.order_by("pk").first()
    InboundMessage.objects.filter(pk=bad.pk).update(box=b"broken")

    for minute in range(30):
        turns.take(conversation_id=turn, now=sender.now + timedelta(minutes=minute))

    bad.refresh_from_db()
    draft = Conversation.objects.get().state["draft"]
    assert bad.state == InboundMessage.State.SET_ASIDE
    assert [part["text"] for part in draft] == ["दूसरी बात यह है"]
    assert any(record.levelname == "ERROR" for record in caplog.records)
    assert "बात" not in caplog.text
    assert turns.waiting(now=sender.now + timedelta(days=1)) == []


def test_a_failure_in_the_middle_leaves_nothing_half_done(sender, monkeypatch):
    turn = sender.arrives(text(TIP), tap("language:hi"), tap("send"))
    monkeypatch.setattr(receipts, "receipt", _fails)

    turns.take(conversation_id=turn, now=sender.now)
    assert Ticket.objects.count() == Thread.objects.count() == ThreadEntry.objects.count() == 0
    assert len(Conversation.objects.get().state["draft"]) == 1

    monkeypatch.undo()
    turns.take(conversation_id=turn, now=sender.now + timedelta(minutes=1))
    assert Ticket.objects.count() == 1


def test_waiting_names_who_has_something_to_be_heard(sender):
    turn = sender.arrives(text(TIP))
    assert turns.waiting(now=sender.now) == [turn]

    turns.take(conversation_id=turn, now=sender.now)
    assert turns.waiting(now=sender.now) == []


def test_one_citizens_flood_hides_nobody_who_waits(sender, monkeypatch):
    monkeypatch.setattr(turns, "BATCH", 2)
    flood = sender.arrives(*[text(f"बात {number}") for number in range(30)])
    other = Sender(sender.line, number=2, now=sender.now).arrives(text(TIP))

    assert turns.waiting(now=sender.now + timedelta(hours=1)) == [flood, other]


def test_a_turn_that_takes_long_ends_early_and_the_rest_comes_next(sender, monkeypatch):
    turn = sender.arrives(text("पहली बात यह है"), text("दूसरी बात यह है"))
    monkeypatch.setattr(listening, "LONGEST_TURN", -1.0)

    turns.take(conversation_id=turn, now=sender.now)
    assert len(Conversation.objects.get().state["draft"]) == 1
    assert turns.waiting(now=sender.now) == [turn]

    turns.take(conversation_id=turn, now=sender.now)
    assert len(Conversation.objects.get().state["draft"]) == 2


class TestQuietDrafts:
    def test_a_quiet_draft_becomes_a_ticket_and_its_code_is_sent(self, sender):
        sender.says(TIP)
        idle = sender.line.draft_idle

        early = turns.settle_quiet_drafts(now=sender.now + idle - timedelta(seconds=1))
        result = turns.settle_quiet_drafts(now=sender.now + idle)

        assert early.messages == []
        assert spaced(Ticket.objects.get().code) in str(
            OutboundMessage.objects.get(pk=result.messages[0]).body
        )

    def test_it_happens_once(self, sender):
        sender.says(TIP)
        for hours in range(1, 4):
            turns.settle_quiet_drafts(now=sender.now + timedelta(hours=hours))

        assert Ticket.objects.count() == 1

    def test_one_that_cannot_be_settled_holds_up_no_other(self, sender, monkeypatch):
        Sender(sender.line, number=2).says(TIP, after=30)
        sender.says(TIP)
        settle, broken = turns._settle, Conversation.objects.earliest("draft_due_at").pk

        def settled(conversation_id, now):
            assert conversation_id != broken
            return settle(conversation_id, now)

        monkeypatch.setattr(turns, "_settle", settled)
        monkeypatch.setattr(turns, "BATCH", 1)
        later = sender.now + HOUR
        found = [len(turns.settle_quiet_drafts(now=later).messages) for _ in range(2)]

        assert found[0] == 0 and found[1] > 0
        assert later < Conversation.objects.get(pk=broken).draft_due_at <= later + HOUR

    def test_a_greeting_alone_never_becomes_a_ticket(self, sender):
        sender.says("hi")
        turns.settle_quiet_drafts(now=sender.now + timedelta(days=1))

        assert Ticket.objects.count() == 0

    def test_a_message_that_waits_goes_first(self, sender):
        sender.says(TIP)
        turn = sender.arrives(text("एक बात और बतानी थी"), after=3600)

        assert turns.settle_quiet_drafts(now=sender.now).messages == []
        turns.take(conversation_id=turn, now=sender.now)
        turns.settle_quiet_drafts(now=sender.now + timedelta(hours=1))
        assert len(thread(Ticket.objects.get())) == 2


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_make_one_ticket():
    sender = Sender(a_line())
    turn = sender.arrives(text("hi"), text(TIP), tap("language:hi"), tap("send"))
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        turns.take_each(conversation_ids=[turn], now=sender.now)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]

    assert Ticket.objects.count() == 1
    assert ThreadEntry.objects.filter(side="citizen").count() == 1
    assert OutboundMessage.objects.count() == 1


def _fails(*_args: object) -> None:
    raise RuntimeError("planted")


def test_a_number_told_once_is_hidden_when_whatsapp_tells_it_no_more(sender):
    sender.says("नदी के किनारे शराब")
    hidden = arriving.contact(wa_id=None, user_id="IN.SYNTH0001")
    unseen = {"from": None, "from_user_id": "IN.SYNTH0001"}
    [turn] = arriving.arrive(
        sender.line,
        arriving.message("मेरा नंबर 915550000001", **unseen),
        at=sender.now,
        contacts=[hidden],
    )
    turns.take(conversation_id=turn, now=sender.now)

    said = list(ThreadEntry.objects.values_list("text", flat=True))
    state = json.dumps(Conversation.objects.get().state, ensure_ascii=False)
    assert "0000001" not in state + "".join(said)
    assert "•••" in state
