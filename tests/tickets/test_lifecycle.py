"""Which move follows which, told again by hand; and a history that retells every walk."""

from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.db import transaction
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import NOON, make_line, make_ticket, make_unit
from tickets import lifecycle
from tickets.lifecycle import IllegalMove, Status
from tickets.models import Event, Ticket
from tickets.refusals import DoesNotFollow

LEGAL = """
new           > new with_station action_taken outcome_given closed
with_station  > new with_station acknowledged action_taken closed
acknowledged  > new with_station action_taken closed
action_taken  > new with_station action_taken outcome_given closed
outcome_given > new with_station closed
closed        > new with_station
"""
MOVES = {
    (present, wanted)
    for present, after in (row.split(" > ") for row in LEGAL.strip().splitlines())
    for present in [present.strip()]
    for wanted in after.split()
}


@pytest.mark.parametrize(("present", "wanted"), [*product(Status, Status)])
def test_exactly_the_legal_moves_are_allowed(present, wanted):
    try:
        lifecycle.check_move(present, wanted)
        allowed = True
    except IllegalMove:
        allowed = False

    assert allowed is ((present, wanted) in MOVES)


def test_a_refusal_is_a_sentence():
    with override("en"), pytest.raises(DoesNotFollow) as refused:
        lifecycle.check_move(Status.CLOSED, Status.ACKNOWLEDGED)

    assert str(refused.value) == "A ticket that is “Closed” cannot become “Acknowledged”."


@pytest.mark.django_db
@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(Status), max_size=12))
def test_any_walk_leaves_a_history_that_retells_it(wishes):
    with transaction.atomic():
        ticket = make_ticket(make_line(make_unit("district")))
        walked = [ticket.status]
        for minute, wanted in enumerate(wishes):
            try:
                ticket.move_to(wanted, kind="x", by=None, at=NOON + timedelta(minutes=minute))
                walked.append(wanted)
            except IllegalMove:
                assert (walked[-1], wanted) not in MOVES
        told = Event.objects.filter(ticket=ticket).order_by("number")

        assert [event.data["status"] for event in told] == walked
        stored = Ticket.objects.get(pk=ticket.pk)
        assert stored.status == walked[-1]
        assert (stored.closed_at is not None) is (walked[-1] == Status.CLOSED)
        transaction.set_rollback(True)


def test_status_is_set_in_one_place():
    setting = [
        path
        for path in Path(lifecycle.__file__).parent.rglob("*.py")
        if "migrations" not in path.parts and ".status = " in path.read_text()
    ]

    assert [path.name for path in setting] == ["ticket.py"]
