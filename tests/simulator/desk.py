"""A desk made for these tests: takes webhooks, and speaks to the Graph API as a client would."""

import json
import threading
from dataclasses import dataclass, field

import requests

from messaging.simulator.testing import SECRETS, Stage


@dataclass
class Desk:
    """Callable as the stand-in's webhook. `answers` are used up first; then it is always 200."""

    answers: list[int | None] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, body: bytes, headers: dict) -> int | None:
        with self.lock:
            self.bodies.append(body)
            self.headers.append(dict(headers))
            return self.answers.pop(0) if self.answers else 200

    @property
    def payloads(self) -> list[dict]:
        return [json.loads(body) for body in self.bodies]

    @property
    def values(self) -> list[dict]:
        return [
            change["value"]
            for payload in self.payloads
            for entry in payload["entry"]
            for change in entry["changes"]
        ]

    @property
    def messages(self) -> list[dict]:
        return [one for value in self.values for one in value.get("messages", ())]

    @property
    def statuses(self) -> list[dict]:
        return [one for value in self.values for one in value.get("statuses", ())]

    @property
    def words(self) -> list[str]:
        return [status["status"] for status in self.statuses]


@dataclass
class Api:
    """The Graph API of one number."""

    sim: Stage
    number: str = "100000000000001"
    token: str = SECRETS["WHATSAPP_ACCESS_TOKEN"]

    def call(
        self, method: str, place: str, *, timeout: float = 10, **arguments
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        url = place if place.startswith("http") else f"{self.sim.url}/v25.0/{place}"
        return requests.request(
            method, url, headers=headers, timeout=timeout, allow_redirects=False, **arguments
        )

    def send(self, to: str = "", *, recipient: str = "", **body) -> requests.Response:
        address = {"to": to} if to else {"recipient": recipient}
        content = body or {"type": "text", "text": {"body": "धन्यवाद"}}
        message = {
            "messaging_product": "whatsapp",
            **address,
            "biz_opaque_callback_data": "outbox:1",
            **content,
        }
        return self.call("POST", f"{self.number}/messages", json=message)

    def upload(self, data: bytes, mime: str) -> requests.Response:
        form = {"messaging_product": "whatsapp", "type": mime}
        return self.call(
            "POST", f"{self.number}/media", data=form, files={"file": ("a", data, mime)}
        )
