"""Clocks stand still for a reason on the list, with an end, and where it says so with a nod."""

from datetime import timedelta

import pytest

from districts.models import Role
from tests.factories import NOON, make_line, make_officer, make_tree
from tickets import events
from tickets.lifecycle import PauseReason
from tickets.models import Clock, Ticket
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import forwarding, intake, notes, pausing

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = [
    {"reason": "laboratory", "max_minutes": 600, "nod": True},
    {"reason": "citizen", "max_minutes": 300, "nod": False},
]


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def line(tree):
    return make_line(tree.district, pauses=RULES)


@pytest.fixture
def desk(tree):
    return make_officer(Role.DESK, tree.district)


@pytest.fixture
def head(tree):
    return make_officer(Role.STATION_HEAD, tree.station)


@pytest.fixture
def circle(tree):
    return make_officer(Role.CIRCLE, tree.circle)


@pytest.fixture
def ticket(tree, line, desk) -> Ticket:
    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")
    return forwarding.forward(ticket_id=ticket.pk, by=desk, at=NOON, station=tree.station)


def act_due(ticket):
    return Clock.objects.get(ticket=ticket, name="act").due_at - NOON


def pause(ticket, by, *, at=NOON + HOUR, reason=PauseReason.LABORATORY, hours=2):
    return pausing.pause(
        ticket_id=ticket.pk, by=by, at=at, reason=reason, hours=hours, note="नमूना भेजा"
    )


def test_where_no_nod_is_wanted_the_clocks_stand_at_once(ticket, head):
    pause(ticket, head, reason=PauseReason.CITIZEN)

    assert act_due(ticket) == 6 * HOUR
    acknowledge = Clock.objects.get(ticket=ticket, name="acknowledge")
    assert acknowledge.due_at == NOON + HOUR / 2
    assert Clock.objects.get(ticket=ticket, name="act").paused_until == NOON + 3 * HOUR


def test_where_a_nod_is_wanted_nothing_stands_before_it(ticket, head, circle):
    assert pause(ticket, head).kind == events.PAUSE_ASKED
    assert act_due(ticket) == 4 * HOUR

    pausing.decide(ticket_id=ticket.pk, by=circle, at=NOON + 2 * HOUR, agrees=True)

    assert act_due(ticket) == 6 * HOUR
    assert ticket.events.get(kind=events.PAUSED).by == circle


def test_a_superior_needs_no_other_nod(ticket, circle):
    assert pause(ticket, circle).kind == events.PAUSED


def test_a_refusal_needs_words_and_stops_nothing(ticket, head, circle):
    pause(ticket, head)
    with pytest.raises(Unacceptable):
        pausing.decide(ticket_id=ticket.pk, by=circle, at=NOON + HOUR, agrees=False)

    pausing.decide(ticket_id=ticket.pk, by=circle, at=NOON + HOUR, agrees=False, note="नहीं")

    assert act_due(ticket) == 4 * HOUR
    with pytest.raises(DoesNotFollow):
        pausing.decide(ticket_id=ticket.pk, by=circle, at=NOON + HOUR, agrees=True)


def test_nobody_nods_to_oneself(tree, ticket, head):
    pause(ticket, head)
    Posting = type(head.postings.get())
    Posting.objects.create(officer=head, unit=tree.circle, role=Role.CIRCLE, since=NOON - DAY)

    with pytest.raises(NotAllowed):
        pausing.decide(ticket_id=ticket.pk, by=head, at=NOON + HOUR, agrees=True)


def test_a_station_head_cannot_nod_at_all(ticket, head):
    pause(ticket, head)
    other = make_officer(Role.STATION_HEAD, ticket.unit)

    with pytest.raises(NotAllowed):
        pausing.decide(ticket_id=ticket.pk, by=other, at=NOON + HOUR, agrees=True)


def test_a_reason_that_is_not_on_the_list_is_refused(ticket, circle):
    with pytest.raises(Unacceptable) as refusal:
        pause(ticket, circle, reason=PauseReason.COURT)
    assert refusal.value.field == "reason"


@pytest.mark.parametrize(("hours", "refused"), [(10, False), (11, True), (0, True), (-1, True)])
def test_a_pause_has_an_end_within_the_list(ticket, circle, hours, refused):
    if refused:
        with pytest.raises(Unacceptable):
            pause(ticket, circle, hours=hours)
    else:
        assert pause(ticket, circle, hours=hours)


def test_cut_into_pieces_it_is_no_longer(ticket, circle):
    pause(ticket, circle, at=NOON + HOUR, hours=6)
    pausing.resume(ticket_id=ticket.pk, by=circle, at=NOON + 3 * HOUR)  # two hours used

    with pytest.raises(Unacceptable):
        pause(ticket, circle, at=NOON + 3 * HOUR, hours=9)
    pause(ticket, circle, at=NOON + 3 * HOUR, hours=8)

    assert act_due(ticket) == 14 * HOUR


def test_two_at_once_are_refused(ticket, circle):
    pause(ticket, circle)

    with pytest.raises(DoesNotFollow):
        pause(ticket, circle, at=NOON + 2 * HOUR)
    pause(ticket, circle, at=NOON + 3 * HOUR)  # the first is over by itself


def test_ending_what_does_not_stand_is_refused(ticket, circle):
    with pytest.raises(DoesNotFollow):
        pausing.resume(ticket_id=ticket.pk, by=circle, at=NOON + HOUR)


def test_the_citizens_answer_lets_them_run_again(ticket, head):
    pause(ticket, head, reason=PauseReason.CITIZEN, hours=5)
    intake.add_words(ticket_id=ticket.pk, text="नीली दुकान", at=NOON + 2 * HOUR)

    assert act_due(ticket) == 5 * HOUR


def test_a_request_does_not_outlive_the_station_that_made_it(tree, ticket, head, desk, circle):
    pause(ticket, head)
    forwarding.forward(ticket_id=ticket.pk, by=desk, at=NOON + 2 * HOUR, station=tree.sister)

    with pytest.raises(DoesNotFollow):
        pausing.decide(ticket_id=ticket.pk, by=circle, at=NOON + 3 * HOUR, agrees=True)


def test_notes_in_between_change_nothing(ticket, head, circle):
    pause(ticket, head)
    notes.note(ticket_id=ticket.pk, by=head, at=NOON + HOUR, text="याद")

    assert pausing.pending(ticket) is not None
