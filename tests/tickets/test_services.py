"""Each use-case alone: hidden is missing, forbidden is refused, the rest follows the table."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from districts.models import Role, Unit
from tests.factories import NOON, make_category, make_line, make_officer, make_tree, make_unit
from tickets import codes, events
from tickets.lifecycle import CloseReason, Outcome, Status
from tickets.models import Accusation, Action, Clock, Ticket
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import (
    acknowledgement,
    actions,
    dialogue,
    forwarding,
    intake,
    notes,
    resolution,
    restriction,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class World:
    """A district, its people, and one ticket at any place of its life."""

    def __init__(self) -> None:
        self.tree = make_tree()
        self.line = make_line(self.tree.district, reopen_days=7)
        self.desk = make_officer(Role.DESK, self.tree.district)
        self.head = make_officer(Role.STATION_HEAD, self.tree.station)
        self.chief = make_officer(Role.CHIEF, self.tree.district)
        self.office = make_officer(Role.RANGE, self.tree.range)
        self.stranger = make_officer(Role.CHIEF, self.tree.other_district)

    def open(self, **fields) -> Ticket:
        usual = {"line": self.line, "at": NOON, "kind": Ticket.Kind.TIP, "text": "शराब"}
        return intake.open_ticket(**{**usual, **fields})

    def forwarded(self) -> Ticket:
        return self.forward(self.open())

    def forward(self, ticket, *, by=None, station=None) -> Ticket:
        station = station or self.tree.station
        return forwarding.forward(ticket_id=ticket.pk, by=by or self.desk, at=NOON, station=station)

    def acted(self) -> Ticket:
        return self.act(self.forwarded()).ticket

    def act(self, ticket, **fields) -> Action:
        usual = {"by": self.head, "at": NOON, "kind": Action.Kind.SPOT_VISIT, "note": "गए"}
        return actions.record(ticket_id=ticket.pk, **{**usual, **fields})

    def answered(self, *, at=NOON, ticket=None) -> Ticket:
        ticket = ticket or self.acted()
        return resolution.give_outcome(
            ticket_id=ticket.pk, by=self.head, at=at, outcome=Outcome.DONE, text="हो गया"
        )


@pytest.fixture
def world():
    return World()


DEEDS = {
    "forward": lambda w, key, by: forwarding.forward(
        ticket_id=key, by=by, at=NOON, station=w.tree.sister
    ),
    "return": lambda w, key, by: forwarding.return_to_desk(
        ticket_id=key, by=by, at=NOON, reason="x"
    ),
    "acknowledge": lambda w, key, by: acknowledgement.acknowledge(ticket_id=key, by=by, at=NOON),
    "act": lambda w, key, by: actions.record(
        ticket_id=key, by=by, at=NOON, kind=Action.Kind.SPOT_VISIT, note="x"
    ),
    "ask": lambda w, key, by: dialogue.ask(ticket_id=key, by=by, at=NOON, text="x"),
    "outcome": lambda w, key, by: resolution.give_outcome(
        ticket_id=key, by=by, at=NOON, outcome=Outcome.DONE, text="x"
    ),
    "close": lambda w, key, by: resolution.close(
        ticket_id=key, by=by, at=NOON, reason=CloseReason.SPAM, note="x"
    ),
    "reopen": lambda w, key, by: resolution.reopen(ticket_id=key, by=by, at=NOON, reason="x"),
    "restrict": lambda w, key, by: restriction.restrict(
        ticket_id=key, by=by, at=NOON, reason="x", unit=w.tree.station
    ),
    "note": lambda w, key, by: notes.note(ticket_id=key, by=by, at=NOON, text="x"),
    "categorise": lambda w, key, by: notes.categorise(
        ticket_id=key, by=by, at=NOON, category=make_category(w.line)
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("stranger", ["other district", "accused", "deactivated"])
def test_what_an_officer_may_not_see_is_missing(world, deed, stranger):
    ticket = world.forwarded()
    by = world.stranger
    if stranger == "accused":
        by = world.chief
        Accusation.objects.create(ticket=ticket, officer=by, made_at=NOON)
    elif stranger == "deactivated":
        by = world.chief
        by.is_active = False

    with pytest.raises(Ticket.DoesNotExist):
        DEEDS[deed](world, ticket.pk, by)

    assert ticket.events.count() == 2


@pytest.mark.parametrize("deed", set(DEEDS) - {"act", "note"})
def test_what_a_post_does_not_carry_is_refused_whatever_the_state(world, deed):
    constable = make_officer(Role.STATION_OFFICER, world.tree.station)
    ticket = world.forwarded()

    with pytest.raises(NotAllowed):
        DEEDS[deed](world, ticket.pk, constable)

    assert ticket.events.count() == 2


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

        ticket = world.open(category=category, accused_unit=unit, unit=world.tree.station)

        assert ticket.is_restricted
        assert ticket.unit == getattr(world.tree, lies_at)
        assert not Ticket.objects.visible_to(world.head).exists()
        assert not Ticket.objects.visible_to(world.desk).exists()
        assert Ticket.objects.visible_to(world.office).exists()
        assert Ticket.objects.visible_to(world.chief).exists() is (accused != "district")

    def test_with_nobody_above_it_is_kept_rather_than_refused(self, world):
        ticket = world.open(unit=world.tree.zone, accused_unit=world.tree.zone)

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


class TestClosing:
    def test_done_needs_the_outcome_first(self, world):
        ticket = world.acted()
        done = {"by": world.desk, "at": NOON, "reason": CloseReason.DONE}

        with pytest.raises(DoesNotFollow):
            resolution.close(ticket_id=ticket.pk, **done)
        world.answered(ticket=ticket)

        assert resolution.close(ticket_id=ticket.pk, **done).status == Status.CLOSED

    @pytest.mark.parametrize("reason", ["not_police", "false", "spam"])
    def test_the_other_reasons_need_words(self, world, reason):
        with pytest.raises(Unacceptable):
            resolution.close(
                ticket_id=world.open().pk, by=world.desk, at=NOON, reason=CloseReason(reason)
            )

    @pytest.mark.parametrize("original", ["itself", "nonsense", "hidden", "a duplicate"])
    def test_a_duplicate_names_another_ticket_that_can_be_seen(self, world, original):
        ticket, other = world.open(), world.open()
        if original == "hidden":
            Ticket.objects.filter(pk=other.pk).update(unit=world.tree.other_district)
        elif original == "a duplicate":
            Ticket.objects.filter(pk=other.pk).update(duplicate_of=world.open())
        typed = {"itself": ticket.code, "nonsense": "x"}.get(original, other.code)

        with pytest.raises(Unacceptable):
            self.close_as_duplicate(world, ticket, typed)

    def test_a_duplicate_points_at_its_original(self, world):
        ticket, other = world.open(), world.open()

        self.close_as_duplicate(world, ticket, codes.spaced(other.code).lower())

        ticket.refresh_from_db()
        assert (ticket.duplicate_of, ticket.close_reason) == (other, CloseReason.DUPLICATE)

    def close_as_duplicate(self, world, ticket, typed) -> None:
        resolution.close(
            ticket_id=ticket.pk,
            by=world.desk,
            at=NOON,
            reason=CloseReason.DUPLICATE,
            duplicate_of_code=typed,
        )


class TestReopening:
    @pytest.mark.parametrize(
        ("after", "allowed"), [(7 * DAY, True), (7 * DAY + timedelta(microseconds=1), False)]
    )
    def test_the_citizen_has_the_days_of_the_line(self, world, after, allowed):
        ticket = world.answered()

        if allowed:
            again = resolution.reopen(ticket_id=ticket.pk, at=NOON + after, reason="")
            assert (again.status, again.round) == (Status.WITH_STATION, 2)
        else:
            with pytest.raises(DoesNotFollow):
                resolution.reopen(ticket_id=ticket.pk, at=NOON + after, reason="")

    def test_once_for_each_outcome(self, world):
        ticket = world.answered()
        resolution.reopen(ticket_id=ticket.pk, at=NOON, reason="")

        with pytest.raises(DoesNotFollow):
            resolution.reopen(ticket_id=ticket.pk, at=NOON, reason="")
        world.act(ticket)
        world.answered(ticket=ticket)
        assert resolution.reopen(ticket_id=ticket.pk, at=NOON, reason="").round == 3

    def test_without_an_outcome_the_citizen_has_nothing_to_reopen(self, world):
        ticket = world.open()
        DEEDS["close"](world, ticket.pk, world.desk)

        with pytest.raises(DoesNotFollow):
            resolution.reopen(ticket_id=ticket.pk, at=NOON, reason="")

    def test_a_station_no_longer_in_service_leaves_it_to_the_desk(self, world):
        ticket = world.answered()
        Unit.objects.filter(pk=world.tree.station.pk).update(is_active=False)

        ticket = DEEDS["reopen"](world, ticket.pk, world.chief)

        assert (ticket.status, ticket.unit) == (Status.NEW, world.tree.district)

    def test_forgets_why_it_was_closed(self, world):
        ticket = world.open()
        DEEDS["close"](world, ticket.pk, world.desk)

        ticket = DEEDS["reopen"](world, ticket.pk, world.desk)

        assert (ticket.close_reason, ticket.closed_at, ticket.status) == ("", None, Status.NEW)


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

    @pytest.mark.parametrize("fault", ["other line", "retired"])
    def test_only_into_a_category_of_its_line(self, world, fault):
        line = make_line(make_unit()) if fault == "other line" else world.line
        category = make_category(line, is_active=fault != "retired")

        with pytest.raises(Unacceptable):
            notes.categorise(ticket_id=world.open().pk, by=world.desk, at=NOON, category=category)
