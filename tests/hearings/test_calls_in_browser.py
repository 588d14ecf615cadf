"""Real browsers hold a call through the real signalling; pictures move both ways."""

import base64
import io
import os
import socket
import subprocess

import pytest
from PIL import Image
from playwright.sync_api import Page

from hearings.models import HearingRequest, Signal
from local import turn
from tests.hearings.browsers import (
    HEAR_WHICH_CAMERA,
    follow,
    frames_move,
    page_of,
    paths,
    paths_now,
    press,
    reach,
    refusals,
    until,
    voice_comes,
)
from tests.hearings.scene import Scene, come_in
from tests.local.conftest import comes_true

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_two_browsers_hold_a_call_from_the_link_to_the_ticket_without_a_mouse(cameras, live_server):
    scene = Scene(live_server.url)
    citizen = page_of(cameras, scene.link)
    follow(citizen, "main form button")
    press(citizen, "[data-ready=video]")
    assert citizen.locator(".token").first.inner_text() == "1"
    desk = page_of(cameras, scene.at("desk"), officer=scene.officer)
    follow(desk, ".desk-next .btn-primary")

    assert frames_move(desk, from_others=1)
    assert frames_move(citizen, from_others=1)

    reach(citizen, "[data-part=words]")
    citizen.keyboard.type("मकान नंबर 12")
    citizen.keyboard.press("Enter")
    desk.wait_for_selector("text=मकान नंबर 12")
    assert Signal.objects.exists()

    reach(desk, "[name=words]")
    desk.keyboard.type("पड़ोसी रास्ता रोकता है।")
    reach(desk, "[name=station]")
    desk.keyboard.type(scene.tree.station.name_en)
    press(desk, "form[action$='/finish/'] .btn-primary")
    desk.wait_for_selector(".notice-success")
    citizen.wait_for_selector("text=The call is over")

    scene.request.refresh_from_db()
    ticket = scene.request.ticket
    assert (scene.request.state, ticket.unit) == (HearingRequest.State.HEARD, scene.tree.station)
    assert not Signal.objects.exists()
    stranger = page_of(cameras, scene.link)
    assert "no longer opens" in stranger.inner_text("main")


def test_who_reloads_is_in_the_call_again_with_the_voice_alone(cameras, live_server):
    scene = Scene(live_server.url)
    citizen = come_in(cameras, scene)
    call = scene.call()
    desk = page_of(cameras, scene.at("call", call.pk), officer=scene.officer)
    assert frames_move(desk, from_others=1)

    citizen.reload()
    citizen.locator("[data-ready=voice]").click()
    citizen.wait_for_selector("[data-part=state]:has-text('Connected')")

    assert frames_move(citizen, from_others=1)
    assert citizen.locator("[data-part=own]").is_hidden()
    assert voice_comes(desk)


def a_photo_with_a_place() -> bytes:
    """A photo in which the telephone has noted who made it."""
    picture, notes = Image.new("RGB", (1600, 1200), "green"), Image.Exif()
    notes[0x010F] = "Telephone of Sita"
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=notes)
    return file.getvalue()


def test_a_photo_comes_without_what_the_phone_noted_and_the_other_camera_too(cameras, live_server):
    scene = Scene(live_server.url)
    citizen = come_in(cameras, scene)
    desk = page_of(cameras, scene.at("call", scene.call().pk), officer=scene.officer)
    assert frames_move(desk, from_others=1)

    photo_comes_clean(citizen, desk)
    other_camera_comes(citizen, desk)

    assert not Signal.objects.filter(kind=Signal.Kind.WORDS).exists()


def photo_comes_clean(citizen: Page, desk: Page) -> None:
    photo = a_photo_with_a_place()
    assert b"Sita" in photo

    file = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo}
    citizen.set_input_files("[data-part=photo]", file)
    shown = desk.wait_for_selector(".typed img")

    kept = base64.b64decode(shown.get_attribute("src").split(",")[1])
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (1280, 960)
    assert b"Sita" not in kept


def other_camera_comes(citizen: Page, desk: Page) -> None:
    facing = "() => document.querySelector('[data-part=own]').srcObject.getVideoTracks()[0].id"
    front = citizen.evaluate(facing)
    citizen.evaluate(HEAR_WHICH_CAMERA)

    citizen.locator("[data-part=turn]").click()

    assert until(citizen, facing, lambda track: track != front)
    assert citizen.evaluate("window.wanted") == ["environment"]
    assert frames_move(desk, from_others=1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def coturn(settings, tmp_path):
    port = free_port()
    settings.TURN_URLS = turn.environment(port=port)["TURN_URLS"].split(",")
    settings.TURN_SECRET = "a-secret-for-one-test"
    command = turn.command(port=port, folder=tmp_path)
    env = {**os.environ, "TURN_SECRET": settings.TURN_SECRET}
    process = subprocess.Popen(["sh", "-c", f"exec {command}"], env=env, cwd=tmp_path)
    assert comes_true(lambda: answers(port))
    yield settings
    process.terminate()
    process.wait(timeout=20)


@pytest.mark.turn
def test_who_gives_no_name_is_reached_through_the_relay_alone(cameras, live_server, coturn):
    scene = Scene(live_server.url, is_anonymous=True)
    citizen = come_in(cameras, scene)
    call = scene.call()
    desk = page_of(cameras, scene.at("call", call.pk), officer=scene.officer)

    assert frames_move(desk, from_others=1)
    assert frames_move(citizen, from_others=1)
    assert paths(desk) == paths(citizen) == {"relay"}
    told = [str(signal.body) for signal in Signal.objects.filter(call=call)]
    assert told and not any("typ host" in body or "typ srflx" in body for body in told)


@pytest.mark.turn
def test_a_wrong_secret_leads_nowhere(cameras, live_server, coturn):
    coturn.TURN_SECRET = "another"
    scene = Scene(live_server.url, is_anonymous=True)
    citizen = come_in(cameras, scene)
    call = scene.call()
    page_of(cameras, scene.at("call", call.pk), officer=scene.officer)

    assert 401 in refusals(citizen)
    assert paths_now(citizen) == []
    assert not Signal.objects.filter(call=call, kind=Signal.Kind.CANDIDATE).exists()
