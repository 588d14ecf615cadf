"""How a ticket ends and begins again."""

from datetime import timedelta

import pytest

from districts.models import Role, Unit
from tests.factories import NOON, make_officer
from tests.tickets.world import DEEDS
from tickets import codes, events
from tickets.lifecycle import CloseReason, Status
from tickets.models import Ticket
from tickets.refusals import DoesNotFollow, Unacceptable
from tickets.services import escalation, resolution

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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

    @pytest.mark.parametrize(
        ("role", "hours", "allowed"),
        # a circle officer sees blocks of six hours, and learns no more from a refusal
        [("desk", 0, True), ("desk", 1, False), ("circle", 5, True), ("circle", 6, False)],
    )
    def test_of_two_the_earlier_stays_with_its_clocks(self, world, role, hours, allowed):
        at, unit = {"desk": "district", "circle": "circle"}[role], Role(role)
        by = make_officer(unit, getattr(world.tree, at))
        first = world.open(unit=world.tree.station)
        later = world.open(unit=world.tree.station, at=NOON + timedelta(hours=hours))

        if allowed:
            self.close_as_duplicate(world, first, later.code, by=by)
        else:
            with pytest.raises(Unacceptable):
                self.close_as_duplicate(world, first, later.code, by=by)

    @pytest.mark.parametrize("both", [False, True])
    def test_of_a_restricted_ticket_only_a_restricted_one_is_a_duplicate(self, world, both):
        ticket, other = world.open(), world.open()
        for one in [other, ticket] if both else [other]:
            DEEDS["restrict"](world, one.pk, world.chief)

        if both:
            self.close_as_duplicate(world, ticket, other.code, by=world.chief)
        else:
            with pytest.raises(Unacceptable):
                self.close_as_duplicate(world, ticket, other.code, by=world.chief)

        ticket.refresh_from_db()
        assert ticket.duplicate_of == (other if both else None)

    def close_as_duplicate(self, world, ticket, typed, by=None) -> None:
        resolution.close(
            ticket_id=ticket.pk,
            by=by or world.desk,
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

    def test_an_officers_own_begins_no_round_and_moves_no_deadline(self, world):
        ticket = world.answered()
        before = ticket.clocks.get(name="resolve")
        again = {"ticket_id": ticket.pk, "by": world.chief, "reason": "x"}

        ticket = resolution.reopen(**again, at=NOON + DAY)

        after = ticket.clocks.get(name="resolve")
        assert (ticket.round, after.stopped_at, after.due_at) == (1, None, before.due_at)
        assert after.reopened_at == NOON + DAY

    def test_after_it_there_is_no_outcome_to_disagree_with(self, world):
        ticket = world.answered()
        DEEDS["reopen"](world, ticket.pk, world.chief)

        with pytest.raises(DoesNotFollow):
            resolution.reopen(ticket_id=ticket.pk, at=NOON, reason="")

    def test_a_deadline_that_passed_meanwhile_is_told_at_once_and_once(self, world):
        circle = make_officer(Role.CIRCLE, world.tree.circle)
        ticket = world.answered()
        late = NOON + 4 * DAY
        assert escalation.escalate_due(now=late) == 0
        resolution.reopen(ticket_id=ticket.pk, by=world.chief, at=late, reason="x")

        told = escalation.escalate_due(now=late)

        steps = ticket.events.filter(kind=events.ESCALATED, data__clock="resolve")
        first = steps.order_by("number").first()
        assert first.data["late_minutes"] >= 24 * 60 - 1
        assert circle in first.escalation.officers.all()
        assert told == ticket.events.filter(kind=events.ESCALATED).count()
        assert escalation.escalate_due(now=late) == 0
