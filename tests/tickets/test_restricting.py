"""A ticket about police: out of their sight and above them."""

import pytest

from districts import grants
from districts.models import Role
from tests.factories import NOON, make_officer
from tests.tickets.world import DEEDS
from tickets import events
from tickets.lifecycle import CloseReason, Status
from tickets.models import Accusation, Ticket
from tickets.refusals import Unacceptable
from tickets.services import (
    resolution,
    restriction,
)

pytestmark = pytest.mark.django_db


class TestRestricting:
    @pytest.mark.parametrize(
        ("accused", "lies_at"),
        [("station", "district"), ("city", "district"), ("district", "range")],
    )
    def test_moves_above_the_accused_and_out_of_their_sight(self, world, accused, lies_at):
        ticket = world.acted()

        ticket = restriction.restrict(
            ticket_id=ticket.pk,
            by=world.desk,
            at=NOON,
            reason="x",
            unit=getattr(world.tree, accused),
        )

        assert ticket.unit == getattr(world.tree, lies_at)
        assert (ticket.status, ticket.is_restricted) == (Status.NEW, True)
        assert not Ticket.objects.visible_to(world.head).exists()
        assert not Ticket.objects.visible_to(world.desk).exists()
        assert Ticket.objects.visible_to(world.chief).exists() is (lies_at == "district")

    def test_shares_of_the_ordinary_ticket_end(self, world):
        ticket, other = world.forwarded(), world.forwarded()
        crime = make_officer(Role.DEPUTY, world.tree.rural)
        for one in (ticket, other):
            grants.give(crime, grants.SHARED, one)

        DEEDS["restrict"](world, ticket.pk, world.desk)

        assert list(Ticket.objects.visible_to(crime)) == [other]

    def test_an_accused_chief_leaves_it_to_the_range(self, world):
        ticket = restriction.restrict(
            ticket_id=world.open().pk, by=world.chief, at=NOON, reason="x", officer=world.chief
        )

        assert ticket.unit == world.tree.range
        assert not Ticket.objects.visible_to(world.chief).exists()

    def test_the_history_names_the_post_and_no_one(self, world):
        ticket = DEEDS["restrict"](world, world.open().pk, world.chief)

        data = ticket.events.get(kind=events.RESTRICTED).data
        assert (data["unit"], data["officer"]) == (world.tree.station.code, None)
        assert data["to"] == world.tree.district.code

    @pytest.mark.parametrize("both", [True, False])
    def test_names_either_a_unit_or_an_officer(self, world, both):
        named = {"unit": world.tree.station, "officer": world.head} if both else {}

        with pytest.raises(Unacceptable):
            restriction.restrict(
                ticket_id=world.open().pk, by=world.chief, at=NOON, reason="x", **named
            )

    def test_twice_against_the_same_changes_no_more(self, world):
        ticket = world.open()
        DEEDS["restrict"](world, ticket.pk, world.chief)
        DEEDS["restrict"](world, ticket.pk, world.chief)

        assert Accusation.objects.count() == 1

    def test_the_office_that_keeps_it_can_finish_it(self, world):
        ticket = DEEDS["restrict"](world, world.acted().pk, world.chief)

        world.act(ticket, by=world.chief)
        DEEDS["outcome"](world, ticket.pk, world.chief)
        ticket = resolution.close(
            ticket_id=ticket.pk, by=world.chief, at=NOON, reason=CloseReason.DONE
        )

        assert ticket.status == Status.CLOSED

    @pytest.mark.parametrize(
        ("to", "allowed"),
        [
            ("station", False),
            ("sister", False),
            ("district", True),
            ("range", True),
            ("zone", True),
        ],
    )
    def test_goes_on_only_to_an_office_above(self, world, to, allowed):
        zone = make_officer(Role.ZONE, world.tree.zone)
        ticket = DEEDS["restrict"](world, world.acted().pk, world.chief)

        try:
            world.forward(ticket, by=zone, station=getattr(world.tree, to))
            went = True
        except Unacceptable:
            went = False

        assert went is allowed
