"""One person in two windows: the one used last has the call, and the other says so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from districts.models import Role
from hearings import desks, signalling
from hearings.models import Desk
from tests.factories import NOON, make_line, make_officer, make_tree
from tests.hearings.day import make_window
from tests.hearings.test_room import Scene
from tickets.refusals import DoesNotFollow


@pytest.fixture
def scene(db):
    return Scene()


def looks(scene, seat="") -> str:
    scene.call.seats.update(seen_at=timezone.now() - timedelta(seconds=1))
    return scene.citizen.get(scene.room("look") + f"?seat={seat}", secure=True).json()["state"]


def test_the_window_that_joined_last_has_the_call_and_the_other_is_told(scene):
    first, _officers = scene.both_sit()
    assert (looks(scene, first), looks(scene)) == ("call", "moved")

    second = scene.citizen.post(scene.room("join"), secure=True).json()["seat"]

    assert (looks(scene, first), looks(scene, second)) == ("moved", "call")


def test_when_the_other_window_is_gone_the_first_may_join_again(scene):
    first, _officers = scene.both_sit()
    scene.citizen.post(scene.room("join"), secure=True)
    scene.call.seats.update(seen_at=timezone.now() - timedelta(seconds=13))

    answer = scene.citizen.get(scene.room("look") + f"?seat={first}", secure=True).json()

    assert answer["state"] == "called"


def test_a_room_is_joined_and_looked_at_only_so_often(scene):
    scene.both_sit()
    codes = [scene.citizen.post(scene.room("join"), secure=True).status_code for _ in range(20)]

    assert codes == [200] * 19 + [429]


def test_who_waits_looks_at_the_queue_only_so_often(scene, monkeypatch):
    monkeypatch.setattr(signalling, "AT_LEAST", timedelta(minutes=1))
    scene.comes_in()

    codes = [scene.citizen.get(scene.room("look"), secure=True).status_code for _ in range(2)]

    assert codes == [200, 429]


@pytest.mark.django_db(transaction=True)
def test_an_officer_who_opens_at_two_hearings_at_once_gets_one_desk_and_a_reason():
    tree = make_tree()
    windows = [make_window(make_line(tree.district)) for _ in range(2)]
    officer = make_officer(Role.HEARING, tree.district)
    barrier = Barrier(2, timeout=20)

    def opens(window) -> str:
        barrier.wait()
        try:
            desks.open_desk(window_id=window.pk, by=officer, at=NOON)
        except DoesNotFollow as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    for _round in range(5):
        Desk.objects.all().delete()
        with ThreadPoolExecutor(2) as together:
            said = sorted(together.map(opens, windows))
        assert Desk.objects.open().count() == 1
        assert said[0] == "" and said[1], "one is refused, with a reason"
