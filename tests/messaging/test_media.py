"""Files are fetched in their own time, from WhatsApp alone, whole, or shown as lost."""

import base64
import json
import logging
import threading
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from django.utils import timezone

from evidence.custody import source_context
from evidence.models import Attachment
from messaging import media, whatsapp
from messaging.tasks import fetch_attachment
from tests.factories import make_line, make_unit
from tests.messaging.sending import sending
from vault.boxes import seal
from vault.rings import public_ring

State = Attachment.State
PHOTO = b"\xff\xd8\xff a photo" * 1000
DIGEST = base64.b64encode(sha256(PHOTO).digest()).decode()
NOW = timezone.now()


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    options = {"location": str(tmp_path / "shelf")}
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend, "OPTIONS": options}}


def announce(line, media_id="1", *, digest=DIGEST, kind="image"):
    attachment = Attachment(kind=kind, announced_at=NOW, next_attempt_at=NOW)
    told = {"line": line.pk, "media_id": media_id, "mime": "image/jpeg", "sha256": digest}
    context = source_context(attachment.pk)
    attachment.source = seal(json.dumps(told).encode(), context=context, keys=public_ring())
    attachment.save()
    return attachment


def fetch(attachment, *, later=timedelta()):
    there = media.fetch(attachment_id=attachment.pk, now=NOW + later)
    attachment.refresh_from_db()
    return there


@pytest.fixture
def world(db, settings):
    with sending(settings) as world:
        yield world


@pytest.fixture
def photo(world):
    """A photo Asha has sent, as the simulated WhatsApp announces it."""
    world.asha.sends_photo(PHOTO)
    kept = next(iter(world.stage.sim.shelf.files.values()))
    return announce(world.line, kept.id, digest=kept.sha256_base64)


def test_a_photo_is_fetched_and_waits_to_be_cleaned(photo):
    assert fetch(photo)

    assert (photo.state, photo.problem) == (State.QUARANTINED, "")
    assert photo.sha256 == sha256(PHOTO).hexdigest()
    assert photo.size == len(PHOTO)


def test_a_fetched_file_is_not_fetched_again(photo):
    fetch(photo)

    assert not fetch(photo, later=timedelta(hours=1))
    assert photo.custody.count() == 1


def test_a_second_worker_finds_it_leased(photo, monkeypatch):
    def died(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(media, "_download", died)
        with pytest.raises(KeyboardInterrupt):
            fetch(photo)

    assert not fetch(photo, later=media.LEASE - timedelta(seconds=1))
    assert media.to_fetch(now=NOW) == []
    assert fetch(photo, later=media.LEASE)


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("media_url_expired", "refused"),
        ("media_id_expired", "gone"),
        ("media_without_url", "unreachable"),
        ("media_digest_mismatch", "digest_differs"),
        ("media_truncated", "unreachable"),
        ("media_empty", "digest_differs"),
        ("token_revoked", "refused"),
    ],
)
def test_what_fails_once_is_fetched_a_minute_later(world, photo, fault, problem):
    world.stage.faults.set(fault, times=1)

    assert not fetch(photo)
    assert (photo.state, photo.problem) == (State.ANNOUNCED, problem)
    assert photo.next_attempt_at == NOW + timedelta(minutes=1)
    world.stage.faults.clear()
    assert fetch(photo, later=timedelta(minutes=1))


def test_attempts_grow_rarer_until_they_are_hourly(world, photo):
    world.stage.faults.set("media_url_expired")
    pauses, at = [], timedelta()

    for _ in range(6):
        fetch(photo, later=at)
        pauses.append((photo.next_attempt_at - NOW - at) / timedelta(minutes=1))
        at = photo.next_attempt_at - NOW

    assert pauses == [1, 5, 15, 60, 60, 60]


