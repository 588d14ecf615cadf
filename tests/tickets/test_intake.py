"""How a ticket begins, and what the citizen adds."""

import pytest

from tests.factories import NOON, make_category
from tests.tickets.world import DEEDS
from tickets import codes, events
from tickets.lifecycle import Status
from tickets.models import Clock, Ticket
from tickets.refusals import NotAllowed, Unacceptable
from tickets.services import (
    dialogue,
    intake,
)
from tickets.services.restriction import Accused

pytestmark = pytest.mark.django_db


class TestIntake:
    def test_opens_at_the_line_with_two_clocks_running(self, world):
        ticket = world.open(place=" नदी\nके पास ", latitude=28.3, longitude=79.4)

        assert (ticket.unit, ticket.status) == (world.tree.district, Status.NEW)
        assert ticket.place == "नदी के पास"
        assert codes.read_code(ticket.code) == ticket.code
        assert set(Clock.objects.values_list("name", flat=True)) == {"triage", "resolve"}
        assert ticket.events.get().note == "शराब"

    def test_text_is_cleaned_and_emoji_kept(self, world):
        assert world.open(text="a\0b\u202ec\ud83d🍶").text == "abc\ufffd🍶"

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"line": None}, "unit"),
            ({"text": "x" * 20_001}, "text"),
            ({"place": "x" * 301}, "place"),
            ({"latitude": 10.0}, "latitude"),
            ({"latitude": 91.0, "longitude": 0.0}, "latitude"),
            ({"latitude": float("nan"), "longitude": 0.0}, "latitude"),
        ],
    )
    def test_what_cannot_be_used_is_refused_by_name(self, world, fields, field):
        with pytest.raises(Unacceptable) as refused:
            world.open(**fields)

        assert refused.value.field == field
        assert not Ticket.objects.exists()

    @pytest.mark.parametrize(
        ("accused", "lies_at"),
        [
            ("station", "district"),
            ("circle", "district"),
            ("district", "range"),
            (None, "district"),
        ],
    )
    def test_a_complaint_about_police_is_born_hidden_and_above(self, world, accused, lies_at):
        category = make_category(world.line, about_police=accused is None)
        unit = getattr(world.tree, accused) if accused else None

        ticket = world.open(
            category=category, accused=unit and Accused((unit,)), unit=world.tree.station
        )

        assert ticket.is_restricted
        assert ticket.unit == getattr(world.tree, lies_at)
        assert not Ticket.objects.visible_to(world.head).exists()
        assert not Ticket.objects.visible_to(world.desk).exists()
        assert Ticket.objects.visible_to(world.office).exists()
        assert Ticket.objects.visible_to(world.chief).exists() is (accused != "district")

    def test_with_nobody_above_it_is_kept_rather_than_refused(self, world):
        ticket = world.open(unit=world.tree.zone, accused=Accused((world.tree.zone,)))

        assert (ticket.unit, ticket.is_restricted) == (world.tree.zone, True)

    def test_only_those_who_take_calls_open_one_by_hand(self, world):
        assert world.open(by=world.desk, kind=Ticket.Kind.CALL).events.get().by == world.desk
        with pytest.raises(NotAllowed):
            world.open(by=world.head, kind=Ticket.Kind.CALL)
        with pytest.raises(NotAllowed):
            world.open(by=world.stranger, kind=Ticket.Kind.CALL)

    def test_words_answer_an_open_question_and_add_otherwise(self, world):
        ticket = world.forwarded()
        clocks = list(Clock.objects.values())
        kinds = []
        for text in ("one", "ask", "two", "three"):
            if text == "ask":
                dialogue.ask(ticket_id=ticket.pk, by=world.head, at=NOON, text="कौन?")
            else:
                kinds.append(intake.add_words(ticket_id=ticket.pk, text=text, at=NOON).kind)

        assert kinds == [events.ADDED, events.ANSWERED, events.ADDED]
        assert list(Clock.objects.values()) == clocks

    def test_a_closed_ticket_takes_words_too(self, world):
        ticket = world.open()
        DEEDS["close"](world, ticket.pk, world.desk)

        assert intake.add_words(ticket_id=ticket.pk, text="x", at=NOON).kind == events.ADDED
