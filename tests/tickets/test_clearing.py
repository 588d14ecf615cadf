"""Clearing a desk's queue: sent in one go and taken back, set aside and back by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from districts.models import Role
from messaging import news
from tests.factories import NOON, make_line, make_officer, make_ticket, make_tree
from tickets import events, lists
from tickets.lifecycle import Status
from tickets.lists import Tab
from tickets.models import Event, Ticket
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import acknowledgement, clocks, intake, sending, shelving, undoing
from tickets.services.together import UNDO
from tickets.sight import Sight

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def desk(tree):
    return make_officer(Role.DESK, tree.district)


@pytest.fixture
def tickets(tree) -> list[Ticket]:
    line = make_line(tree.district)
    made = [
        intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text=f"बात {number}")
        for number in range(3)
    ]
    return made


def send(tickets, desk, station, at=NOON + 5 * MINUTE) -> str:
    return sending.forward(ticket_ids=[one.pk for one in tickets], by=desk, at=at, station=station)


def fresh(tickets) -> list[Ticket]:
    return list(Ticket.objects.filter(pk__in=[one.pk for one in tickets]).order_by("pk"))


class TestTakingBack:
    def test_all_come_back_to_the_desk(self, tree, desk, tickets):
        word = send(tickets, desk, tree.station)

        assert sending.take_back(word=word, by=desk, at=NOON + 7 * MINUTE) == 3
        assert {(one.status, one.unit) for one in fresh(tickets)} == {("new", tree.district)}

    def test_the_desk_gains_no_time(self, tree, desk, tickets):
        before = clocks.readings(tickets[0])[0]
        word = send(tickets, desk, tree.station)
        sending.take_back(word=word, by=desk, at=NOON + 7 * MINUTE)

        triage = tickets[0].clocks.get(name="triage")
        assert (triage.started_at, triage.due_at) == (before.started_at, before.due_at)
        assert triage.stopped_at is None
        assert not tickets[0].clocks.running().filter(name="acknowledge").exists()

    def test_the_citizen_hears_nothing_of_it(self, tree, desk, tickets):
        word = send(tickets, desk, tree.station)
        sending.take_back(word=word, by=desk, at=NOON + 7 * MINUTE)

        told = Event.objects.filter(news.told(), ticket__in=tickets)
        assert list(told) == []

    def test_sent_again_the_citizen_hears_of_that(self, tree, desk, tickets):
        word = send(tickets, desk, tree.station)
        sending.take_back(word=word, by=desk, at=NOON + 7 * MINUTE)
        send(tickets, desk, tree.sister, at=NOON + 8 * MINUTE)

        told = Event.objects.filter(news.told(), ticket__in=tickets)
        assert {event.data["to"] for event in told} == {tree.sister.code}

    @pytest.mark.parametrize("why", ["late", "acknowledged", "another officer"])
    def test_not_later_not_when_taken_up_not_by_others(self, tree, desk, tickets, why):
        word = send(tickets, desk, tree.station)
        by, at = desk, NOON + 7 * MINUTE
        if why == "late":
            at = NOON + 5 * MINUTE + UNDO
        elif why == "acknowledged":
            head = make_officer(Role.STATION_HEAD, tree.station)
            for one in tickets:
                acknowledgement.acknowledge(ticket_id=one.pk, by=head, at=NOON + 6 * MINUTE)
        else:
            by = make_officer(Role.DESK, tree.district)

        with pytest.raises(DoesNotFollow):
            sending.take_back(word=word, by=by, at=at)
        assert undoing.undoable(by, now=at) == []

    def test_what_can_be_taken_back_is_listed(self, tree, desk, tickets):
        word = send(tickets, desk, tree.station)

        (row,) = undoing.undoable(desk, now=NOON + 6 * MINUTE)
        assert (row["word"], row["number"]) == (word, 3)

    def test_all_or_none_are_sent(self, tree, desk, tickets):
        with pytest.raises(Unacceptable):
            send(tickets, desk, tree.other_station)
        assert {one.status for one in fresh(tickets)} == {Status.NEW}


def tabs(now_shown: Tab) -> set[int]:
    rows = lists.shown(Ticket.objects.all(), now_shown, Sight(is_exact=True))
    return set(rows.values_list("pk", flat=True))


class TestSettingAside:
    def shelve(self, desk, ticket, minutes=30, **given):
        return shelving.shelve(
            ticket_id=ticket.pk, by=desk, at=timezone.now(), minutes=minutes, **given
        )

    def test_it_leaves_the_new_ones_and_its_clock_runs(self, desk, tickets):
        due = tickets[0].clocks.get(name="triage").due_at
        self.shelve(desk, tickets[0])

        assert tickets[0].pk not in tabs(Tab.NEW)
        assert tabs(Tab.LATER) == {tickets[0].pk}
        clock = tickets[0].clocks.get(name="triage")
        assert (clock.due_at, clock.stopped_at) == (due, None)
        assert tickets[0].events.filter(kind=events.SHELVED, by=desk).exists()

    def test_it_comes_back_by_itself(self, desk, tickets):
        shelving.shelve(ticket_id=tickets[0].pk, by=desk, at=NOON, minutes=30)

        assert tickets[0].pk in tabs(Tab.NEW)

    def test_it_comes_back_when_taken_up_and_when_the_citizen_writes(self, desk, tickets):
        for one in tickets[:2]:
            self.shelve(desk, one)
        self.shelve(desk, tickets[0], minutes=shelving.UP_AGAIN)
        intake.add_words(ticket_id=tickets[1].pk, text="और भी", at=NOON)

        assert tabs(Tab.LATER) == set()

    def test_what_moved_on_and_came_back_is_new_again(self, tree, desk, tickets):
        self.shelve(desk, tickets[0])
        word = send(tickets[:1], desk, tree.station)
        sending.take_back(word=word, by=desk, at=NOON + 6 * MINUTE)

        assert tickets[0].pk in tabs(Tab.NEW)

    def test_an_emergency_cannot_wait(self, tree, desk):
        urgent = make_ticket(make_line(tree.district), priority=Ticket.Priority.EMERGENCY)

        with pytest.raises(DoesNotFollow):
            self.shelve(desk, urgent)

    def test_only_a_time_that_was_offered(self, desk, tickets):
        with pytest.raises(Unacceptable):
            self.shelve(desk, tickets[0], minutes=100_000)

    def test_a_superior_does_not_tidy_the_desk(self, tree, tickets):
        with pytest.raises(NotAllowed):
            self.shelve(make_officer(Role.CHIEF, tree.district), tickets[0])
