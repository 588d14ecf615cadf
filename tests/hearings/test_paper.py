"""What was heard, on paper for signing: with the name, and so for nobody but who heard it."""

import pytest
from django.test import Client
from django.utils import timezone

from districts.models import Role
from hearings import calls, particulars, taking_down
from hearings.taking_down import Taken
from tests.factories import make_officer
from tests.hearings.test_room import Scene, at

pytestmark = pytest.mark.django_db
TOLD = particulars.Told("Sita", "+91 55500 00001")


@pytest.fixture
def scene():
    return Scene()


def heard(scene) -> str:
    """Hear the caller to the end; return the address of the sheet."""
    particulars.keep(scene.request, TOLD)
    call = scene.calls()
    taken = Taken("पड़ोसी रास्ता रोकता है।", "नैनी", interpreter="Asha, Awadhi")
    taking_down.finish(call_id=call.pk, by=scene.officer, at=timezone.now(), taken=taken)
    return at("complaint", call.pk)


def test_the_sheet_holds_what_a_signed_complaint_needs_and_the_desk_leads_to_it(scene):
    address = heard(scene)
    scene.desk.cookies["language"] = "en"

    sheet = scene.desk.get(address, secure=True).content.decode()

    for told in (*TOLD, "पड़ोसी रास्ता रोकता है।", "नैनी", "Asha, Awadhi", scene.officer.name):
        assert told in sheet
    assert "Signature of the citizen" in sheet
    assert f'href="{address}"' in scene.desk.get(at("desk"), secure=True).content.decode()


@pytest.mark.parametrize("role", [Role.CHIEF, Role.DESK, Role.HEARING])
def test_the_sheet_is_for_nobody_but_who_heard(scene, role):
    address = heard(scene)
    other = Client()
    other.force_login(make_officer(role, scene.tree.district))

    assert other.get(address, secure=True).status_code == 404


def test_there_is_no_sheet_of_a_call_that_was_not_heard(scene):
    call = scene.calls()
    assert scene.desk.get(at("complaint", call.pk), secure=True).status_code == 404
    calls.put_back(call_id=call.pk, by=scene.officer, at=timezone.now())

    assert scene.desk.get(at("complaint", call.pk), secure=True).status_code == 404


def test_who_gave_no_name_is_asked_for_no_signature():
    scene = Scene(is_anonymous=True)
    sheet = scene.desk.get(heard(scene), secure=True, headers={"Accept-Language": "en"})

    page = sheet.content.decode()
    assert "Signature of the citizen" not in page and "नागरिक के दस्तख़त" not in page
