"""Anybody may hang up at any time; what was said is written down, and whoever left may return."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from districts.models import Role
from hearings import calls, sweep, taking_down
from hearings.models import Call, HearingRequest
from hearings.taking_down import Taken
from tests.factories import make_officer
from tests.hearings.test_room import Scene, at

pytestmark = pytest.mark.django_db
State = HearingRequest.State
MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene():
    scene = Scene()
    scene.mine, scene.theirs = scene.both_sit()
    return scene


def states(scene) -> tuple[str, str]:
    """Return what the citizen's page and the officer's read when they look."""
    scene.call.seats.update(seen_at=timezone.now() - timedelta(seconds=1))
    citizen = scene.citizen.get(f"{scene.room('look')}?seat={scene.mine}", secure=True)
    officer = scene.desk.get(f"{at('call_look', scene.call.pk)}?seat={scene.theirs}", secure=True)
    return citizen.json()["state"], officer.json()["state"]


def test_a_citizen_who_hangs_up_is_out_of_the_call_and_may_come_back(scene):
    scene.citizen.post(scene.room("leave"), secure=True)
    assert states(scene) == ("left", "call")

    scene.mine = scene.citizen.post(scene.room("join"), secure=True).json()["seat"]

    assert states(scene) == ("call", "call")


def test_when_the_officer_hangs_up_the_talk_is_over_for_all_and_is_written_down_still(scene):
    scene.desk.post(at("call_leave", scene.call.pk), secure=True)
    assert states(scene) == ("left", "left")

    taken = Taken("सुना")
    taking_down.finish(call_id=scene.call.pk, by=scene.officer, at=timezone.now(), taken=taken)

    assert HearingRequest.objects.get().state == State.HEARD


def test_a_guest_who_hangs_up_leaves_the_others_to_talk(scene):
    head = make_officer(Role.STATION_HEAD, scene.tree.station)
    calls.invite(call_id=scene.call.pk, by=scene.officer, guest=head, at=timezone.now())
    guest = Client()
    guest.force_login(head)
    guest.post(at("call_join", scene.call.pk), secure=True)

    guest.post(at("call_leave", scene.call.pk), secure=True)

    assert states(scene) == ("call", "call")
    assert scene.call.seats.get(officer=head).left_at is not None


def test_nobody_hangs_up_for_somebody_else(scene):
    other = Client()
    other.force_login(make_officer(Role.CHIEF, scene.tree.district))

    assert other.post(at("call_leave", scene.call.pk), secure=True).status_code == 403
    assert Client().post(scene.room("leave"), secure=True).status_code == 403

    assert states(scene) == ("call", "call")


def test_who_hung_up_is_not_taken_for_a_lost_line(scene):
    now = timezone.now()
    calls.hang_up(scene.call, officer=None, at=now)
    scene.call.seats.filter(officer=scene.officer).update(seen_at=now + 30 * MINUTE)

    sweep.run(now=now + 30 * MINUTE)

    assert HearingRequest.objects.get().state == State.CALLED


@pytest.mark.parametrize(
    ("silent", "is_watched", "state"),
    [
        (2, False, State.WAITING),
        (2, True, State.CALLED),
        (9, True, State.CALLED),
        (10, True, State.WAITING),
    ],
)
def test_an_officer_who_is_there_writes_on_for_ten_minutes(scene, silent, is_watched, state):
    now = timezone.now()
    scene.call.seats.update(seen_at=now - silent * MINUTE)
    if is_watched:
        scene.call.seats.filter(officer=scene.officer).update(seen_at=now)

    sweep.run(now=now)

    assert HearingRequest.objects.get().state == state


@pytest.mark.parametrize(("minutes", "state"), [(59, State.CALLED), (60, State.WAITING)])
def test_a_call_in_which_nobody_is_for_an_hour_is_not_forgotten(scene, minutes, state):
    now = timezone.now()
    calls.hang_up(scene.call, officer=scene.officer, at=now)
    scene.call.seats.update(seen_at=now)
    Call.objects.update(called_at=now)

    sweep.run(now=now + minutes * MINUTE)

    assert HearingRequest.objects.get().state == state
