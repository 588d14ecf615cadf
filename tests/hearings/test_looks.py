"""Who was shown a caller's name, or the sheet for signing, stands in the ticket's history."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from districts.models import Role
from hearings import calls, particulars, taking_down
from hearings.taking_down import Taken
from tests.factories import make_officer
from tests.hearings.test_room import Scene, at
from tickets import events, retelling

pytestmark = pytest.mark.django_db
TOLD = particulars.Told("Sita", "+91 55500 00001")


@pytest.fixture
def scene():
    return Scene()


def looks(scene) -> list[tuple[str, str]]:
    """Return who was shown what, in order."""
    read = scene.request.ticket.events.filter(kind=events.READ).order_by("number")
    return [(event.by.name, event.data["shown"]) for event in read.select_related("by")]


def test_a_name_shown_is_noted_once_for_each_officer_and_call(scene):
    particulars.keep(scene.request, TOLD)
    call = scene.calls()
    head = make_officer(Role.STATION_HEAD, scene.tree.station, name="Chand Ali")
    calls.invite(call_id=call.pk, by=scene.officer, guest=head, at=timezone.now())
    guest = Client()
    guest.force_login(head)
    for client in (scene.desk, scene.desk, guest, guest):
        assert "Sita" in client.get(at("call", call.pk), secure=True).content.decode()
    assert looks(scene) == [(scene.officer.name, "name"), ("Chand Ali", "name")]

    calls.put_back(call_id=call.pk, by=scene.officer, at=timezone.now())
    scene.desk.get(at("call", scene.calls().pk), secure=True)

    assert looks(scene)[2:] == [(scene.officer.name, "name")]


def test_where_there_is_no_name_nothing_is_noted(scene):
    scene.desk.get(at("call", scene.calls().pk), secure=True)

    assert looks(scene) == []


def test_a_sheet_is_noted_once_and_the_history_says_so(scene):
    call = scene.calls()
    taken = Taken("पड़ोसी रास्ता रोकता है।")
    taking_down.finish(call_id=call.pk, by=scene.officer, at=timezone.now(), taken=taken)
    for _time in range(2):
        assert scene.desk.get(at("complaint", call.pk), secure=True).status_code == 200
    stranger = Client()
    stranger.force_login(make_officer(Role.HEARING, scene.tree.district))
    assert stranger.get(at("complaint", call.pk), secure=True).status_code == 404

    assert looks(scene) == [(scene.officer.name, "sheet")]
    scene.request.ticket.refresh_from_db()
    newest = retelling.retell(scene.request.ticket)[0]
    assert newest.who == scene.officer.name
    assert [value for _name, value in newest.facts] == ["दस्तख़त वाला काग़ज़"]


def test_a_page_loaded_again_costs_one_query_for_it(scene):
    call = scene.calls()
    loads = [queries(scene, call) for _time in range(2)]
    particulars.keep(scene.request, TOLD)
    scene.desk.get(at("call", call.pk), secure=True)

    assert queries(scene, call) == loads[1] + 1


def queries(scene, call) -> int:
    with CaptureQueriesContext(connection) as counted:
        scene.desk.get(at("call", call.pk), secure=True)
    return len(counted)
