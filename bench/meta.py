"""WhatsApp's sending end at its cheapest: takes a message after a while and notes when it came."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWERS_AFTER = 0.1  # seconds, about what graph.facebook.com takes from India


class Meta(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.first_heard: dict[str, float] = {}  # by recipient, of time.perf_counter

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Meta

    def do_POST(self) -> None:
        came = time.perf_counter()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        recipient = body.get("recipient") or body.get("to", "")
        number = len(self.server.first_heard)
        self.server.first_heard.setdefault(recipient, came)
        time.sleep(ANSWERS_AFTER)
        self._answer({"messages": [{"id": f"wamid.BENCH{number}.{recipient}"}]})

    def do_GET(self) -> None:
        self._answer({"data": []})

    def _answer(self, content: Any) -> None:
        raw = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a line for each request would cost more than the request."""


@contextmanager
def listening() -> Iterator[Meta]:
    with Meta() as meta:
        thread = threading.Thread(target=meta.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield meta
        finally:
            meta.shutdown()
            thread.join()
