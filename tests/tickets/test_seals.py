"""Seals show what a thorough forger hides from the chain."""

from datetime import timedelta

import pytest

from tests.factories import NOON
from tests.tickets.tampering import LATER, found, rewrite, sql
from tickets.history import Kind
from tickets.models import Checkpoint, Event
from tickets.services import checkpoints

pytestmark = pytest.mark.django_db


class TestASealShows:
    """What a thorough forger does, who chains anew all that follows and rewrites the head."""

    @pytest.fixture(autouse=True)
    def sealed(self, tickets):
        self.ticket = tickets[0]
        seal = checkpoints.make(now=LATER)
        self.broken = (Kind.SEAL_BROKEN, f"events {seal.first_event}-{seal.last_event}", None)

    def test_an_edit(self):
        sql("UPDATE tickets_event SET note = 'x' WHERE id = %s", self.event(2))
        rewrite(self.ticket, from_number=2)

        assert found() == {self.broken}

    def test_a_cut_tail(self):
        sql("DELETE FROM tickets_event WHERE id = %s", self.event(5))
        rewrite(self.ticket, from_number=5)

        assert found() == {self.broken}

    def test_a_removed_event(self):
        sql("DELETE FROM tickets_event WHERE id = %s", self.event(3))
        for number in (4, 5):
            sql(
                "UPDATE tickets_event SET number = number - 1 WHERE id = %s",
                self.event(number),
            )
        rewrite(self.ticket, from_number=3)

        assert found() == {self.broken}

    def test_a_whole_ticket_that_is_gone(self):
        sql("DELETE FROM tickets_event WHERE ticket_id = %s", self.ticket.pk)
        sql("DELETE FROM tickets_ticket WHERE id = %s", self.ticket.pk)

        assert found() == {self.broken}

    def test_an_event_slipped_under_it(self):
        self.ticket.refresh_from_db()
        event = self.ticket.record("ticket.noted", by=None, at=NOON, note="late")
        sql("UPDATE tickets_event SET id = %s WHERE id = %s", self.event(1) - 1, event.pk)
        rewrite(self.ticket, from_number=6)

        assert found() == {self.broken}

    @pytest.mark.parametrize(
        "edit",
        [
            "first_event = first_event + 1",
            "last_event = last_event - 1",
            "count = count + 1",
            "digest = decode('00', 'hex')",
            "made_at = made_at + interval '1 second'",
        ],
    )
    def test_an_edit_of_itself(self, edit):
        sql(f"UPDATE tickets_checkpoint SET {edit}")

        assert {kind for kind, _, _ in found()} == {Kind.SEAL_BROKEN}

    def test_that_one_before_it_is_gone(self):
        self.ticket.refresh_from_db()
        self.ticket.record("ticket.noted", by=None, at=LATER, note="more")
        checkpoints.make(now=LATER + timedelta(hours=1))
        assert found() == set()

        sql("DELETE FROM tickets_checkpoint WHERE id = %s", Checkpoint.objects.first().pk)

        assert Kind.SEAL_OUT_OF_PLACE in {kind for kind, _, _ in found()}

    def event(self, number: int) -> int:
        return Event.objects.get(ticket=self.ticket, number=number).pk


@pytest.mark.parametrize(
    ("age", "sealed"), [(timedelta(minutes=9), 0), (timedelta(minutes=10), 10)]
)
def test_only_settled_events_are_sealed(tickets, age, sealed):
    seal = checkpoints.make(now=NOON + age)

    assert (seal.count if seal else 0) == sealed


def test_nothing_new_makes_no_seal(tickets):
    checkpoints.make(now=LATER)

    assert checkpoints.make(now=LATER) is None
