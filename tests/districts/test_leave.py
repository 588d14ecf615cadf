"""Leave and charge: recorded from above, found by whoever climbs, over by themselves."""

from datetime import timedelta

import pytest
from django.utils import translation

from districts import postings
from districts.leave import recording, rights
from districts.models import Posting, Role
from districts.postings import UnableToPost
from tests.factories import NOON, make_line, make_officer, make_tree
from tickets.models import Escalation, Ticket
from tickets.services import acknowledgement, escalation, forwarding, intake

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def chief(tree):
    return make_officer(Role.CHIEF, tree.district)


@pytest.fixture
def head(tree):
    return make_officer(Role.STATION_HEAD, tree.station)


@pytest.fixture
def second(tree):
    """The officer next in the same station."""
    return make_officer(Role.STATION_OFFICER, tree.station)


def post_of(officer) -> Posting:
    return officer.postings.get(is_acting=False)


def goes(officer, by, *, days=2, at=NOON, since=None, acting=None) -> Posting:
    return recording.record(
        posting_id=post_of(officer).pk,
        by=by,
        at=at,
        since=since or at,
        until=(since or at) + days * DAY,
        acting=acting,
    )


@pytest.mark.parametrize(
    ("role", "at", "of", "where", "allowed"),
    [
        ("circle", "circle", "station_head", "station", True),
        ("circle", "circle", "station_officer", "sister", True),
        ("circle", "circle", "station_head", "far_station", False),  # another circle's
        ("circle", "circle", "circle", "second_circle", False),
        ("deputy", "city", "circle", "circle", True),
        ("deputy", "city", "station_head", "rural_station", False),
        ("chief", "district", "deputy", "rural", True),
        ("chief", "district", "desk", "district", True),
        ("chief", "district", "chief", "other_district", False),
        ("chief", "district", "station_head", "other_station", False),
        ("range", "range", "chief", "district", True),
        ("range", "other_range", "chief", "district", False),
        ("zone", "zone", "range", "range", True),
        ("desk", "district", "station_head", "station", False),
        ("station_head", "station", "station_officer", "station", False),
        ("auditor", "district", "station_head", "station", False),
    ],
)
def test_only_a_superior_records_it(tree, role, at, of, where, allowed):
    by = make_officer(Role(role), getattr(tree, at))
    officer = make_officer(Role(of), getattr(tree, where))

    if allowed:
        assert goes(officer, by).leave_noted_by == by
    else:
        with pytest.raises(Posting.DoesNotExist):
            goes(officer, by)


def test_nobody_records_their_own(chief, tree):
    postings.start(officer=chief, unit=tree.city, role=Role.DEPUTY, at=NOON, is_acting=True)

    assert chief.pk not in rights.posts_under(chief, at=NOON).values_list("officer", flat=True)


@pytest.mark.parametrize(
    ("since", "until"),
    [(NOON, NOON), (NOON + DAY, NOON), (NOON - 3 * DAY, NOON), (NOON, NOON + 121 * DAY)],
)
def test_a_leave_has_a_sensible_beginning_and_end(chief, head, since, until):
    about = {"posting_id": post_of(head).pk, "by": chief, "at": NOON}

    with pytest.raises(UnableToPost):
        recording.record(**about, since=since, until=until)


def test_one_leave_at_a_time(chief, head):
    goes(head, chief)

    with pytest.raises(UnableToPost, match="End it first"):
        goes(head, chief)


def test_charge_is_held_for_the_time_of_the_leave(chief, head, second, tree):
    goes(head, chief, since=NOON + DAY, acting=second)

    charge = second.postings.get(is_acting=True)
    assert (charge.unit, charge.role) == (tree.station, Role.STATION_HEAD)
    assert (charge.since, charge.until) == (NOON + DAY, NOON + 3 * DAY)
    present = Posting.objects.present_at
    holders = {
        day: set(
            present(NOON + day * DAY)
            .filter(role=Role.STATION_HEAD, unit=tree.station)
            .values_list("officer", flat=True)
        )
        for day in (0, 1, 2, 3)
    }
    assert holders == {0: {head.pk}, 1: {second.pk}, 2: {second.pk}, 3: {head.pk}}


def test_only_who_serves_near_and_is_present_holds_charge(chief, head, second, tree):
    beside = make_officer(Role.STATION_HEAD, tree.sister)
    above = make_officer(Role.CIRCLE, tree.circle)
    far = make_officer(Role.STATION_HEAD, tree.rural_station)
    away = make_officer(Role.STATION_OFFICER, tree.station)
    goes(away, chief)

    found = recording.stand_ins(post_of(head), since=NOON, until=NOON + DAY)

    assert set(found) == {second, beside, above}
    for wrong in (far, away, head):
        with pytest.raises(UnableToPost, match="cannot hold charge"):
            goes(head, chief, acting=wrong)


@pytest.mark.parametrize("begun", [True, False])
def test_back_early_ends_charge_too(chief, head, second, begun):
    goes(head, chief, since=NOON if begun else NOON + DAY, acting=second)

    recording.end(posting_id=post_of(head).pk, by=chief, at=NOON + DAY / 2)

    later = NOON + 1.5 * DAY
    assert Posting.objects.present_at(later).filter(officer=head).exists()
    assert not Posting.objects.current_at(later).filter(is_acting=True).exists()
    with pytest.raises(UnableToPost, match="not on leave"):
        recording.end(posting_id=post_of(head).pk, by=chief, at=later)


def test_a_late_ticket_is_told_to_whoever_holds_charge_above(chief, tree, head):
    circle = make_officer(Role.CIRCLE, tree.circle)
    neighbour = make_officer(Role.CIRCLE, tree.second_circle)
    goes(circle, chief, days=100, acting=neighbour)  # rights follow the database's own clock
    line = make_line(tree.district)
    ticket = intake.open_ticket(line=line, at=NOON, kind=Ticket.Kind.TIP, text="x")
    forwarding.forward(ticket_id=ticket.pk, by=chief, at=NOON, station=tree.station)

    escalation.escalate_due(now=NOON + timedelta(minutes=30))

    step = Escalation.objects.get(ladder="ordinary")
    assert (step.unit, list(step.officers.all())) == (tree.circle, [neighbour])


def test_what_is_forwarded_to_the_station_warns_and_obeys_whoever_holds_charge(
    chief, tree, head, second
):
    goes(head, chief, days=100, acting=second)
    ticket = intake.open_ticket(
        line=make_line(tree.district), at=NOON, kind=Ticket.Kind.TIP, text="x"
    )
    forwarding.forward(ticket_id=ticket.pk, by=chief, at=NOON, station=tree.station)

    escalation.escalate_due(now=NOON + timedelta(minutes=25))

    assert list(Escalation.objects.get(ladder="warning").officers.all()) == [second]
    done = acknowledgement.acknowledge(ticket_id=ticket.pk, by=second, at=NOON + DAY)
    assert done.status == "acknowledged"
