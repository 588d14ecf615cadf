"""The webhook's own way in, as gunicorn serves it."""

import io
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from districts.models import Role
from messaging.models import Delivery
from messaging.simulator import contents, shapes
from messaging.simulator.webhooks import sign
from tests.factories import make_officer, make_tree

PATH = "/webhooks/whatsapp/"


@pytest.fixture
def application():
    from sataark.wsgi import application

    return application


def call(application, method="POST", path=PATH, body=b"", query="", **headers):
    """Return status and headers of an answer, as a WSGI server sees them."""
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        **headers,
    }
    answered = []
    response = application(environ, lambda status, headers: answered.append((status, headers)))
    text = b"".join(response)
    status, sent = answered[0]
    return int(status.split()[0]), dict(sent), text


def post_a_message(application, settings):
    person = shapes.Person("Asha", "915550030001", "IN.SYNTH030001")
    body = shapes.raw(
        shapes.delivery(contents.text("नमस्ते"), person=person, id="wamid.A", at=1_790_000_000)
    )
    secret = settings.WHATSAPP_APP_SECRETS["WHATSAPP_APP_SECRET"]
    header = sign(body, secret)["X-Hub-Signature-256"]
    return call(application, body=body, HTTP_X_HUB_SIGNATURE_256=header)


def cut_the_connection():
    """End our connection from the server's side, as a restart does."""
    connection.ensure_connection()
    parameters = connection.get_connection_params()
    parameters = {
        key: value
        for key, value in parameters.items()
        if key in {"dbname", "user", "password", "host", "port"}
    }
    with psycopg.connect(**parameters, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid]
        )


@pytest.mark.django_db(transaction=True)
def test_a_signed_body_is_kept_and_thanked_for(application, settings):
    status, headers, text = post_a_message(application, settings)

    assert (status, text) == (200, b"")
    assert "Set-Cookie" not in headers
    assert Delivery.objects.count() == 1


def test_an_unsigned_body_is_refused_without_any_work(application):
    assert call(application, body=b"{}")[0] == 403


def test_the_handshake_and_other_methods_answer_as_in_the_portal(application, settings):
    settings.WHATSAPP_VERIFY_TOKEN = "expected"
    query = "hub.mode=subscribe&hub.challenge=4711&hub.verify_token=expected"

    assert call(application, "GET", query=query)[::2] == (200, b"4711")
    assert call(application, "PUT")[0] == 405


@pytest.mark.django_db
def test_every_other_path_goes_through_the_portals_middleware(application):
    status, headers, _text = call(application, "GET", "/queue/", HTTP_HOST="127.0.0.1")

    assert status == 302
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
def test_a_page_survives_a_restart_of_the_database(application, client, settings):
    client.force_login(make_officer(Role.STATION_HEAD, make_tree().station))
    session = client.cookies[settings.SESSION_COOKIE_NAME].OutputString()
    cut_the_connection()

    assert call(application, "GET", "/late/", HTTP_HOST="127.0.0.1", HTTP_COOKIE=session)[0] == 200


@pytest.mark.django_db(transaction=True)
def test_the_webhook_does_not_ask_first_whether_the_database_is_there(application, settings):
    cut_the_connection()

    assert post_a_message(application, settings)[0] == 200
    assert Delivery.objects.count() == 0  # it lies in the spool


def test_a_web_process_looks_for_no_garbage_among_what_lasts():
    """All that was loaded is out of the way, and no view is left for the first who asks for it."""
    tell = "import gc, sys, sataark.wsgi; print(gc.get_freeze_count(), *sys.modules)"

    told = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True)
    frozen, *modules = told.stdout.split()

    assert int(frozen) > 50_000
    assert "tickets.views.detail" in modules
