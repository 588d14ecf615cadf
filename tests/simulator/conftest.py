import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from messaging.simulator.testing import SECRETS, running_simulator
from tests.simulator.desk import Api, Desk


@pytest.fixture(autouse=True)
def secrets(monkeypatch):
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def sim(desk):
    """A stand-in whose webhooks go when a test says `deliver`."""
    with running_simulator(desk, by_hand=True) as stage:
        stage.line()
        yield stage


@pytest.fixture
def api(sim):
    return Api(sim)


@pytest.fixture
def asha(sim):
    """A citizen who has just written, so that the window is open."""
    phone = sim.citizen("Asha", phone="915550020001", bsuid="IN.SYNTH9001")
    phone.types("नमस्ते")
    return phone


class HttpDesk(BaseHTTPRequestHandler):
    """A desk behind a real socket: shakes hands and keeps what it is sent."""

    def do_GET(self):
        query = dict(parse_qsl(urlsplit(self.path).query))
        self.server.queries.append(query)
        self._answer(query["hub.challenge"].encode())

    def do_POST(self):
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(b"")

    def _answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def http_desk():
    server = ThreadingHTTPServer(("127.0.0.1", 0), HttpDesk)
    server.queries, server.bodies = [], []
    server.url = f"http://127.0.0.1:{server.server_address[1]}/webhooks/whatsapp/"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
