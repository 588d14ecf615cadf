"""One ticket from the first word to the last, and back again."""

from datetime import timedelta

import pytest

from districts.models import Role
from tests.factories import NOON, make_line, make_officer, make_tree
from tickets import events
from tickets.lifecycle import CloseReason, Outcome, Status
from tickets.models import Action, Ticket
from tickets.services import (
    acknowledgement,
    actions,
    dialogue,
    forwarding,
    intake,
    notes,
    resolution,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_tip_reaches_the_station_and_its_outcome_is_recorded():
    tree = make_tree()
    line = make_line(tree.district)
    desk = make_officer(Role.DESK, tree.district)
    head = make_officer(Role.STATION_HEAD, tree.station)

    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="शराब 🍶")
    key = ticket.pk
    forwarding.forward(ticket_id=key, by=desk, at=NOON + MINUTE, station=tree.station)
    acknowledgement.acknowledge(ticket_id=key, by=head, at=NOON + 2 * MINUTE)
    dialogue.ask(ticket_id=key, by=head, at=NOON + 3 * MINUTE, text="कौन सा घर?")
    intake.add_words(ticket_id=key, text="नीला दरवाज़ा", at=NOON + 4 * MINUTE)
    actions.record(
        ticket_id=key, by=head, at=NOON + 5 * MINUTE, kind=Action.Kind.SPOT_VISIT, note="गए"
    )
    notes.note(ticket_id=key, by=head, at=NOON + 6 * MINUTE, text="फिर देखेंगे")
    resolution.give_outcome(
        ticket_id=key, by=head, at=NOON + 7 * MINUTE, outcome=Outcome.DONE, text="हो गया"
    )
    resolution.close(ticket_id=key, by=desk, at=NOON + 8 * MINUTE, reason=CloseReason.DONE)
    ticket = resolution.reopen(ticket_id=key, at=NOON + 9 * MINUTE, reason="नहीं हुआ")

    assert (ticket.status, ticket.round, ticket.unit) == (Status.WITH_STATION, 2, tree.station)
    assert list(ticket.events.values_list("kind", flat=True)) == [
        events.OPENED,
        events.FORWARDED,
        events.ACKNOWLEDGED,
        events.ASKED,
        events.ANSWERED,
        events.ACTED,
        events.NOTED,
        events.OUTCOME,
        events.CLOSED,
        events.REOPENED,
    ]
