"""To another district or an office above: who has it, who sees it, what its clocks do."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from districts import grants
from districts.models import Role, Unit
from tests.factories import LONG_AGO, NOON, make_category, make_line, make_officer, make_unit
from tickets import events
from tickets.clock import RESOLVE, TRIAGE
from tickets.counting import rebuild
from tickets.lifecycle import Silencing, Status
from tickets.models import Figure, Measure, Ticket
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import escalation, forwarding, handover, restriction, silencing

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def next_desk(world):
    return make_officer(Role.DESK, world.tree.other_district)


def hand_over(world, ticket, *, office=None, by=None, minutes=10) -> Ticket:
    return handover.hand_over(
        ticket_id=ticket.pk,
        by=by or world.desk,
        at=NOON + minutes * MINUTE,
        office=office or world.tree.other_district,
        reason="नदी के उस पार, दूसरे ज़िले में",
    )


def due(ticket, name):
    return ticket.clocks.running().get(name=name).due_at


class TestWhoHasIt:
    def test_the_other_desk_has_it_and_the_history_says_so(self, world, next_desk):
        ticket = hand_over(world, world.open())

        event = ticket.events.get(kind=events.HANDED_OVER)
        assert (ticket.unit, ticket.status) == (world.tree.other_district, Status.NEW)
        assert (event.by, event.note) == (world.desk, "नदी के उस पार, दूसरे ज़िले में")
        assert event.data["from"] == world.tree.district.code
        assert event.data["to"] == world.tree.other_district.code

    def test_whoever_gave_it_sees_it_no_more_and_those_above_both_do(self, world, next_desk):
        answering = make_officer(Role.DEPUTY, world.tree.city)
        ticket = world.open()
        grants.give(answering, grants.SHARED, ticket)

        hand_over(world, ticket)

        seen = [
            Ticket.objects.visible_to(officer).exists()
            for officer in (world.desk, world.chief, world.head, answering)
        ]
        assert seen == [False] * 4
        assert all(Ticket.objects.visible_to(one).exists() for one in (next_desk, world.office))

    def test_who_answers_for_the_matter_there_is_shown_it(self, world, next_desk):
        line = make_line(world.tree.district, branch="crime")
        crime = make_unit(Unit.Kind.DIVISION, world.tree.other_district, branch="crime")
        deputy = make_officer(Role.DEPUTY, crime)

        hand_over(world, world.open(line=line))

        assert Ticket.objects.visible_to(deputy).exists()

    def test_the_receiver_forwards_within_itself_and_not_back_into_the_givers_stations(
        self, world, next_desk
    ):
        ticket = hand_over(world, world.open())

        with pytest.raises(Unacceptable):
            world.forward(ticket, by=next_desk)
        ticket = world.forward(ticket, by=next_desk, station=world.tree.other_station)

        assert ticket.status == Status.WITH_STATION

    def test_a_station_gives_it_back_to_the_desk_that_received_it(self, world, next_desk):
        head = make_officer(Role.STATION_HEAD, world.tree.other_station)
        ticket = hand_over(world, world.open())
        world.forward(ticket, by=next_desk, station=world.tree.other_station)

        ticket = forwarding.return_to_desk(ticket_id=ticket.pk, by=head, at=NOON, reason="x")

        assert ticket.unit == world.tree.other_district

    def test_an_office_above_takes_it_and_hands_it_down(self, world, next_desk):
        ticket = hand_over(world, world.open(), office=world.tree.range)
        assert not Ticket.objects.visible_to(next_desk).exists()

        hand_over(world, ticket, by=world.office)

        assert Ticket.objects.visible_to(next_desk).exists()


class TestWhatIsRefused:
    @pytest.mark.parametrize("place", ["other_district", "district", "other_range", "station"])
    def test_nowhere_but_to_a_filled_office_that_is_another(self, world, place):
        world.stranger.postings.update(until=LONG_AGO + MINUTE)  # its chief: the last one there

        with override("en"), pytest.raises(Unacceptable) as refused:
            hand_over(world, world.open(), office=getattr(world.tree, place))

        assert "Choose another district where somebody is at the desk" in str(refused.value)

    @pytest.mark.parametrize("change", [{"is_active": False}, {"kind": Unit.Kind.CIRCLE}])
    def test_nor_to_one_out_of_service(self, world, next_desk, change):
        Unit.objects.filter(pk=world.tree.other_district.pk).update(**change)

        with pytest.raises(Unacceptable):
            hand_over(world, world.open())

    def test_a_ticket_about_police_is_never_handed_over(self, world, next_desk):
        about = make_category(world.line, about_police=True)
        ticket = world.open(category=about)
        assert ticket.is_restricted

        for by in (world.chief, world.office):
            with pytest.raises(NotAllowed):
                hand_over(world, ticket, by=by)

    def test_not_once_a_station_has_acted(self, world, next_desk):
        with pytest.raises(DoesNotFollow):
            hand_over(world, world.acted())

    def test_whoever_waits_to_be_heard_is_heard_first(self, world, next_desk):
        with pytest.raises(DoesNotFollow):
            hand_over(world, world.open(kind=Ticket.Kind.HEARING))

    def test_the_receiver_cannot_silence_whoever_writes_to_another_districts_number(
        self, world, next_desk
    ):
        ticket = hand_over(world, world.open())
        about = {"ticket_id": ticket.pk, "by": next_desk, "at": NOON, "reason": "x"}

        with pytest.raises(DoesNotFollow):
            silencing.silence(**about, how=Silencing.BLOCK, days=7)

    def test_once_there_it_may_still_be_restricted_away_from_whom_it_accuses(
        self, world, next_desk
    ):
        ticket = hand_over(world, world.open())

        restriction.restrict(
            ticket_id=ticket.pk,
            by=next_desk,
            at=NOON,
            reason="x",
            unit=world.tree.other_district,
        )

        assert not Ticket.objects.visible_to(next_desk).exists()
        assert Ticket.objects.visible_to(world.office).exists()


class TestTheClocks:
    """Make_line gives 15 minutes to triage."""

    def test_the_receivers_own_starts_and_the_answer_is_due_as_before(self, world, next_desk):
        ticket = world.open()
        answer = due(ticket, RESOLVE)

        hand_over(world, ticket)

        assert due(ticket, TRIAGE) == NOON + 25 * MINUTE
        assert due(ticket, RESOLVE) == answer
        first = ticket.clocks.get(name=TRIAGE, turn=1)
        assert (first.unit, first.stopped_at) == (world.tree.district, NOON + 10 * MINUTE)

    def test_passing_to_and_fro_wins_no_time(self, world, next_desk):
        ticket = hand_over(world, world.open(), minutes=10)
        hand_over(world, ticket, by=next_desk, office=world.tree.district, minutes=12)
        assert due(ticket, TRIAGE) == NOON + 17 * MINUTE

        hand_over(world, ticket, minutes=30)
        assert due(ticket, TRIAGE) == NOON + 43 * MINUTE
        hand_over(world, ticket, by=next_desk, office=world.tree.district, minutes=31)

        assert due(ticket, TRIAGE) == NOON + 32 * MINUTE

    def test_silence_climbs_to_those_above_the_receiver(self, world, next_desk):
        chief = make_officer(Role.CHIEF, world.tree.other_district)
        ticket = hand_over(world, world.open())

        escalation.escalate_due(now=NOON + 100 * MINUTE)

        told = ticket.events.filter(kind=events.ESCALATED, data__clock=TRIAGE)
        assert {event.data["unit"] for event in told} == {world.tree.other_district.code}
        assert Ticket.objects.visible_to(chief).exists()

    def test_figures_leave_each_desk_its_own_reading(self, world, next_desk):
        hand_over(world, world.open(), minutes=16)

        rebuild(now=NOON + 20 * MINUTE)

        late = Figure.objects.filter(measure=Measure.TRIAGE_LATE)
        assert set(late.values_list("unit", flat=True)) == {world.tree.district.pk}
