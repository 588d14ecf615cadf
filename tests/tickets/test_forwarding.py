"""To the right station, back to the desk, and acknowledged once."""

import pytest
from django.utils.translation import override

from districts.models import Role, Unit
from tests.factories import make_line, make_officer
from tests.tickets.world import DEEDS
from tickets import events
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services.restriction import Accused

pytestmark = pytest.mark.django_db


class TestAboutPolice:
    def test_an_accused_chiefs_own_office_is_no_place_for_it(self, world):
        about = Accused(officers=(world.chief,))
        ticket = world.open(accused=about)
        assert ticket.unit == world.tree.range

        with pytest.raises(Unacceptable):
            world.forward(ticket, by=world.office, station=world.tree.district)


class TestForwarding:
    @pytest.mark.parametrize("change", [{"is_active": False}, {"kind": Unit.Kind.CIRCLE}])
    def test_goes_only_to_a_station_in_service(self, world, change):
        Unit.objects.filter(pk=world.tree.station.pk).update(**change)
        world.tree.station.refresh_from_db()

        with pytest.raises(Unacceptable):
            world.forwarded()

    def test_goes_no_further_than_the_officers_part(self, world):
        circle = make_officer(Role.CIRCLE, world.tree.circle)
        ticket = world.forwarded()

        world.forward(ticket, by=circle, station=world.tree.sister)
        with pytest.raises(Unacceptable):
            world.forward(ticket, by=circle, station=world.tree.far_station)

    @pytest.mark.parametrize(("line_at", "allowed"), [("range", True), ("district", False)])
    def test_another_district_only_where_the_number_serves_both(self, world, line_at, allowed):
        line = make_line(getattr(world.tree, line_at))
        ticket = world.open(line=line, unit=world.tree.district)

        if allowed:
            world.forward(ticket, station=world.tree.other_station)
            assert not Ticket.objects.visible_to(world.desk).exists()
        else:
            with pytest.raises(Unacceptable):
                world.forward(ticket, station=world.tree.other_station)

    def test_twice_to_the_same_station_is_refused_in_words(self, world):
        ticket = world.forwarded()

        with override("en"), pytest.raises(DoesNotFollow) as refused:
            world.forward(ticket)

        assert str(refused.value) == f"This ticket is already with {world.tree.station.name_en}."
        assert ticket.events.count() == 2

    def test_returning_goes_to_the_desk_that_opened_it(self, world):
        ticket = world.open(line=make_line(world.tree.zone), unit=world.tree.district)
        world.forward(ticket)

        ticket = DEEDS["return"](world, ticket.pk, world.head)

        assert (ticket.unit, ticket.status) == (world.tree.district, Status.NEW)


def test_acknowledging_twice_is_refused_in_words(world):
    ticket = world.forwarded()
    DEEDS["acknowledge"](world, ticket.pk, world.head)

    with override("en"), pytest.raises(DoesNotFollow) as refused:
        DEEDS["acknowledge"](world, ticket.pk, world.head)

    assert str(refused.value) == "This ticket has already been acknowledged."
    assert ticket.events.filter(kind=events.ACKNOWLEDGED).count() == 1
