"""Who keeps whose postings; nobody raises themselves, nobody reaches beyond the own part."""

import pytest

from districts import postings, staffing
from districts.models import Role
from tests.factories import NOON, make_officer, make_tree

pytestmark = pytest.mark.django_db


CASES = [
    # keeper, at, role given, at, may
    (Role.DESK, "district", Role.STATION_HEAD, "station", True),
    (Role.DESK, "district", Role.CIRCLE, "circle", True),
    (Role.DESK, "district", Role.DEPUTY, "city", True),
    (Role.DESK, "district", Role.DESK, "district", True),
    (Role.DESK, "district", Role.CHIEF, "district", False),
    (Role.CHIEF, "district", Role.CHIEF, "district", False),
    (Role.CHIEF, "district", Role.STATION_HEAD, "station", True),
    (Role.DESK, "district", Role.STATION_HEAD, "other_station", False),
    (Role.DESK, "district", Role.RANGE, "range", False),
    (Role.DESK, "range", Role.CHIEF, "district", True),
    (Role.RANGE, "range", Role.CHIEF, "district", True),
    (Role.RANGE, "range", Role.RANGE, "range", False),
    (Role.ZONE, "zone", Role.RANGE, "range", True),
    (Role.STATION_HEAD, "station", Role.STATION_OFFICER, "station", False),
    (Role.CIRCLE, "circle", Role.STATION_HEAD, "station", False),
    (Role.DEPUTY, "city", Role.STATION_HEAD, "station", False),
    (Role.WATCH, "district", Role.STATION_HEAD, "station", False),
    (Role.HEARING, "district", Role.STATION_HEAD, "station", False),
    (Role.AUDITOR, "district", Role.STATION_HEAD, "station", False),
]


@pytest.mark.parametrize(("keeper", "at", "role", "where", "may"), CASES)
def test_who_may_give_which_post(keeper, at, role, where, may):
    tree = make_tree()
    officer = make_officer(keeper, getattr(tree, at))

    given = staffing.may_give(officer, staffing.part(officer), role=role, unit=getattr(tree, where))

    assert given is may


def may_keep(keeper, officer) -> bool:
    return staffing.may_keep(keeper, staffing.part(keeper), officer)


def test_who_is_kept_by_whom():
    tree = make_tree()
    desk, chief = make_officer(Role.DESK, tree.district), make_officer(Role.CHIEF, tree.district)
    head = make_officer(Role.STATION_HEAD, tree.station)
    stranger = make_officer(Role.STATION_HEAD, tree.other_station)
    admin = make_officer(is_superuser=True)

    assert may_keep(desk, head)
    assert not may_keep(desk, desk)
    assert not may_keep(desk, chief)
    assert not may_keep(desk, stranger)
    assert not may_keep(desk, admin)
    assert not may_keep(head, desk)
    assert may_keep(admin, chief)
    assert not may_keep(admin, admin)


def test_a_second_post_elsewhere_is_a_second_keeper():
    tree = make_tree()
    desk, head = (
        make_officer(Role.DESK, tree.district),
        make_officer(Role.STATION_HEAD, tree.station),
    )
    postings.start(officer=head, unit=tree.other_station, role=Role.STATION_HEAD, at=NOON)

    assert not may_keep(desk, head)


def test_the_list_holds_exactly_the_own_part():
    tree = make_tree()
    desk = make_officer(Role.DESK, tree.district)
    head = make_officer(Role.STATION_HEAD, tree.station)
    make_officer(Role.STATION_HEAD, tree.other_station)
    make_officer(Role.RANGE, tree.range)
    make_officer(is_superuser=True)

    assert set(staffing.kept(desk)) == {desk, head}
    assert not staffing.kept(head).exists()
