"""“Was it settled? Yes” stands in the history and is counted."""

from datetime import timedelta

import pytest

from districts.models import Role
from tests.factories import NOON, make_line, make_officer, make_ticket, make_tree
from tickets import events, feedback, retelling
from tickets.lifecycle import Outcome
from tickets.models import Ticket
from tickets.services import resolution, settling

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def desk(tree):
    return make_officer(Role.DESK, tree.district)


@pytest.fixture
def line(tree):
    return make_line(tree.district)


def answered(line, desk) -> Ticket:
    ticket = make_ticket(line)
    return resolution.give_outcome(
        ticket_id=ticket.pk, by=desk, at=NOON, outcome=Outcome.DONE, text="भट्ठी तोड़ दी गई"
    )


def says_yes(ticket, at=NOON) -> bool:
    outcome = ticket.events.get(kind=events.OUTCOME).number
    return settling.settle(ticket_id=ticket.pk, outcome=outcome, at=at)


def test_it_is_recorded_once_for_each_outcome_and_changes_nothing(line, desk):
    ticket = answered(line, desk)
    before = ticket.status

    assert [says_yes(ticket), says_yes(ticket)] == [True, False]

    [said] = ticket.events.filter(kind=events.SETTLED)
    ticket.refresh_from_db()
    assert said.by is None and ticket.status == before
    assert not ticket.clocks.running().exists()


def test_the_timeline_tells_it_in_the_citizens_name_and_blocks_of_time(line, desk):
    ticket = answered(line, desk)
    says_yes(ticket, at=NOON + timedelta(minutes=17))

    told = {line.sentence: line for line in retelling.retell(ticket)}

    said = told["नागरिक कहते हैं कि मामला सुलझ गया"]
    assert said.hours and said.at.minute == 0


def test_it_is_counted_for_whom_the_tickets_are_visible(tree, line, desk):
    yes, no, _silent = (answered(line, desk) for _ in range(3))
    says_yes(yes)
    resolution.reopen(ticket_id=no.pk, at=NOON, reason="")
    period = {"since": NOON - DAY, "until": NOON + DAY}

    counted = feedback.counts(desk, **period)

    assert (counted.outcomes, counted.settled, counted.unsettled) == (3, 1, 1)
    assert counted.share_settled == 0.5
    stranger = make_officer(Role.DESK, tree.other_district)
    assert feedback.counts(stranger, **period).outcomes == 0
    assert feedback.counts(desk, unit=tree.station, **period).outcomes == 0
    assert feedback.counts(desk, since=NOON + DAY, until=NOON + 2 * DAY).settled == 0


def test_an_officers_reopening_is_nobodys_complaint(line, desk):
    ticket = answered(line, desk)
    resolution.reopen(ticket_id=ticket.pk, by=desk, at=NOON, reason="फिर देखना है")

    counted = feedback.counts(desk, since=NOON - DAY, until=NOON + DAY)

    assert counted.unsettled == 0
    assert counted.share_settled is None
