"""Whoever is forgotten cannot be found from what they sent, by anyone, with every key."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from evidence.custody import source_context
from evidence.models import Attachment
from messaging import announcements, forgetting, identity, outbox, turns
from messaging.addresses import addresses_in
from messaging.models import (
    Alias,
    Contact,
    Conversation,
    Delivery,
    InboundMessage,
    OutboundMessage,
    Quarantined,
    Thread,
    ThreadEntry,
)
from messaging.reading import message_context
from tests.factories import make_officer
from tests.messaging import arriving
from tests.messaging.test_leaks import disguises, everything_in_the_database
from tests.messaging.turning import Sender, a_line, photo, tap, text, thread
from tickets.codes import spaced
from tickets.models import Ticket
from tickets.services import dialogue
from vault.boxes import Context, unseal
from vault.rings import private_ring

pytestmark = pytest.mark.django_db

MARKS = ("915550000001", "5550000001", "IN.SYNTH0001", "Synthia")
TIP = "नदी के किनारे शराब बन रही है"
LATER = timedelta(minutes=6)


@pytest.fixture
def sender() -> Sender:
    return Sender(a_line())


def leaves(sender: Sender) -> None:
    """Ask twice to be forgotten, and let the time of the last answer pass."""
    sender.says("भूल जाओ")
    sender.says("भूल जाओ")
    forgetting.finish(now=sender.now + LATER)


def opened_boxes() -> bytes:
    """Return what every sealed box in the database holds, opened with the gateway's keys."""
    boxes = [
        *((row.box, Context("alias", "messaging.alias.box", str(row.pk))) for row in _all(Alias)),
        *((row.box, message_context(row.box_id)) for row in _all(InboundMessage)),
        *((row.source, source_context(row.pk)) for row in _all(Attachment)),
    ]
    assert not _all(Quarantined).exists() and not _all(Delivery).exclude(box=None).exists()
    opened = (
        unseal(bytes(box), context=context, keys=private_ring()) for box, context in boxes if box
    )
    return b"\n".join(box.reveal() for box in opened)


def _all(model):
    return model.objects.all()


def indexes() -> list[bytes]:
    """Return the keyed indexes under which this person could be looked up."""
    found = addresses_in("915550000001", "IN.SYNTH0001")
    return [address.index("default") for address in found]


def trail() -> set[str]:
    """Return every mark of the person, in any disguise, that the database and its boxes show."""
    shown = everything_in_the_database() + opened_boxes()
    found = {mark for mark in MARKS for one in disguises(mark) if len(one) >= 7 and one in shown}
    return found | {"index" for index in indexes() if index in shown}


class TestNobodyIsFoundAgain:
    def test_the_search_finds_whoever_is_not_forgotten(self, sender):
        sender.tells()

        assert {"915550000001", "IN.SYNTH0001", "Synthia", "index"} <= trail()

    def test_nothing_leads_from_a_ticket_to_its_sender(self, sender):
        ticket = sender.tells()
        sender.says(photo("Synthia की फ़ोटो"), tap(f"add:{ticket.code}"))
        officer = make_officer("desk", sender.line.unit)
        dialogue.ask(ticket_id=ticket.pk, by=officer, at=sender.now, text="कितने लोग थे?")
        announcements.announce(now=sender.now)

        leaves(sender)

        assert trail() == set()
        assert not Thread.objects.exclude(conversation=None).exists()
        assert not OutboundMessage.objects.exclude(conversation=None).exists()
        assert Conversation.objects.get().state == {}
        assert Ticket.objects.get().text.startswith(TIP)

    def test_the_string_is_cut_before_the_last_answer_has_left(self, sender):
        sender.tells()
        sender.says("forget me")
        sender.says(tap("forget:yes"))

        assert not Thread.objects.exclude(conversation=None).exists()
        tied = OutboundMessage.objects.exclude(conversation=None)
        assert not tied.exclude(event=None).exists()
        assert "मिटाया जा रहा" in sender.read

    def test_the_last_answer_still_finds_its_way(self, sender):
        sender.tells()
        sender.says("forget me")
        sender.says("forget me")
        contact = Contact.objects.get()

        assert identity.address_of(contact)
        assert forgetting.finish(now=sender.now) == 0
        OutboundMessage.objects.update(state=OutboundMessage.State.SENT)
        assert forgetting.finish(now=sender.now) == 1
        assert forgetting.finish(now=sender.now) == 0
        with pytest.raises(identity.NoAddress):
            identity.address_of(contact)

    def test_an_answer_that_cannot_leave_keeps_nobodys_address(self, sender):
        leaves(sender)

        assert not Alias.objects.exists()
        assert set(OutboundMessage.objects.values_list("state", flat=True)) == {"suppressed"}
        outbox.recover(now=sender.now + timedelta(hours=1))
        assert set(OutboundMessage.objects.values_list("state", flat=True)) == {"suppressed"}

    def test_on_every_line_of_the_portfolio(self, sender):
        other = Sender(a_line(), now=sender.now)
        other.tells()
        sender.tells()

        leaves(sender)

        assert trail() == set()
        assert not Thread.objects.exclude(conversation=None).exists()


