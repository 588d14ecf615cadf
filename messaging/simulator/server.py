"""The smallest HTTP server that does what a stand-in needs: routes, forms, dripping, silence."""

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from messaging.simulator.errors import GraphError

LARGEST = 110 * 1024 * 1024  # bytes of a request; WhatsApp's largest file is 100 MB


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Message
    body: bytes

    @property
    def base(self) -> str:
        """The address this server was called by."""
        return f"http://{self.headers.get('Host', '127.0.0.1')}"

    def json(self) -> dict[str, Any]:
        try:
            value = json.loads(self.body or b"{}")
        except ValueError:
            raise GraphError(100, "The body is not JSON.") from None
        if not isinstance(value, dict):
            raise GraphError(100, "The body must be a JSON object.")
        return value

    def form(self) -> tuple[dict[str, str], dict[str, Upload]]:
        """Return the fields and files of a multipart body."""
        boundary = self.headers.get_param("boundary", header="content-type")
        fields: dict[str, str] = {}
        files: dict[str, Upload] = {}
        for about, data in _parts(self.body, str(boundary or "")):
            name = str(about.get_param("name", "", header="content-disposition"))
            file_name = about.get_filename()
            if file_name is None:
                fields[name] = data.decode(errors="replace")
            else:
                files[name] = Upload(file_name, about.get("Content-Type", ""), data)
        return fields, files


def _parts(body: bytes, boundary: str) -> Iterator[tuple[Message, bytes]]:
    if not boundary:
        raise GraphError(100, "The body must be multipart/form-data.")
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        about = Message()
        for line in head.decode(errors="replace").split("\r\n"):
            key, _, words = line.partition(":")
            about[key.strip()] = words.strip()
        yield about, data


@dataclass(slots=True)
class Response:
    """An answer. `silent_for` seconds of nothing and a closed connection replace it if set."""

    body: bytes | Iterator[bytes] = b""
    status: int = 200
    mime: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    silent_for: float | None = None


def as_json(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value, ensure_ascii=False).encode(), status)


View = Callable[..., Response]


class Router:
    """Methods and patterns of paths, in order; named groups become arguments."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], View]] = []

    def add(self, method: str, pattern: str, view: View) -> None:
        self._routes.append((method, re.compile(pattern), view))

    def answer(self, request: Request) -> Response:
        for method, pattern, view in self._routes:
            found = pattern.fullmatch(request.path)
            if found and method == request.method:
                try:
                    return view(request, **found.groupdict())
                except GraphError as error:
                    return as_json(error.body(), error.http_status)
        unknown = GraphError(100, "Unsupported request: there is nothing at this address.")
        return as_json(unknown.body(), 404)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, router: Router, stopping: threading.Event) -> None:
        self.router, self.stopping = router, stopping
        super().__init__(("127.0.0.1", port), Handler)

    def stop(self) -> None:
        self.stopping.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # hanging up is no news
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it came


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "stand-in"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120  # seconds a kept-open connection may idle
    server: Server

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            self._send(Response(b"", 413))
            return
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        body = self.rfile.read(length)
        request = Request(self.command, parts.path, query, self.headers, body)
        self._send(self.server.router.answer(request))

    do_POST = do_DELETE = do_GET

    def _send(self, response: Response) -> None:
        if response.silent_for is not None:
            self.server.stopping.wait(response.silent_for)
            self.close_connection = True
            return
        self.send_response(response.status)
        headers = {"Content-Type": response.mime, **response.headers}
        if isinstance(response.body, bytes):
            headers["Content-Length"] = str(len(response.body))
        else:
            headers.setdefault("Connection", "close")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for chunk in [response.body] if isinstance(response.body, bytes) else response.body:
            self.wfile.write(chunk)
            self.wfile.flush()
        self.close_connection = self.close_connection or "Connection" in headers

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: paths and bodies name people."""
