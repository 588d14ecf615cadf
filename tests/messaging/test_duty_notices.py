"""S4-8: officers are told of what waits for them, each event once, and never a word of it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from districts import postings
from districts.models import Role
from messaging import notices
from messaging.duty import heralds, registration
from messaging.models import HeraldedEvent, Notice, OutboundMessage
from tests.factories import NOON, make_officer, make_unit
from tests.messaging.on_duty import Duty, Handset
from tests.messaging.turning import words_of
from tickets.codes import spaced
from tickets.models import Ticket
from tickets.services import acknowledgement, escalation, forwarding, intake, restriction

pytestmark = pytest.mark.django_db
SECRET = "पुलिया के पीछे राजू की दुकान में शराब"


@pytest.fixture
def duty() -> Duty:
    return Duty.begins()


def registered(duty: Duty, role: Role, unit, number: int) -> Handset:
    handset = Handset(duty.line, make_officer(role, unit, language="en"), number)
    handset.registers()
    return handset


def titles(message: OutboundMessage) -> list[str]:
    buttons = message.body["interactive"]["action"]["buttons"]
    return [button["reply"]["title"] for button in buttons]


def deeds(message: OutboundMessage) -> list[str]:
    """Return what tapping each button asks for."""
    buttons = message.body["interactive"]["action"]["buttons"]
    return [notices.tapped(button["reply"]["id"]).deed for button in buttons]


class TestWords:
    def test_say_code_category_area_and_time_and_nothing_else(self, duty):
        ticket = duty.forwards(duty.ticket(text=SECRET, place="पुलिया के पीछे"))

        shown = duty.head.shown(duty.head.told()[0])

        words = words_of(shown)
        assert f"*{spaced(ticket.code)}*: sent to your station" in words
        assert "Liquor, Kotwali" in words
        assert "30 min left" in words
        assert not any(word in words for word in (*SECRET.split(), "पुलिया"))
        assert titles(shown) == ["Acknowledge", "Open", "Not mine"]
        assert deeds(shown) == ["acknowledge", "open", "not_mine"]

    def test_are_in_the_officers_language(self, duty):
        duty.head.officer.language = "hi"
        duty.head.officer.save()
        notice = duty.notice()

        shown = duty.head.shown(notice)

        assert "आपके थाने को भेजा गया" in words_of(shown)
        assert titles(shown) == ["देख लिया", "खोलें", "हमारा नहीं"]

    def test_are_not_kept_before_it_is_sent(self, duty):
        duty.forwards(duty.ticket(text=SECRET))

        assert OutboundMessage.objects.get(reason__startswith="notice:").body == {}

    def test_of_a_ticket_about_police_are_that_there_is_one(self, duty):
        chief = registered(duty, Role.CHIEF, duty.line.unit, 702)
        ticket = duty.ticket(text=SECRET)
        by = make_officer(Role.DESK, duty.line.unit)
        restriction.restrict(
            ticket_id=ticket.pk, by=by, at=duty.head.now, reason="x", unit=duty.station
        )
        duty.tells()

        shown = chief.shown(chief.told()[-1])

        assert words_of(shown).startswith("A confidential matter waits")
        assert titles(shown) == ["Open"]
        assert shown.template == "duty_confidential"
        assert duty.head.told() == []


class TestWhoIsTold:
    def test_the_desk_of_what_is_new(self, duty):
        desk = registered(duty, Role.DESK, duty.line.unit, 702)
        watch = registered(duty, Role.WATCH, duty.line.unit, 703)
        duty.ticket(at=watch.now)
        duty.head.now = watch.now

        duty.tells()

        shown = desk.shown(desk.told()[0])
        assert ": new." in words_of(shown)
        assert titles(shown) == ["Open"]
        assert len(watch.told()) == 1
        assert duty.head.told() == []

    def test_a_flood_of_new_tickets_comes_as_one_notice_with_their_number(self, duty):
        desk = registered(duty, Role.DESK, duty.line.unit, 702)
        duty.head.now = desk.now
        for _number in range(30):
            duty.head.now += timedelta(seconds=2)
            duty.ticket(at=duty.head.now)
            duty.tells()

        told = desk.told()
        waiting = OutboundMessage.objects.get(reason=told[-1].reason)
        assert len(told) == heralds.AT_MOST + 1
        assert waiting.not_before >= duty.head.now
        desk.now = waiting.not_before
        assert "new, and 24 more in the queue" in words_of(desk.shown(told[-1]))

    def test_danger_to_life_is_told_each_time_however_many_there_are(self, duty):
        desk = registered(duty, Role.DESK, duty.line.unit, 702)
        duty.head.now = desk.now
        for _number in range(8):
            duty.ticket(at=duty.head.now, priority=Ticket.Priority.EMERGENCY)
        duty.tells()

        assert len(desk.told()) == 8

    def test_the_desk_of_what_comes_back(self, duty):
        desk = registered(duty, Role.DESK, duty.line.unit, 702)
        duty.head.now = desk.now
        ticket = duty.forwards()
        forwarding.return_to_desk(
            ticket_id=ticket.pk, by=duty.head.officer, at=duty.head.now, reason="x"
        )

        duty.tells()

        assert "back from the station" in words_of(desk.shown(desk.told()[-1]))

    def test_superiors_of_what_is_late(self, duty):
        chief = registered(duty, Role.CHIEF, duty.line.unit, 702)
        duty.line.ladder = [{"after_minutes": 0, "role": "chief"}]
        duty.line.save()
        at = chief.now + timedelta(minutes=1)
        ticket = intake.open_ticket(line=duty.line, at=at, kind=Ticket.Kind.TIP, text=SECRET)
        escalation.escalate_due(now=at + timedelta(minutes=16))
        duty.head.now = chief.now = at + timedelta(minutes=16)

        duty.tells()

        words = words_of(chief.shown(chief.told()[-1]))
        assert f"*{spaced(ticket.code)}*: late, and now before you" in words
        assert "1 min late" in words

    def test_the_holder_of_what_will_soon_be_late(self, duty):
        ticket = duty.forwards()
        at = duty.head.now + timedelta(minutes=25)  # of thirty to acknowledge
        escalation.escalate_due(now=at)
        duty.head.now = at

        duty.tells()

        words = words_of(duty.head.shown(duty.head.told()[-1]))
        assert f"*{spaced(ticket.code)}*: soon late" in words
        assert "5 min left" in words

    def test_not_one_who_is_on_leave(self, duty):
        now = timezone.now()
        duty.head.officer.postings.update(
            leave_from=now - timedelta(days=1), leave_until=now + timedelta(days=1)
        )

        duty.forwards()

        assert duty.head.told() == []

    def test_not_the_station_next_door(self, duty):
        sister = make_unit(parent=duty.line.unit)
        stranger = registered(duty, Role.STATION_HEAD, sister, 704)
        duty.head.now = stranger.now
        duty.forwards()

        assert len(duty.head.told()) == 1
        assert stranger.told() == []

    def test_not_whoever_did_it(self, duty):
        doer = Handset(duty.line, duty.desk, 702)
        doer.registers()
        other = registered(duty, Role.DESK, duty.line.unit, 703)
        duty.head.now = other.now
        intake.open_ticket(
            line=duty.line, at=other.now, kind=Ticket.Kind.CALL, text=SECRET, by=duty.desk
        )

        duty.tells()

        assert doer.told() == []
        assert len(other.told()) == 1

    def test_not_of_what_was_before_the_telephone_was_registered(self):
        duty = Duty.begins(registered=False)
        duty.forwards()
        duty.head.registers()

        assert duty.tells() == []

    def test_nobody_of_what_happened_long_ago(self, duty):
        duty.ticket()
        duty.head.now += heralds.LOOKS_BACK + timedelta(minutes=1)

        assert duty.tells() == []


class TestOnce:
    def test_each_event_is_told_once(self, duty):
        duty.forwards()

        assert duty.tells() == []
        assert len(duty.head.told()) == 1

    def test_nothing_is_asked_while_no_telephone_is_registered(self, django_assert_num_queries):
        Duty.begins(registered=False).ticket()

        with django_assert_num_queries(1):
            heralds.notify(now=NOON)

    def test_a_sweep_costs_a_fixed_number_of_queries_when_nothing_is_new(
        self, duty, django_assert_num_queries
    ):
        duty.forwards()

        with django_assert_num_queries(2):
            duty.tells()


class TestWhenItIsSent:
    """Between the event and the sending, everything may have changed."""

    def is_withheld(self, duty: Duty, notice: Notice) -> bool:
        try:
            duty.head.shown(notice)
        except notices.NoLongerTrue:
            return True
        return False

    def test_it_goes_while_all_is_as_it_was(self, duty):
        assert not self.is_withheld(duty, duty.notice())

    def test_not_after_the_posting_has_ended(self, duty):
        notice = duty.notice()
        postings.end(posting=duty.head.officer.postings.get(), at=NOON)

        assert self.is_withheld(duty, notice)

    def test_not_to_one_who_sees_it_now_from_another_post(self, duty):
        notice, officer = duty.notice(), duty.head.officer
        postings.end(posting=officer.postings.get(), at=NOON)
        postings.start(officer=officer, unit=duty.line.unit, role=Role.CHIEF, title="SSP", at=NOON)
        assert Ticket.objects.visible_to(officer).filter(pk=notice.event.ticket_id).exists()

        assert self.is_withheld(duty, notice)

    def test_not_to_an_officer_whose_account_is_closed(self, duty):
        notice = duty.notice()
        duty.head.officer.is_active = False
        duty.head.officer.save()

        assert self.is_withheld(duty, notice)

    def test_not_once_it_is_acknowledged_elsewhere(self, duty):
        notice = duty.notice()
        acknowledgement.acknowledge(
            ticket_id=notice.event.ticket_id, by=duty.head.officer, at=duty.head.now
        )

        assert self.is_withheld(duty, notice)

    def test_not_once_the_ticket_is_about_the_officer(self, duty):
        notice = duty.notice()
        restriction.restrict(
            ticket_id=notice.event.ticket_id,
            by=duty.desk,
            at=duty.head.now,
            reason="x",
            officer=duty.head.officer,
        )

        assert self.is_withheld(duty, notice)

    def test_not_to_a_telephone_that_is_no_longer_registered(self, duty):
        notice = duty.notice()
        registration.remove(officer=duty.head.officer, now=duty.head.now)

        assert self.is_withheld(duty, notice)

    def test_not_once_it_lies_with_another_station(self, duty):
        notice = duty.notice()
        duty.forwards(notice.event.ticket, to=make_unit(parent=duty.line.unit))

        assert self.is_withheld(duty, notice)


@pytest.mark.django_db(transaction=True)
def test_sweepers_at_once_tell_it_once():
    duty = Duty.begins()
    ticket = duty.ticket()
    forwarding.forward(ticket_id=ticket.pk, by=duty.desk, at=duty.head.now, station=duty.station)
    barrier = threading.Barrier(4)

    def sweep(_number: int) -> list[object]:
        barrier.wait()
        made = list(heralds.notify(now=duty.head.now))
        connection.close()
        return made

    with ThreadPoolExecutor(4) as sweepers:  # raises what a sweep raises
        told = [key for made in sweepers.map(sweep, range(4)) for key in made]

    assert len(told) == len(duty.head.told()) == 1
    assert HeraldedEvent.objects.count() == 2


def test_the_sweep_finds_events_by_an_index_however_long_the_history(duty):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "event_" in heralds._untold(duty.head.now).explain()
