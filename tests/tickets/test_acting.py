"""What was done, and into which category it falls."""

from datetime import timedelta

import pytest

from tests.factories import NOON, make_category, make_line, make_unit
from tests.tickets.world import DEEDS
from tickets import events
from tickets.models import Action, Clock, Ticket
from tickets.refusals import Unacceptable
from tickets.services import (
    notes,
)

pytestmark = pytest.mark.django_db


class TestActing:
    def test_keeps_the_figures_and_their_facts_in_the_history(self, world):
        action = world.act(
            world.forwarded(),
            kind=Action.Kind.FIR,
            reference=" 12/2026 ",
            sections=["BNS 303(2)", " "],
            arrests=2,
            seized="20 l",
            happened_at=NOON - timedelta(hours=1),
        )

        action.refresh_from_db()
        assert (action.reference, action.sections, action.arrests) == ("12/2026", ["BNS 303(2)"], 2)
        assert action.event.data["sections"] == ["BNS 303(2)"]
        assert action.event.data["done_at"] == "2026-11-02T05:30:00.000000+00:00"

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"kind": Action.Kind.FIR}, "reference"),
            ({"kind": Action.Kind.NOTHING_FOUND, "note": " "}, "note"),
            ({"happened_at": NOON + timedelta(seconds=1)}, "happened_at"),
            ({"arrests": -1}, "arrests"),
            ({"arrests": 1001}, "arrests"),
            ({"sections": ["x"] * 21}, "sections"),
            ({"sections": ["x" * 61]}, "sections"),
            ({"note": "x" * 4001}, "note"),
        ],
    )
    def test_what_cannot_be_right_is_refused_by_name(self, world, fields, field):
        ticket = world.forwarded()

        with pytest.raises(Unacceptable) as refused:
            world.act(ticket, **fields)

        assert refused.value.field == field
        assert ticket.events.count() == 2


class TestCategorising:
    def test_says_from_what_to_what_and_touches_no_clock(self, world):
        ticket = world.forwarded()
        before = list(Clock.objects.values())

        ticket = DEEDS["categorise"](world, ticket.pk, world.desk)

        assert ticket.events.get(kind=events.CATEGORISED).data == {
            "from": "",
            "to": ticket.category.code,
        }
        assert list(Clock.objects.values()) == before

    def test_a_category_about_police_lifts_it_out_of_reach(self, world):
        category = make_category(world.line, about_police=True)
        ticket = world.forwarded()

        notes.categorise(ticket_id=ticket.pk, by=world.desk, at=NOON, category=category)

        ticket.refresh_from_db()
        assert (ticket.is_restricted, ticket.unit) == (True, world.tree.district)
        assert not Ticket.objects.visible_to(world.head).filter(pk=ticket.pk).exists()

    @pytest.mark.parametrize("fault", ["other line", "retired"])
    def test_only_into_a_category_of_its_line(self, world, fault):
        line = make_line(make_unit()) if fault == "other line" else world.line
        category = make_category(line, is_active=fault != "retired")

        with pytest.raises(Unacceptable):
            notes.categorise(ticket_id=world.open().pk, by=world.desk, at=NOON, category=category)