class TestAfterwards:
    def test_the_desk_reads_that_nobody_can_be_told(self, sender):
        ticket = sender.tells()
        leaves(sender)
        officer = make_officer("desk", sender.line.unit)
        dialogue.ask(ticket_id=ticket.pk, by=officer, at=sender.now, text="कितने लोग थे?")
        announcements.announce(now=sender.now + timedelta(days=1))

        assert thread(ticket)[-1].told == ThreadEntry.Told.NO_ADDRESS

    def test_a_message_on_its_way_is_cancelled(self, sender):
        ticket = sender.tells()
        officer = make_officer("desk", sender.line.unit)
        dialogue.ask(ticket_id=ticket.pk, by=officer, at=sender.now, text="कितने लोग थे?")
        [asked] = announcements.announce(now=sender.now)

        leaves(sender)

        assert OutboundMessage.objects.get(pk=asked).state == OutboundMessage.State.SUPPRESSED
        assert thread(ticket)[-1].told == ThreadEntry.Told.NO_ADDRESS

    def test_one_that_was_claimed_is_not_sent_again(self, sender):
        ticket = sender.tells()
        officer = make_officer("desk", sender.line.unit)
        dialogue.ask(ticket_id=ticket.pk, by=officer, at=sender.now, text="कितने लोग थे?")
        [asked] = announcements.announce(now=sender.now)
        claimed = OutboundMessage.objects.filter(pk=asked)
        claimed.update(state=OutboundMessage.State.SENDING, claimed_at=sender.now)
        leaves(sender)

        for hours in (1, 2):
            then = sender.now + timedelta(hours=hours)
            outbox.recover(now=then)
            outbox.send(message_ids=[asked], clock=lambda then=then: then)

        assert claimed.get().state == OutboundMessage.State.SUPPRESSED

    def test_the_same_number_is_somebody_new(self, sender):
        ticket = sender.tells()
        leaves(sender)

        sender.says("status")

        assert spaced(ticket.code) not in sender.read
        assert Contact.objects.count() == 2

    def test_the_code_still_tells_how_it_stands_and_no_more(self, sender):
        ticket = sender.tells()
        leaves(sender)
        stranger = Sender(sender.line, number=2, now=sender.now)

        stranger.says(f"status {ticket.code}")

        assert spaced(ticket.code) in stranger.read
        assert stranger.answers[-1].body["type"] == "text"

    def test_what_follows_in_the_same_breath_is_from_somebody_new(self, sender):
        sender.tells()
        sender.says("भूल जाओ")

        sender.says("भूल जाओ", "स्कूल के पास जुआ होता है")
        forgetting.finish(now=sender.now + LATER)
        waiting = InboundMessage.objects.get(state=InboundMessage.State.WAITING)

        assert waiting.conversation.contact.forgotten_at is None
        assert waiting.conversation.threads.count() == 0

    def test_a_message_that_whatsapp_brings_again_stays_known(self, sender):
        first = {**text(TIP), "id": "wamid.AGAIN"}
        sender.says(first)
        leaves(sender)

        sender.now += timedelta(minutes=1)
        arriving.arrive(sender.line, {**first, "extra": 1}, at=sender.now)

        assert InboundMessage.objects.filter(state=InboundMessage.State.WAITING).count() == 0


class TestOneWordIsNotEnough:
    @pytest.mark.parametrize("words", ["भूल जाओ", "forget me", "FORGET", "bhul jaao", "bhool jaoo"])
    def test_it_is_asked_back_once(self, sender, words):
        sender.tells()
        sender.says(words)

        assert Contact.objects.get().forgotten_at is None
        assert "forget:yes" in str(sender.answers[-1].body)

    def test_an_old_button_forgets_nobody(self, sender):
        sender.tells()
        sender.says(tap("forget:yes"))

        assert Contact.objects.get().forgotten_at is None

    @pytest.mark.parametrize("answer", ["नहीं", "no", "2", "एक और बात है, जुआ होता है"])
    def test_anything_else_keeps_everything(self, sender, answer):
        sender.tells()
        sender.says("भूल जाओ")
        sender.says(answer)

        assert Contact.objects.get().forgotten_at is None
        assert Thread.objects.get().conversation is not None


class TestTheUnsentDraft:
    def test_goes_to_the_desk_if_so_wished(self, sender):
        sender.says(TIP, photo("फ़ोटो"))
        sender.says("forget me")
        sender.says(tap("forget:send"))
        forgetting.finish(now=sender.now + LATER)

        ticket = Ticket.objects.get()
        assert ticket.text.startswith(TIP)
        assert Thread.objects.get().conversation is None
        assert spaced(ticket.code) in sender.read
        assert trail() == set()

    def test_is_thrown_away_with_its_files_if_so_wished(
        self, sender, django_capture_on_commit_callbacks
    ):
        sender.says(TIP, photo("फ़ोटो"))
        file = Attachment.objects.get()
        file.original.save("x.sealed", ContentFile(b"sealed"))
        storage, name = file.original.storage, file.original.name
        sender.says("forget me")

        with django_capture_on_commit_callbacks(execute=True):
            sender.says(tap("forget:drop"))
        forgetting.finish(now=sender.now + LATER)

        assert not Ticket.objects.exists()
        assert not storage.exists(name)
        assert Attachment.objects.get().state == Attachment.State.LOST
        assert TIP.encode() not in everything_in_the_database()
        assert trail() == set()


class TestNoReply:
    def test_the_ticket_stands_and_no_address_is_kept(self, sender):
        sender.says(TIP)
        sender.says(tap("language:hi"))
        sender.says("पता नहीं")
        sender.says(tap("noreply"))
        assert not Ticket.objects.exists()

        sender.says(tap("noreply:yes"))
        forgetting.finish(now=sender.now + LATER)

        ticket = Ticket.objects.get()
        assert spaced(ticket.code) in sender.read
        assert Thread.objects.get(ticket=ticket).conversation is None
        assert trail() == set()

    def test_a_draft_that_falls_quiet_keeps_the_wish(self, sender):
        sender.says("बिना जवाब")
        sender.says("हाँ")
        sender.says(TIP)
        turns.settle_quiet_drafts(now=sender.now + timedelta(hours=1))
        forgetting.finish(now=sender.now + timedelta(hours=2))

        assert Ticket.objects.get().text == TIP
        assert trail() == set()
