from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from districts import grants, postings
from districts.models import Posting, Role, Unit
from tests.factories import LONG_AGO, NOON, make_line, make_officer, make_ticket, make_tree
from tickets.models import Ticket

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def grants_of(officer) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.codename, g.object_pk FROM guardian_userobjectpermission g"
            " JOIN auth_permission p ON p.id = g.permission_id WHERE g.user_id = %s",
            [officer.pk],
        )
        return set(cursor.fetchall())


def test_a_posting_gives_and_its_end_takes_back():
    tree = make_tree()
    officer = make_officer()

    posting = postings.start(
        officer=officer, unit=tree.station, role=Role.STATION_HEAD, at=LONG_AGO
    )
    assert list(Unit.objects.visible_to(officer)) == [tree.station]
    assert grants_of(officer) == {("see_tickets", str(tree.station.pk))}

    postings.end(posting=posting, at=timezone.now())
    assert not Unit.objects.visible_to(officer).exists()
    assert grants_of(officer) == set()


def test_a_permission_stays_while_another_posting_carries_it():
    tree = make_tree()
    officer = make_officer()
    chief = postings.start(officer=officer, unit=tree.district, role=Role.CHIEF, at=LONG_AGO)
    postings.start(officer=officer, unit=tree.district, role=Role.DESK, at=LONG_AGO)

    postings.end(posting=chief, at=timezone.now())

    assert grants_of(officer) == {("see_tickets", str(tree.district.pk))}
    assert tree.station in Unit.objects.visible_to(officer)
    assert not Unit.objects.restricted_visible_to(officer).exists()


def test_a_posting_elsewhere_keeps_nothing_here():
    tree = make_tree()
    officer = make_officer()
    here = postings.start(officer=officer, unit=tree.station, role=Role.STATION_HEAD, at=LONG_AGO)
    postings.start(officer=officer, unit=tree.sister, role=Role.STATION_HEAD, at=LONG_AGO)

    postings.end(posting=here, at=timezone.now())

    assert list(Unit.objects.visible_to(officer)) == [tree.sister]


def test_ending_twice_keeps_the_first_end():
    tree = make_tree()
    posting = postings.start(
        officer=make_officer(), unit=tree.station, role=Role.STATION_HEAD, at=LONG_AGO
    )
    first = timezone.now()

    postings.end(posting=posting, at=first)
    again = postings.end(posting=posting, at=first + MINUTE)

    assert again.until == first


def test_an_end_that_lies_ahead_leaves_the_view_until_then():
    tree = make_tree()
    officer = make_officer()
    posting = postings.start(
        officer=officer, unit=tree.station, role=Role.STATION_HEAD, at=LONG_AGO
    )

    postings.end(posting=posting, at=timezone.now() + MINUTE)

    assert list(Unit.objects.visible_to(officer)) == [tree.station]


def test_a_posting_that_has_not_begun_can_be_undone():
    tree = make_tree()
    officer = make_officer()
    ahead = timezone.now() + MINUTE
    posting = postings.start(officer=officer, unit=tree.station, role=Role.STATION_HEAD, at=ahead)

    ended = postings.end(posting=posting, at=timezone.now())

    assert ended.since == ended.until == ahead
    assert grants_of(officer) == set()


@pytest.mark.parametrize(
    ("role", "place", "fits"),
    [
        (Role.ZONE, "zone", True),
        (Role.RANGE, "range", True),
        (Role.CHIEF, "district", True),
        (Role.DEPUTY, "city", True),
        (Role.CIRCLE, "circle", True),
        (Role.STATION_HEAD, "station", True),
        (Role.STATION_OFFICER, "station", True),
        (Role.DESK, "district", True),
        (Role.WATCH, "district", True),
        (Role.HEARING, "district", True),
        (Role.AUDITOR, "range", True),
        (Role.STATION_HEAD, "district", False),
        (Role.CHIEF, "zone", False),
        (Role.CIRCLE, "station", False),
        (Role.DESK, "station", False),
        (Role.ZONE, "district", False),
    ],
)
def test_a_post_exists_only_where_it_belongs(role, place, fits):
    tree = make_tree()
    officer = make_officer()

    try:
        postings.start(officer=officer, unit=getattr(tree, place), role=role, at=LONG_AGO)
    except postings.UnableToPost:
        assert not fits
    else:
        assert fits
    assert Posting.objects.filter(officer=officer).exists() is fits


@pytest.mark.parametrize("closed", ["officer", "unit", "held already"])
def test_a_post_that_cannot_be_taken_gives_nothing(closed):
    tree = make_tree()
    officer = make_officer(is_active=closed != "officer")
    tree.station.is_active = closed != "unit"
    tree.station.save()
    if closed == "held already":
        postings.start(officer=officer, unit=tree.station, role=Role.STATION_HEAD, at=LONG_AGO)
    before = grants_of(officer)

    with pytest.raises(postings.UnableToPost):
        postings.start(officer=officer, unit=tree.station, role=Role.STATION_HEAD, at=LONG_AGO)

    assert grants_of(officer) == before


def test_the_end_is_felt_in_the_transaction_that_made_it():
    tree = make_tree()
    officer = make_officer()
    posting = postings.start(officer=officer, unit=tree.district, role=Role.CHIEF, at=LONG_AGO)
    ticket = make_ticket(make_line(tree.zone), tree.station)
    assert list(Ticket.objects.visible_to(officer)) == [ticket]

    postings.end(posting=posting, at=timezone.now())

    assert not Ticket.objects.visible_to(officer).exists()
    assert not grants.objects_shared_with(officer, Ticket).exists()


def test_who_is_on_leave_holds_the_post_but_is_not_there():
    tree = make_tree()
    officer = make_officer(Role.CIRCLE, tree.circle)
    postings.set_leave(officer=officer, since=NOON, until=NOON + DAY)

    def there(at):
        return Posting.objects.present_at(at).filter(officer=officer).exists()

    moments = (NOON - SECOND, NOON, NOON + DAY - SECOND, NOON + DAY)
    assert [there(at) for at in moments] == [True, False, False, True]
    assert Posting.objects.current_at(NOON).filter(officer=officer).exists()
    assert tree.station in Unit.objects.visible_to(officer)


def test_a_leave_that_ends_before_it_begins_is_refused():
    with pytest.raises(postings.UnableToPost):
        postings.set_leave(officer=make_officer(), since=NOON, until=NOON)
