"""Webhook payloads in the shapes WhatsApp sends in 2026. Pure: usable without a server.

Contents (text, photos, taps …) are in `contents.py`; here is what goes around them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Number:
    """The business number a webhook speaks of."""

    phone_number_id: str = "100000000000001"
    display_phone_number: str = "915550000001"
    business_account_id: str = "100000000000900"

    def metadata(self) -> Json:
        return {
            "display_phone_number": self.display_phone_number,
            "phone_number_id": self.phone_number_id,
        }


@dataclass(frozen=True, slots=True)
class Person:
    """What a webhook tells of a person. What is empty is left out, as WhatsApp does."""

    name: str = ""
    phone: str = ""
    bsuid: str = ""
    parent_bsuid: str = ""
    username: str = ""

    def contact(self) -> Json:
        profile = _present(name=self.name, username=self.username)
        ids = _present(wa_id=self.phone, user_id=self.bsuid, parent_user_id=self.parent_bsuid)
        return {"profile": profile, **ids}

    def sender(self) -> Json:
        parent = self.parent_bsuid
        return _present(**{"from": self.phone}, from_user_id=self.bsuid, from_parent_user_id=parent)

    def recipient(self) -> Json:
        parent = self.parent_bsuid
        return _present(
            recipient_id=self.phone, recipient_user_id=self.bsuid, recipient_parent_user_id=parent
        )


def message(
    *, person: Person, content: Json, id: str, at: float, quotes: str = "", forwarded: bool = False
) -> Json:
    """Return one item of `messages[]`. `content` is {"type": …, <type>: …}; `at` is Unix time."""
    one = {**person.sender(), "id": id, "timestamp": str(int(at)), **content}
    context: Json = {"id": quotes} if quotes else {}
    if forwarded:
        context["forwarded"] = True
    return {**one, "context": context} if context else one


def status(
    *,
    person: Person,
    id: str,
    status: str,
    at: float,
    callback: str = "",
    category: str = "service",
    errors: Sequence[Json] = (),
    addressed_by_id: bool = True,
) -> Json:
    """Return one item of `statuses[]`: prices with sent and delivered, no `conversation`.

    A failed one names the BSUID only if the message was addressed by it.
    """
    recipient = person.recipient()
    if status == "failed" and not addressed_by_id:
        recipient = _present(recipient_id=person.phone)
    update: Json = {"id": id, "status": status, "timestamp": str(int(at)), **recipient}
    if callback:
        update["biz_opaque_callback_data"] = callback
    if status in {"sent", "delivered"}:
        price = {"billable": True, "pricing_model": "PMP", "type": "regular"}
        update["pricing"] = {**price, "category": category}
    if errors:
        update["errors"] = list(errors)
    return update


def error(code: int, title: str, details: str = "") -> Json:
    """Return an error as it stands in a webhook; without `details` the minimal form."""
    if not details:
        return {"code": code, "title": title}
    explained = {"message": title, "error_data": {"details": details}}
    help_page = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
    return {"code": code, "title": title, **explained, "href": help_page}


def value(
    number: Number,
    *,
    people: Sequence[Person] = (),
    messages: Sequence[Json] = (),
    statuses: Sequence[Json] = (),
    errors: Sequence[Json] = (),
) -> Json:
    """Return the `value` of a change; blocks that would be empty are absent."""
    blocks: Json = {
        "contacts": [person.contact() for person in people],
        "messages": list(messages),
        "statuses": list(statuses),
        "errors": list(errors),
    }
    filled = {key: block for key, block in blocks.items() if block}
    return {"messaging_product": "whatsapp", "metadata": number.metadata(), **filled}


def change(value: Json, field: str = "messages") -> Json:
    return {"field": field, "value": value}


def envelope(*entries: tuple[str, Sequence[Json]]) -> Json:
    """Return a whole payload from (business account id, changes) pairs."""
    shown = [{"id": account, "changes": list(changes)} for account, changes in entries]
    return {"object": "whatsapp_business_account", "entry": shown}


def delivery(
    content: Json,
    *,
    person: Person,
    id: str,
    at: float,
    number: Number | None = None,
    quotes: str = "",
    forwarded: bool = False,
) -> Json:
    """Return a payload with one message, which is what most POSTs hold."""
    number = number or Number()
    one = message(person=person, content=content, id=id, at=at, quotes=quotes, forwarded=forwarded)
    inside = value(number, people=[person], messages=[one])
    return envelope((number.business_account_id, [change(inside)]))


def raw(payload: Json, *, escaped: bool = True) -> bytes:
    r"""Return the bytes to sign and send. WhatsApp writes नमस्ते as \u0928…; so do we."""
    return json.dumps(payload, ensure_ascii=escaped, separators=(",", ":")).encode()


def _present(**values: str) -> Json:
    return {key: text for key, text in values.items() if text}
