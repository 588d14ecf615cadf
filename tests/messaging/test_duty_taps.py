"""S4-8: buttons and replies act as the officer, on that ticket, once, and while the post lasts."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from districts import postings
from districts.models import Role
from evidence.models import Attachment
from messaging import notices, turns
from messaging.duty import registration
from messaging.models import Contact, InboundMessage, Notice, OutboundMessage, ThreadEntry
from messaging.notices import nonces
from tests.factories import make_officer, make_unit
from tests.messaging.on_duty import Duty, Handset
from tests.messaging.turning import Sender, photo, quoting, tap
from tickets import events
from tickets.codes import spaced
from tickets.lifecycle import Status
from tickets.models import Event, Ticket
from tickets.services import acknowledgement, restriction

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty() -> Duty:
    return Duty.begins()


@pytest.fixture
def notice(duty) -> Notice:
    return duty.notice()


def ticket_of(notice: Notice) -> Ticket:
    return Ticket.objects.get(pk=notice.event.ticket_id)


def replies(duty: Duty, notice: Notice, words: str = "", **kind) -> None:
    """Send a reply that quotes the notice: words, or the message given as `sends`."""
    message = kind.get("sends") or quoting(words, duty.head.quoted(notice))
    message["context"] = {"from": "915550099999", "id": duty.head.quoted(notice)}
    duty.head.says(message)


class TestAcknowledge:
    def test_is_done_in_the_officers_name(self, duty, notice):
        duty.head.taps(notice)

        assert ticket_of(notice).status == Status.ACKNOWLEDGED
        event = Event.objects.get(kind=events.ACKNOWLEDGED)
        assert event.by == duty.head.officer
        assert event.happened_at == duty.head.now
        assert f"*{spaced(event.ticket.code)}*: acknowledged" in duty.head.read

    def test_a_second_tap_is_told_that_it_was_done(self, duty, notice):
        duty.head.taps(notice)
        duty.head.taps(notice)

        assert "you acknowledged this already" in duty.head.read
        assert Event.objects.filter(kind=events.ACKNOWLEDGED).count() == 1

    def test_after_the_portal_was_quicker_the_truth_is_told(self, duty, notice):
        acknowledgement.acknowledge(
            ticket_id=notice.event.ticket_id, by=duty.head.officer, at=duty.head.now
        )

        duty.head.taps(notice)

        assert "already been acknowledged" in duty.head.read
        assert Notice.objects.get(pk=notice.pk).answer == ""

    def test_the_same_message_again_changes_nothing(self, duty, notice):
        tapped = tap(notices.payload(notice, nonces.ACKNOWLEDGE))
        duty.head.says(tapped)
        Notice.objects.update(answer="")

        with pytest.raises(ValueError, match="not enough values"):
            duty.head.says(tapped)  # nobody's turn comes

        assert InboundMessage.objects.filter(conversation=duty.head.talk).count() == 2


class TestNotMine:
    def test_returns_it_to_the_desk(self, duty, notice):
        duty.head.taps(notice, nonces.NOT_MINE)

        returned = Event.objects.get(kind=events.RETURNED)
        assert returned.by == duty.head.officer
        assert "by WhatsApp" in returned.note
        assert ticket_of(notice).unit == duty.line.unit
        assert "gone back to the desk" in duty.head.read

    def test_a_notice_takes_one_deed(self, duty, notice):
        duty.head.taps(notice)
        duty.head.taps(notice, nonces.NOT_MINE)

        assert ticket_of(notice).status == Status.ACKNOWLEDGED
        assert "you acknowledged this already" in duty.head.read


class TestOpen:
    def test_gives_a_link_that_wants_a_login(self, duty, notice, client):
        duty.head.taps(notice, nonces.OPEN)

        link = duty.head.answers[0].body["interactive"]["action"]["parameters"]["url"]
        path = link.removeprefix("http://127.0.0.1:8000")
        assert path == f"/tickets/{ticket_of(notice).code}/"
        assert client.get(path)["Location"].startswith("/login/")
        assert notice.answer == ""


class TestWhoMay:
    """A button proves nothing by itself: whose it was, and whether that still holds, is asked."""

    def gone(self, duty: Duty) -> bool:
        return "no longer with you" in duty.head.read

    def test_nobody_after_the_posting_has_ended(self, duty, notice):
        postings.end(posting=duty.head.officer.postings.get(), at=duty.head.now)

        duty.head.taps(notice)

        assert self.gone(duty)
        assert ticket_of(notice).status == Status.WITH_STATION

    def test_nobody_whose_account_is_closed(self, duty, notice):
        duty.head.officer.is_active = False
        duty.head.officer.save()

        duty.head.taps(notice)

        assert "दर्ज नहीं" in duty.head.read or "not registered" in duty.head.read
        assert ticket_of(notice).status == Status.WITH_STATION

    def test_nobody_whose_telephone_is_no_longer_registered(self, duty, notice):
        registration.remove(officer=duty.head.officer, now=duty.head.now)

        duty.head.taps(notice)

        assert ticket_of(notice).status == Status.WITH_STATION
        assert not Contact.objects.filter(is_officer=False).exists()

    def test_not_another_officer_who_got_hold_of_the_button(self, duty, notice):
        head = make_officer(Role.STATION_HEAD, duty.station, language="en")
        other = Handset(duty.line, head, 702, duty.head.now)
        other.registers()

        other.taps(notice)

        assert "no longer with you" in other.read
        assert ticket_of(notice).status == Status.WITH_STATION

    def test_not_a_citizen(self, duty, notice):
        citizen = Sender(duty.line, number=3, now=duty.head.now)

        citizen.says(tap(notices.payload(notice, nonces.ACKNOWLEDGE)))

        assert ticket_of(notice).status == Status.WITH_STATION
        assert not Contact.objects.filter(is_officer=False).exists()

    def test_not_once_the_ticket_is_about_the_officer(self, duty, notice):
        restriction.restrict(
            ticket_id=notice.event.ticket_id,
            by=duty.desk,
            at=duty.head.now,
            reason="x",
            officer=duty.head.officer,
        )

        duty.head.taps(notice)

        assert self.gone(duty)
        assert spaced(ticket_of(notice).code) not in duty.head.read

    def test_not_once_it_lies_elsewhere(self, duty, notice):
        duty.forwards(ticket_of(notice), to=make_unit(parent=duty.line.unit))

        duty.head.taps(notice)

        assert self.gone(duty)

    @pytest.mark.parametrize(
        "forged",
        [
            "duty:acknowledge:{pk}:" + "0" * 32,
            "duty:not_mine:{pk}:{proof}",
            "duty:acknowledge:{pk}",
            "duty:acknowledge:zzz:{proof}",
            "duty:close:{pk}:{proof}",
            "duty::::",
            "duty:acknowledge:{pk}:é",
        ],
    )
    def test_not_by_a_button_we_did_not_make(self, duty, notice, forged):
        proof = notices.payload(notice, nonces.ACKNOWLEDGE).rpartition(":")[2]

        duty.head.says(tap(forged.format(pk=notice.pk.hex, proof=proof)))

        assert self.gone(duty)
        assert ticket_of(notice).status == Status.WITH_STATION

    def test_on_a_ticket_about_police_only_in_the_portal(self, duty):
        chief = Handset(
            duty.line, make_officer(Role.CHIEF, duty.line.unit, language="en"), 702, duty.head.now
        )
        chief.registers()
        ticket = duty.ticket()
        restriction.restrict(
            ticket_id=ticket.pk, by=duty.desk, at=chief.now, reason="x", unit=duty.station
        )
        duty.head.now = chief.now
        duty.tells()
        notice = chief.told()[-1]

        chief.taps(notice)
        assert "do it in the portal" in chief.read
        chief.taps(notice, nonces.OPEN)
        assert spaced(ticket.code) not in chief.answers[0].body["interactive"]["body"]["text"]
        chief.says(quoting("नोट", chief.quoted(notice)))
        assert "do it in the portal" in chief.read
        assert not Event.objects.filter(kind=events.NOTED).exists()


class TestReplies:
    def test_words_become_a_note(self, duty, notice):
        replies(duty, notice, "मौक़े पर पहुँचे, दुकान बंद मिली")

        noted = Event.objects.get(kind=events.NOTED)
        assert (noted.by, noted.note) == (duty.head.officer, "मौक़े पर पहुँचे, दुकान बंद मिली")
        assert noted.ticket_id == notice.event.ticket_id
        assert "Your note is on" in duty.head.read

    def test_a_photo_becomes_proof_apart_from_the_citizens_files(self, duty, notice):
        replies(duty, notice, sends=photo("छापे की जगह"))

        proof = Attachment.objects.get()
        assert proof.brought_by == duty.head.officer
        assert proof.ticket_id == notice.event.ticket_id
        attached = Event.objects.get(kind=events.ATTACHED)
        assert attached.by == duty.head.officer
        assert Event.objects.get(kind=events.NOTED).note == "छापे की जगह"
        assert "Your file and your note are on" in duty.head.read
        assert not ThreadEntry.objects.exists()

    def test_the_file_is_fetched_like_every_other(self, duty, notice):
        message = photo()
        message["context"] = {"from": "915550099999", "id": duty.head.quoted(notice)}

        result = duty.head.says(message)

        assert result.attachments == [Attachment.objects.get().pk]
        assert b"media-" not in bytes(Attachment.objects.get().source)

    def test_an_album_is_thanked_for_once(self, duty, notice):
        quoted = {"context": {"from": "915550099999", "id": duty.head.quoted(notice)}}

        duty.head.says({**photo(), **quoted}, {**photo(), **quoted}, {**photo(), **quoted})

        assert Attachment.objects.count() == 3
        assert len(duty.head.answers) == 1

    def test_our_answer_can_be_replied_to_as_well(self, duty, notice):
        duty.head.taps(notice)
        answer = duty.head.answers[0]
        OutboundMessage.objects.filter(reason=notice.reason).update(reason="elsewhere")
        OutboundMessage.objects.filter(pk=answer.pk).update(reason=notice.reason)

        replies(duty, notice, "पहुँच गए")

        assert Event.objects.get(kind=events.NOTED).note == "पहुँच गए"

    def test_what_replies_to_nothing_is_not_kept_and_told_so(self, duty, notice):
        duty.head.says("मौक़े पर पहुँचे")
        assert "nothing was kept" in duty.head.read
        assert spaced(ticket_of(notice).code) in duty.head.read

        duty.head.says(photo())
        assert not Attachment.objects.exists()
        assert not Event.objects.filter(kind=events.NOTED).exists()

    def test_nothing_is_put_on_it_after_the_posting_has_ended(self, duty, notice):
        postings.end(posting=duty.head.officer.postings.get(), at=duty.head.now)

        replies(duty, notice, "मौक़े पर पहुँचे")
        replies(duty, notice, sends=photo())

        assert "no longer with you" in duty.head.read
        assert not Attachment.objects.exists()
        assert not Event.objects.filter(kind=events.NOTED).exists()

    def test_a_former_officers_reply_is_no_citizens_tip(self, duty, notice):
        registration.remove(officer=duty.head.officer, now=duty.head.now)

        replies(duty, notice, "दुकान के पीछे शराब मिली")

        assert "दर्ज नहीं" in duty.head.read or "not registered" in duty.head.read
        assert not Contact.objects.filter(is_officer=False).exists()

    def test_a_citizen_cannot_write_on_a_ticket_by_quoting_a_notice(self, duty, notice):
        citizen = Sender(duty.line, number=3, now=duty.head.now)

        citizen.says(quoting("झूठा नोट", duty.head.quoted(notice)))

        assert not Event.objects.filter(kind=events.NOTED).exists()

    def test_a_sticker_is_no_proof(self, duty, notice):
        sticker = {"id": "media-9", "mime_type": "image/webp", "sha256": ""}
        message = photo()
        message |= {"type": "sticker", "sticker": sticker}

        replies(duty, notice, sends=message)

        assert "photos, videos" in duty.head.read
        assert not Attachment.objects.exists()

    def test_words_too_long_are_refused_in_words(self, duty, notice):
        replies(duty, notice, "म" * 4001)

        assert "too long" in duty.head.read


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_deed():
    duty = Duty.begins()
    notice = duty.notice()
    head = make_officer(Role.STATION_HEAD, duty.station, language="en")
    other = Handset(duty.line, head, 702, duty.head.now)
    other.registers()
    mine = Notice.objects.create(event=notice.event, officer=head, made_at=other.now)
    first = duty.head.arrives(tap(notices.payload(notice, nonces.ACKNOWLEDGE)))
    second = other.arrives(tap(notices.payload(mine, nonces.NOT_MINE)))
    barrier = threading.Barrier(2)

    def take(turn: int) -> None:
        barrier.wait()
        turns.take(conversation_id=turn, now=other.now)
        connection.close()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(take, [first, second]))

    assert InboundMessage.objects.filter(state="waiting").count() == 0
    deeds = Event.objects.filter(kind__in=[events.ACKNOWLEDGED, events.RETURNED])
    answers = Notice.objects.exclude(answer="")
    assert deeds.count() == answers.count()
    assert deeds.count() in (1, 2)  # an acknowledged ticket may still be returned, not the reverse
    assert list(deeds.order_by("number").values_list("kind", flat=True)) in (
        [events.ACKNOWLEDGED],
        [events.RETURNED],
        [events.ACKNOWLEDGED, events.RETURNED],
    )
