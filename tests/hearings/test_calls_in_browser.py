"""Real browsers hold a call through the real signalling; pictures move both ways."""

import os
import socket
import subprocess
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from districts.models import Role
from hearings import booking, calls, desks
from hearings.models import HearingRequest, Signal
from local import turn
from tests.factories import make_line, make_officer, make_ticket, make_tree
from tests.hearings.browsers import browser_with_cameras, frames_move, page_of, paths
from tests.hearings.day import make_window
from tickets import invitations
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _plain_http(settings) -> None:
    """The test's own server speaks plain HTTP."""
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "session", False
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "csrf", False
    settings.SECURE = False


@pytest.fixture(scope="module")
def _browser():
    with browser_with_cameras() as browser:
        yield browser


@pytest.fixture
def cameras(_browser, live_server):
    """A browser whose pages are gone before the database is emptied."""
    yield _browser
    for context in _browser.contexts:
        for page in context.pages:
            page.goto("about:blank")  # ends what is under way
        context.close()


class Scene:
    """A hearing that is open now, with one desk and one caller."""

    def __init__(self, url: str, **request) -> None:
        self.url, now = url, timezone.now()
        self.tree = make_tree()
        local = timezone.localtime(now)
        opens = max(local - timedelta(hours=1), local.replace(hour=0, minute=0))
        closes = min(local + timedelta(hours=4), local.replace(hour=23, minute=59))
        line = make_line(self.tree.district, name_en="Prayagraj hearing")
        self.window = make_window(line, opens=opens.time(), closes=closes.time())
        self.officer = make_officer(Role.HEARING, self.tree.district, name="Asha Rani")
        desks.open_desk(window_id=self.window.pk, by=self.officer, at=now)
        ticket = make_ticket(line, kind=Ticket.Kind.HEARING, at=now)
        self.request = booking.book(ticket_id=ticket.pk, at=now, **request)
        self.link = f"{url}/hearings/{invitations.token(ticket.pk, 1)}/"

    def call(self):
        return desks.call_next(by=self.officer, at=timezone.now())

    def at(self, name, *args) -> str:
        return self.url + reverse(f"hearings:{name}", args=args)


def come_in(browser, scene, *, ready="video"):
    page = page_of(browser, scene.link)
    page.get_by_role("button", name="Come in").click()
    page.locator(f"[data-ready={ready}]").click()
    return page


def test_two_browsers_hold_a_call_from_the_link_to_the_ticket(cameras, live_server):
    scene = Scene(live_server.url)
    citizen = come_in(cameras, scene)
    assert citizen.locator(".token").first.inner_text() == "1"
    desk = page_of(cameras, scene.at("desk"), officer=scene.officer)
    desk.get_by_role("button", name="Next caller").click()

    assert frames_move(desk, from_others=1)
    assert frames_move(citizen, from_others=1)

    citizen.fill("[data-part=words]", "मकान नंबर 12")
    citizen.press("[data-part=words]", "Enter")
    desk.wait_for_selector("text=मकान नंबर 12")
    assert Signal.objects.exists()

    desk.fill("[name=words]", "पड़ोसी रास्ता रोकता है।")
    desk.select_option("[name=station]", label=scene.tree.station.name_en)
    desk.get_by_role("button", name="Finish and forward").click()
    desk.wait_for_selector(".notice-success")
    citizen.wait_for_selector("text=The call is over")

    scene.request.refresh_from_db()
    ticket = scene.request.ticket
    assert (scene.request.state, ticket.unit) == (HearingRequest.State.HEARD, scene.tree.station)
    assert not Signal.objects.exists()
    stranger = page_of(cameras, scene.link)
    assert "no longer opens" in stranger.inner_text("main")


def test_three_are_in_one_call(cameras, live_server):
    scene = Scene(live_server.url)
    head = make_officer(Role.STATION_HEAD, scene.tree.station, name="Station head")
    citizen = come_in(cameras, scene)
    call = scene.call()
    desk = page_of(cameras, scene.at("call", call.pk), officer=scene.officer)
    calls.invite(call_id=call.pk, by=scene.officer, guest=head, at=timezone.now())
    third = page_of(cameras, scene.at("desk"), officer=head)
    third.get_by_role("link", name="Join").click()

    for page in (citizen, desk, third):
        assert frames_move(page, from_others=2)


def test_who_reloads_is_in_the_call_again(cameras, live_server):
    scene = Scene(live_server.url)
    citizen = come_in(cameras, scene)
    call = scene.call()
    desk = page_of(cameras, scene.at("call", call.pk), officer=scene.officer)
    assert frames_move(desk, from_others=1)

    citizen.reload()
    citizen.locator("[data-ready=voice]").click()
    citizen.wait_for_selector("[data-part=state]:has-text('Connected')")

    assert frames_move(citizen, from_others=1)


def test_the_voice_alone_is_a_call_too(cameras, live_server):
    scene = Scene(live_server.url)
    citizen = come_in(cameras, scene, ready="voice")
    call = scene.call()
    page_of(cameras, scene.at("call", call.pk), officer=scene.officer)

    assert frames_move(citizen, from_others=1)
    assert citizen.locator("[data-part=own]").is_hidden()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def coturn(settings, tmp_path):
    port = free_port()
    settings.TURN_URLS = turn.environment(port=port)["TURN_URLS"].split(",")
    settings.TURN_SECRET = "a-secret-for-one-test"
    command = turn.command(port=port, folder=tmp_path)
    env = {**os.environ, "TURN_SECRET": settings.TURN_SECRET}
    process = subprocess.Popen(["sh", "-c", f"exec {command}"], env=env, cwd=tmp_path)
    for _try in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        process.poll()
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
    citizen.wait_for_function("() => window.refusals.length > 0", timeout=30_000)

    assert citizen.evaluate("() => window.connections.map((one) => one.connectionState)") != [
        "connected"
    ]
    assert not Signal.objects.filter(call=call, kind=Signal.Kind.CANDIDATE).exists()
