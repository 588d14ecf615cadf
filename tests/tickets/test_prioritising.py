"""A priority hurries clocks from where they started, and gives nobody a minute more."""

from datetime import timedelta

import pytest

from districts.models import Calendar, Role
from tests.factories import NOON, make_officer
from tests.tickets.world import World
from tickets import events
from tickets.clock import ACT, RESOLVE, TRIAGE
from tickets.models import Clock, Ticket
from tickets.refusals import DoesNotFollow, NotAllowed, Unacceptable
from tickets.services import clocks, forwarding, prioritising, shelving, ticked, undoing

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ORDINARY, HIGH, EMERGENCY = Ticket.Priority
SOONER = {"high": {TRIAGE: 10, ACT: 90}, "emergency": {TRIAGE: 5, ACT: 30, RESOLVE: 600}}
OFFICE = [[["10:00", "13:30"], ["14:00", "17:00"]]] * 6 + [[]]


@pytest.fixture
def world(world) -> World:
    world.line.priority_minutes = SOONER
    world.line.save()
    return world


@pytest.fixture
def ticket(world) -> Ticket:
    return world.open(text="नदी के किनारे रोज़ रात को शराब बनती है")


def give(world, ticket, priority, *, after=0, by=None, **given) -> None:
    prioritising.prioritise(
        ticket_id=ticket.pk,
        by=by or world.desk,
        at=NOON + after * MINUTE,
        priority=priority,
        **given,
    )


def due(ticket, name) -> int:
    """Return in how many minutes from noon the clock of that name runs out, row and reading."""
    [reading] = [each for each in clocks.readings(ticket) if each.name == name]
    assert Clock.objects.get(ticket=ticket, name=name).due_at == reading.due_at
    return int((reading.due_at - NOON) / MINUTE)


def test_a_higher_one_counts_from_the_same_start(world, ticket):
    give(world, ticket, HIGH, after=8)

    assert (due(ticket, TRIAGE), due(ticket, RESOLVE)) == (10, 4320)


def test_it_may_be_late_at_once(world, ticket):
    give(world, ticket, EMERGENCY, after=25)

    assert (due(ticket, TRIAGE), due(ticket, RESOLVE)) == (5, 600)


def test_a_lower_one_gives_nothing_back_now_or_later(world, ticket):
    give(world, ticket, EMERGENCY)
    give(world, ticket, ORDINARY, after=1)
    forwarding.forward(ticket_id=ticket.pk, by=world.desk, at=NOON, station=world.tree.station)

    assert (due(ticket, TRIAGE), due(ticket, ACT), due(ticket, RESOLVE)) == (5, 30, 600)


def test_one_taken_back_is_as_if_it_had_not_been(world, ticket):
    told = {"codes": [ticket.code], "deed": "prioritise", "by": world.desk, "at": NOON}
    ticked.do(**told, given={"priority": EMERGENCY})
    [row] = undoing.undoable(world.desk, now=NOON)
    ticked.take_back(word=row["word"], by=world.desk, at=NOON + MINUTE)
    forwarding.forward(ticket_id=ticket.pk, by=world.desk, at=NOON, station=world.tree.station)

    ticket.refresh_from_db()
    assert ticket.priority == ORDINARY
    assert (due(ticket, TRIAGE), due(ticket, ACT), due(ticket, RESOLVE)) == (15, 240, 4320)


def test_taking_a_lower_one_back_lifts_no_earlier_hurry(world, ticket):
    give(world, ticket, EMERGENCY)
    give(world, ticket, HIGH, after=1, together="word")
    ticked.take_back(word="word", by=world.desk, at=NOON + 2 * MINUTE)

    ticket.refresh_from_db()
    assert ticket.priority == EMERGENCY
    assert (due(ticket, TRIAGE), due(ticket, RESOLVE)) == (5, 600)


def test_an_emergency_keeps_no_office_hours_ever_again(world):
    world.line.calendar = Calendar.objects.create(code="office", state="up", week=OFFICE)
    world.line.calendar_clocks = [ACT, RESOLVE]
    world.line.save()
    ticket = world.open(text="नदी के किनारे रोज़ रात को शराब बनती है")
    before = due(ticket, RESOLVE)
    give(world, ticket, HIGH)
    assert due(ticket, RESOLVE) == before > 4320

    give(world, ticket, EMERGENCY)
    give(world, ticket, ORDINARY)
    late = NOON + timedelta(hours=10)
    forwarding.forward(ticket_id=ticket.pk, by=world.desk, at=late, station=world.tree.station)

    assert (due(ticket, RESOLVE), due(ticket, ACT)) == (600, 630)


def test_an_emergency_is_no_longer_set_aside(world, ticket):
    shelving.shelve(ticket_id=ticket.pk, by=world.desk, at=NOON, minutes=30)

    give(world, ticket, EMERGENCY)

    ticket.refresh_from_db()
    assert ticket.shelved_until is None


def test_nobody_makes_an_emergency_in_order_to_see_the_minute(world, ticket):
    ticket = world.forward(ticket)
    near = make_officer(Role.DESK, world.tree.circle)

    give(world, ticket, HIGH, by=near)
    with pytest.raises(NotAllowed):
        give(world, ticket, EMERGENCY, by=near)

    ticket.refresh_from_db()
    assert ticket.priority == HIGH


@pytest.mark.parametrize("role", [Role.CIRCLE, Role.DEPUTY, Role.STATION_HEAD])
def test_no_post_below_the_district_changes_it(world, ticket, role):
    with pytest.raises(NotAllowed):
        give(world, world.forward(ticket), HIGH, by=make_officer(role, world.tree.station))


def test_danger_told_of_police_is_read_by_the_watch(world, ticket):
    watch = make_officer(Role.WATCH, world.tree.district)
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True)
    assert not Ticket.objects.visible_to(watch).filter(pk=ticket.pk).exists()

    give(world, ticket, EMERGENCY, by=world.chief)

    assert Ticket.objects.visible_to(watch).filter(pk=ticket.pk).exists()


def test_what_makes_no_sense_changes_nothing(world, ticket):
    with pytest.raises(DoesNotFollow):
        give(world, ticket, ORDINARY)
    with pytest.raises(Unacceptable):
        give(world, ticket, 7)

    assert not ticket.events.filter(kind=events.PRIORITISED).exists()
