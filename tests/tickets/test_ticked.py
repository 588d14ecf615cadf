"""Many tickets at once: each by its own rules, told one by one, taken back in one go."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from districts.models import Role
from tests.factories import NOON, make_category, make_officer
from tickets import codes, events
from tickets.lifecycle import Status
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import DoesNotFollow
from tickets.services import (
    acknowledgement,
    assignment,
    intake,
    notes,
    restriction,
    sending,
    ticked,
    undoing,
)
from tickets.services.restriction import Accused
from tickets.services.ticked import Fate
from tickets.services.together import UNDO

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PER_TICKET = 40  # queries at most for one ticket: its own deed, whichever it is


def do(world, tickets, deed, *, by=None, at=NOON, **given):
    chosen = [ticket.code for ticket in tickets]
    return ticked.do(codes=chosen, deed=deed, by=by or world.desk, at=at, given=given)


def fates(results):
    return [result.fate for result in results]


def take_back(world, *, by=None, at=NOON + MINUTE):
    [row] = undoing.undoable(by or world.desk, now=at)
    return ticked.take_back(word=row["word"], by=by or world.desk, at=at)


@pytest.fixture
def new(world):
    return [world.open(text=f"अलग बात नंबर {number} की सूचना") for number in range(3)]


def test_each_is_told_what_became_of_it(world, new):
    world.forward(new[1])
    hidden = world.forward(world.open())
    restriction.restrict(
        ticket_id=hidden.pk, by=world.chief, at=NOON, reason="x", unit=world.tree.station
    )
    missing = Ticket(code=codes.new_code())

    results = do(world, [new[0], new[1], hidden, missing], Deed.SHELVE, minutes=30)

    assert fates(results) == [Fate.DONE, Fate.NOT_NOW, Fate.NOT_YOURS, Fate.NOT_YOURS]
    assert results[1].why and results[2].why == results[3].why


def test_what_the_post_does_not_carry_is_not_theirs(world, new):
    for ticket in new:
        world.forward(ticket)

    results = do(world, new, Deed.FORWARD, by=world.head, station=world.tree.sister)

    assert set(fates(results)) == {Fate.NOT_YOURS}
    assert {one.unit for one in Ticket.objects.all()} == {world.tree.station}


def test_one_that_fails_spoils_no_other(world, new):
    world.forward(new[1], station=world.tree.sister)

    results = do(world, new, Deed.FORWARD, station=world.tree.sister)

    assert fates(results) == [Fate.DONE, Fate.NOT_NOW, Fate.DONE]
    assert {one.unit for one in Ticket.objects.all()} == {world.tree.sister}


def test_forwarding_is_taken_back_in_one_go(world, new):
    do(world, new, Deed.FORWARD, station=world.tree.station)
    acknowledgement.acknowledge(ticket_id=new[0].pk, by=world.head, at=NOON)
    [row] = undoing.undoable(world.desk, now=NOON)

    assert sending.take_back(word=row["word"], by=world.desk, at=NOON + MINUTE) == 2
    assert Ticket.objects.filter(status=Status.NEW).count() == 2


@pytest.mark.parametrize("named", ["category", "priority", "later", "assign"])
def test_each_deed_is_taken_back(world, new, named):
    constable = make_officer(Role.STATION_OFFICER, world.tree.station)
    theft = make_category(world.line)
    by, deed, given, column = {
        "category": (world.desk, Deed.CATEGORISE, {"category": theft}, "category"),
        "priority": (world.desk, Deed.PRIORITISE, {"priority": 1}, "priority"),
        "later": (world.desk, Deed.SHELVE, {"minutes": 30}, "shelved_until"),
        "assign": (world.head, Deed.ASSIGN, {"officer": constable}, "assigned_to"),
    }[named]
    if named == "assign":
        new = [world.forward(ticket) for ticket in new]
    before = list(Ticket.objects.values_list(column, flat=True))
    do(world, new, deed, by=by, **given)
    assert list(Ticket.objects.values_list(column, flat=True)) != before

    assert take_back(world, by=by) == 3
    assert list(Ticket.objects.values_list(column, flat=True)) == before
    assert undoing.undoable(by, now=NOON + MINUTE) == []


def test_one_assigned_before_is_theirs_again(world, new):
    first, second = (make_officer(Role.STATION_OFFICER, world.tree.station) for _ in "ab")
    ticket = world.forward(new[0])
    assignment.assign(ticket_id=ticket.pk, by=world.head, at=NOON, officer=first)
    do(world, [ticket], Deed.ASSIGN, by=world.head, officer=second)

    take_back(world, by=world.head)

    ticket.refresh_from_db()
    assert ticket.assigned_to == first


def test_what_somebody_touched_since_stays(world, new):
    do(world, new, Deed.PRIORITISE, priority=1)
    notes.note(ticket_id=new[0].pk, by=world.chief, at=NOON, text="देखें")

    assert take_back(world) == 2
    new[0].refresh_from_db()
    assert new[0].priority == 1


def test_what_left_their_sight_stays(world, new):
    police = make_category(world.line, about_police=True)
    do(world, new[:1], Deed.CATEGORISE, category=police)

    assert undoing.undoable(world.desk, now=NOON) == []


@pytest.mark.parametrize("who", ["later", "chief"])
def test_only_who_did_it_and_in_its_time(world, new, who):
    do(world, new, Deed.SHELVE, minutes=30)
    [row] = undoing.undoable(world.desk, now=NOON)
    at, by = (NOON + UNDO, world.desk) if who == "later" else (NOON, world.chief)

    with pytest.raises(DoesNotFollow):
        ticked.take_back(word=row["word"], by=by, at=at)


def test_a_category_taken_back_binds_no_clock(world, new):
    strict = make_category(world.line, clock_minutes={"act": 10})
    do(world, new[:1], Deed.CATEGORISE, category=strict)
    take_back(world)

    world.forward(new[0])

    act = new[0].clocks.get(name="act")
    assert act.due_at == NOON + 240 * MINUTE


@pytest.mark.parametrize(
    ("deed", "given"), [(Deed.PRIORITISE, {"priority": 2}), (Deed.SHELVE, {"minutes": 30})]
)
def test_a_row_costs_the_same_however_many(world, new, deed, given):
    with CaptureQueriesContext(connection) as asked:
        do(world, new, deed, **given)

    assert len(asked) <= 3 + len(new) * PER_TICKET
    assert new[0].events.filter(kind__in=[events.PRIORITISED, events.SHELVED]).count() == 1


@pytest.mark.parametrize("deed", [Deed.CATEGORISE, Deed.FORWARD])
def test_what_was_hidden_meanwhile_is_neither_counted_nor_in_the_way(world, new, deed):
    given = {Deed.CATEGORISE: {"category": make_category(world.line)}}
    do(world, new, deed, **given.get(deed, {"station": world.tree.station}))
    accused = Accused(officers=(world.desk,))
    intake.add_words(ticket_id=new[0].pk, text="डेस्क ने पैसे माँगे", at=NOON, accused=accused)
    assert not Ticket.objects.visible_to(world.desk).filter(pk=new[0].pk).exists()

    [row] = undoing.undoable(world.desk, now=NOON + MINUTE)
    taker = sending if deed == Deed.FORWARD else ticked

    assert row["number"] == 2
    assert taker.take_back(word=row["word"], by=world.desk, at=NOON + MINUTE) == 2
