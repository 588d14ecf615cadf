"""From an update to signed bytes on their way: grouping, faults, signature."""

import hashlib
import hmac
import itertools
import json
import os
import threading
from collections.abc import Sequence
from typing import Any

from messaging.simulator import shapes, spoil
from messaging.simulator.faults import Faults
from messaging.simulator.people import Line
from messaging.simulator.postman import Delivery, Postman
from messaging.simulator.spoil import Update

Json = dict[str, Any]


def secret_of(line: Line) -> str:
    """Return the secret of the line's app; of two given for rotation the first."""
    return os.environ.get(line.app_secret_variable, "").split(",")[0].strip()


def sign(raw: bytes, secret: str, kind: str = "good") -> dict[str, str]:
    """Return the signature headers of `raw`; other kinds are what must be refused."""
    digest = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    old = hmac.new(secret.encode(), raw, hashlib.sha1).hexdigest()
    name = "X-Hub-Signature-256"
    wrong = hmac.new(f"not {secret}".encode(), raw, hashlib.sha256).hexdigest()
    return {
        "good": {name: f"sha256={digest}"},
        "wrong": {name: f"sha256={wrong}"},
        "missing": {},
        "sha1": {"X-Hub-Signature": f"sha1={old}"},
        "uppercase": {name: f"sha256={digest.upper()}"},
    }[kind]


class Webhooks:
    """Turns updates into deliveries, with whatever the switches do to them."""

    def __init__(self, postman: Postman, faults: Faults) -> None:
        self.postman, self.faults = postman, faults
        self._lock = threading.Lock()
        self._held: list[Update] = []
        self._counter = itertools.count()

    def post(self, update: Update, *, after: float = 0.0, before_going_on: bool = False) -> None:
        """Send one update, unless a switch gathers it. `before_going_on` waits for the answer."""
        if not update.line.subscribed:
            return
        groups = [
            group
            for one in spoil.with_company(update, self.faults)
            for group in self._gathered(one)
        ]
        for group in groups:
            for delivery in self._deliveries(group):
                if before_going_on:
                    self.postman.deliver_now(delivery)
                else:
                    self.postman.send(delivery, after=after)

    def release(self) -> None:
        """Let go of what was gathered and is not yet full."""
        with self._lock:
            held, self._held = self._held, []
        if held:
            for delivery in self._deliveries(held):
                self.postman.send(delivery)

    def _gathered(self, update: Update) -> list[list[Update]]:
        with self._lock:
            for name, wanted in (("batch", "size"), ("reverse", "count")):
                if (params := self.faults.peek(name)) is None:
                    continue
                self._held.append(update)
                if len(self._held) < params[wanted]:
                    return []
                held, self._held = self._held, []
                self.faults.take(name)
                return [held] if name == "batch" else [[one] for one in reversed(held)]
        return [[update]]

    def _deliveries(self, updates: list[Update]) -> list[Delivery]:
        for update in updates:
            spoil.spoil(update.value, self.faults)
        copies = self.faults.take("duplicate_post")
        first = self._delivery(updates)
        made = [first] * (1 + int(copies["copies"]) if copies else 1)
        if self.faults.happens("same_message_again"):
            made.append(self._delivery(updates, time=0))
        return [Delivery(one.body, dict(one.headers), one.lane, list(one.messages)) for one in made]

    def _delivery(self, updates: list[Update], **extra: object) -> Delivery:
        payload = _envelope(updates)
        for entry in payload["entry"]:
            entry |= extra
        if self.faults.happens("unknown_keys"):
            payload = spoil.with_unknown_keys(payload)
        raw, headers = self._signed(payload, secret_of(updates[0].line))
        inside = [m["id"] for u in updates for m in u.value.get("messages", ())]
        lane = f"{next(self._counter)}" if self.faults.happens("parallel") else updates[0].citizen
        return Delivery(raw, headers, lane=lane, messages=inside)

    def _signed(self, payload: Json, secret: str) -> tuple[bytes, dict[str, str]]:
        if params := self.faults.take("big_body"):
            missing = int(params["bytes"]) - len(shapes.raw(payload))
            payload["entry"][0]["padding"] = "x" * max(0, missing - len(',"padding":""'))
        fault = self.faults.take("signature")
        kind = fault["kind"] if fault else "good"
        raw = shapes.raw(payload, escaped=kind != "utf8")
        headers = sign(raw, secret, "good" if kind in {"utf8", "reserialised"} else kind)
        if kind == "reserialised":
            raw = json.dumps(payload, ensure_ascii=False).encode()
        agent = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
        return raw, {**agent, **headers}


def _envelope(updates: Sequence[Update]) -> Json:
    """Return one payload: two changes to an entry, two messages and two statuses to a change."""
    changes: list[tuple[Line, Json]] = []
    for update in updates:
        last = changes[-1] if changes else None
        full = last is None or last[0] != update.line or last[1]["field"] != update.field
        if last is None or full or not _fits(last[1]["value"], update.value):
            changes.append((update.line, shapes.change(_copy(update.value), update.field)))
        else:
            _merge(last[1]["value"], update.value)
    entries = [changes[start : start + 2] for start in range(0, len(changes), 2)]
    return shapes.envelope(
        *((pair[0][0].business_account_id, [change for _, change in pair]) for pair in entries)
    )


def _fits(value: Json, other: Json) -> bool:
    blocks = [(value.get(name, []), other.get(name, [])) for name in ("messages", "statuses")]
    return any(more for _, more in blocks) and all(len(a) + len(b) <= 2 for a, b in blocks)


def _copy(value: Json) -> Json:
    copied: Json = json.loads(json.dumps(value))
    return copied


def _merge(value: Json, other: Json) -> None:
    for block in ("contacts", "messages", "statuses", "errors"):
        if block in other:
            value.setdefault(block, []).extend(_copy(other)[block])