def test_after_seven_days_it_is_lost(world, photo):
    world.stage.faults.set("media_id_expired")

    fetch(photo, later=timedelta(days=7) - timedelta(seconds=1))
    assert photo.state == State.ANNOUNCED
    fetch(photo, later=timedelta(days=7, hours=1))

    assert (photo.state, photo.problem) == (State.LOST, "gone")


def test_after_a_week_of_silence_of_ours_it_is_tried_once_more(photo):
    assert fetch(photo, later=timedelta(days=7, hours=1))


def test_a_file_whose_every_attempt_dies_is_lost_in_the_end(photo, monkeypatch):
    monkeypatch.setattr(media, "_download", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fetch(photo)

    assert not fetch(photo, later=timedelta(days=7))

    assert (photo.state, photo.problem) == (State.LOST, "unreachable")


def test_a_digest_that_differs_thrice_is_kept_with_an_alarm(world, photo, caplog):
    world.stage.faults.set("media_digest_mismatch")

    there = [fetch(photo, later=timedelta(days=day)) for day in range(3)]

    assert there == [False, False, True]
    assert photo.sha256 != sha256(PHOTO).hexdigest()
    assert "its digest differs" in caplog.text


def test_an_empty_file_is_never_taken_for_one(world, photo):
    world.stage.faults.set("media_empty")

    assert [fetch(photo, later=timedelta(days=day)) for day in range(4)] == [False] * 4


@pytest.mark.parametrize(
    ("announced", "digest"),
    [
        (sha256(PHOTO).hexdigest().upper(), sha256(PHOTO).hexdigest()),
        (DIGEST, sha256(PHOTO).hexdigest()),
        ("", ""),
        ("nonsense", ""),
        ("é" * 44, ""),
        (base64.b64encode(b"short").decode(), ""),
    ],
)
def test_digests_are_read_in_both_spellings(announced, digest):
    assert media._hex_digest(announced) == digest


class Graph(BaseHTTPRequestHandler):
    """Says where the file is, and gives out what the test has put there."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        if self.path.startswith("/v"):
            answer = {"url": self.server.url or f"{self.server.base}/file", **self.server.more}
            self._answer(200, json.dumps(answer).encode())
        else:
            self.server.give(self)

    def _answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def graph(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Graph)
    server.base = f"http://127.0.0.1:{server.server_address[1]}"
    server.asked, server.url, server.more, server.stopping = [], "", {}, threading.Event()
    server.give = lambda request: request._answer(200, PHOTO)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.WHATSAPP_API_URL = server.base
    settings.WHATSAPP_READ_TIMEOUT_SECONDS = 0.5
    yield server
    server.stopping.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def line(db):
    return make_line(make_unit())


def downloads(graph):
    return [path for path, _token in graph.asked if not path.startswith("/v")]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/file",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://lookaside.fbsbx.com/file",
        "https://lookaside.fbsbx.com.example.org/file",
        "https://lookaside.fbsbx.com@example.org/file",
        "http://localhost:1/file",
        "file:///etc/passwd",
        "",
        "//",
    ],
)
def test_a_file_of_another_host_is_not_fetched(graph, line, url, monkeypatch):
    opened = []
    monkeypatch.setattr(whatsapp.Client, "_open", lambda _self, url: opened.append(url))
    graph.url = url or "nonsense"
    attachment = announce(line)

    assert not fetch(attachment)

    assert (attachment.state, attachment.problem) == (State.LOST, "foreign_host")
    assert opened == []


def test_a_redirect_is_not_followed(graph, line):
    away = {"Location": f"{graph.base}/elsewhere"}
    graph.give = lambda request: request._answer(302, b"", **away)
    attachment = announce(line)

    assert not fetch(attachment)

    assert attachment.state == State.ANNOUNCED
    assert downloads(graph) == ["/file"]


@pytest.mark.parametrize("status", [500, 502, 503, 429, 401])
def test_a_provider_in_trouble_is_asked_again(graph, line, status):
    graph.give = lambda request: request._answer(status, b"<html>trouble</html>")
    attachment = announce(line)

    assert not fetch(attachment)
    graph.give = lambda request: request._answer(200, PHOTO)
    assert fetch(attachment, later=timedelta(minutes=1))


def test_a_file_that_never_ends_is_cut_off(graph, line, monkeypatch):
    sent = []

    def give(request):
        request.send_response(200)
        request.end_headers()
        while not graph.stopping.is_set() and len(sent) < 400:
            request.wfile.write(bytes(256 * 1024))
            sent.append(1)

    graph.give = give
    attachment = announce(line)

    assert not fetch(attachment)

    assert (attachment.state, attachment.problem) == (State.LOST, "too_large")
    assert len(sent) < 100  # of 8 MB allowed, with what lay in buffers


def test_a_file_announced_as_too_large_is_not_even_begun(graph, line):
    graph.more = {"file_size": 5 * 1024**3}
    attachment = announce(line)

    assert not fetch(attachment)

    assert attachment.problem == "too_large"
    assert downloads(graph) == []


@pytest.mark.parametrize("pause", [0.05, 5])
def test_a_file_that_drips_or_stalls_is_given_up_for_now(graph, line, monkeypatch, pause):
    monkeypatch.setattr(whatsapp, "DOWNLOAD_SECONDS", 0.5)

    def give(request):
        request.send_response(200)
        request.send_header("Content-Length", str(len(PHOTO)))
        request.end_headers()
        while not graph.stopping.wait(pause):
            request.wfile.write(b"x")

    graph.give = give
    attachment = announce(line)

    assert not fetch(attachment)

    assert (attachment.state, attachment.problem) == (State.ANNOUNCED, "unreachable")


def test_logs_name_neither_the_file_nor_its_address(graph, line, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    graph.give = lambda request: request._answer(500, b"")

    fetch(announce(line, "8866442200119933"))

    assert "file not fetched" in caplog.text
    assert "8866442200119933" not in caplog.text
    assert "/file" not in caplog.text


def test_what_is_fetched_is_hinted_to_be_cleaned(graph, line, monkeypatch):
    hinted = []
    monkeypatch.setattr(
        "messaging.tasks.clean_attachment.delay", lambda **arguments: hinted.append(arguments)
    )
    fetched, failed = announce(line), announce(line)

    fetch_attachment(attachment_id=str(fetched.pk))
    graph.give = lambda request: request._answer(500, b"")
    fetch_attachment(attachment_id=str(failed.pk))

    assert hinted == [{"attachment_id": str(fetched.pk)}]


@pytest.mark.django_db(transaction=True)
def test_words_keep_a_worker_free_while_long_films_come_in(settings):
    """Asked from other connections, as other workers of the gateway would."""
    settings.SATAARK_DOWNLOADS_AT_ONCE = 2
    inside, done, seats = threading.Barrier(3), threading.Event(), []

    def film():
        with media.seat() as is_free:
            seats.append(is_free)
            inside.wait(30)
            done.wait(30)
        connection.close()

    films = [threading.Thread(target=film) for _ in range(2)]
    for each in films:
        each.start()
    inside.wait(30)
    waiting = announce(make_line(make_unit()))
    assert not fetch(waiting)
    assert (waiting.state, waiting.attempts) == (State.ANNOUNCED, 0)

    done.set()
    for each in films:
        each.join()
    assert seats == [True, True]
    with media.seat() as is_free:
        assert is_free


def test_after_one_file_the_next_is_fetched(world, photo, monkeypatch):
    world.asha.sends_photo(PHOTO + b"2")
    other = list(world.stage.sim.shelf.files.values())[-1]
    second = announce(world.line, other.id, digest=other.sha256_base64)
    hinted = []
    monkeypatch.setattr(fetch_attachment, "delay", lambda **told: hinted.append(told))

    fetch_attachment(attachment_id=str(photo.pk))

    assert hinted == [{"attachment_id": str(second.pk)}]
