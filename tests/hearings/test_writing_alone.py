"""Without a name and without a relay nobody can see or hear the caller: both write, and know it."""

import pytest
from django.test import Client

from tests.hearings import scene as in_browsers
from tests.hearings.browsers import page_of
from tests.hearings.test_room import Scene, at


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_anonymous", "relay", "writes"),
    [(True, [], True), (True, ["turn:example.org"], False), (False, [], False)],
)
def test_caller_and_desk_are_told_before_the_call(settings, is_anonymous, relay, writes):
    settings.TURN_URLS, settings.TURN_SECRET = relay, "secret"
    scene = Scene(is_anonymous=is_anonymous)
    scene.citizen.cookies["language"] = scene.desk.cookies["language"] = "en"
    scene.comes_in()
    room = scene.citizen.get(scene.room(), secure=True).content.decode()
    scene.both_sit()
    call = scene.desk.get(at("call", scene.call.pk), secure=True).content.decode()

    for page in (room, call):
        assert (" data-writing" in page) is writes
        assert ("no picture and no voice" in page) is writes
    assert ('data-ready="words"' in room) is writes
    assert ('data-ready="video"' in room) is not writes


@pytest.mark.django_db
@pytest.mark.parametrize(("relay", "warns"), [([], True), (["turn:example.org"], False)])
def test_who_books_reads_what_giving_no_name_means(settings, relay, warns):
    settings.TURN_URLS, settings.TURN_SECRET = relay, "secret"
    scene, stranger = Scene(), Client()
    stranger.cookies["language"] = "en"

    page = stranger.get(at("book", scene.line.code), secure=True).content.decode()

    assert ("Without a name there is no picture and no voice here" in page) is warns


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_they_write_to_each_other_and_no_path_is_looked_for(cameras, live_server):
    scene = in_browsers.Scene(live_server.url, is_anonymous=True)
    citizen = in_browsers.come_in(cameras, scene, ready="words")
    desk = page_of(cameras, scene.at("call", scene.call().pk), officer=scene.officer)

    for writer, reader, words in [(citizen, desk, "मेरी बात"), (desk, citizen, "जी, लिखिए")]:
        writer.wait_for_selector("[data-part=state]:has-text('write to each other')")
        writer.fill("[data-part=words]", words)
        writer.press("[data-part=words]", "Enter")
        reader.wait_for_selector(f"text={words}")

    for page in (citizen, desk):
        assert page.evaluate("window.connections.length") == 0
        assert (
            page.locator("[data-part=camera], [data-part=own]").locator("visible=true").count() == 0
        )
