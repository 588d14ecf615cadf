"""What one delivery holds, part by part, and what each part is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from districts.models import Line
from messaging.models import Delivery, Quarantined
from messaging.payloads import Change, mapping, read_changes, words

DEEPEST = 100  # levels of nesting; WhatsApp's own messages have about ten

Reason = Quarantined.Reason
Lines = dict[str, Line | None]  # by WhatsApp's id of the number


class NotReadable(Exception):
    """The whole body has to be set aside."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Part:
    """A message, a status, a piece of news, or (with a `reason`) something to be set aside."""

    delivery: Delivery
    place: str
    kind: str  # "message", "status", "error", "news" or "refused"
    raw: Any
    change: Change
    line: Line | None = None
    reason: Reason | None = None


def read_body(raw: bytes) -> Any:
    """Return the body as JSON. Raises NotReadable for what is not, or could not be handled."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise NotReadable(Reason.NOT_JSON) from None
    if _is_deep(body):
        raise NotReadable(Reason.UNREADABLE)
    return body


def parts_of(body: Any, delivery: Delivery, lines: Lines) -> Iterator[Part]:
    """Yield everything in a body that has to be accounted for, in order.

    `lines` is filled here, so that the next body need not ask again.
    """
    for change in read_changes(body):
        if change.malformed:
            unreadable = Reason.UNREADABLE
            yield Part(delivery, change.place, "refused", change.raw, change, reason=unreadable)
        elif change.field != "messages":
            yield Part(delivery, change.place, "news", change.raw, change)
        else:
            number = change.phone_number_id
            if number not in lines:
                lines[number] = Line.objects.filter(phone_number_id=number).first()
            yield from _of_line(change, lines[number], delivery)


def contact_of(message: dict[str, Any], change: Change) -> dict[str, Any]:
    """Return the `contacts` item that speaks of this message's sender, or nothing.

    Joined by an id both have. A lone contact serves a message that has no id at all; one with
    another id may be another person, and whoever joins the two answers the wrong one.
    """
    contacts = [mapping(contact) for contact in change.contacts]
    ids = {words(message.get(key)) for key in ("from_user_id", "from")} - {""}
    for contact in contacts:
        if ids & {words(contact.get("user_id")), words(contact.get("wa_id"))}:
            return contact
    return contacts[0] if len(contacts) == 1 and not ids else {}


def _of_line(change: Change, line: Line | None, delivery: Delivery) -> Iterator[Part]:
    if line is None or line.app_secret_variable != delivery.signed_by:
        reason = Reason.WRONG_APP if line else Reason.UNKNOWN_NUMBER
        yield Part(delivery, change.place, "refused", change.raw, change, line, reason)
        return
    for kind, key, items in (
        ("message", "messages", change.messages),
        ("status", "statuses", change.statuses),
        ("error", "errors", change.errors),
    ):
        for number, item in enumerate(items):
            place = f"{change.place}.{key}.{number}"
            if isinstance(item, dict):
                yield Part(delivery, place, kind, item, change, line)
            else:
                yield Part(delivery, place, "refused", item, change, line, Reason.UNREADABLE)
    if not (change.messages or change.statuses or change.errors):
        yield Part(delivery, change.place, "news", change.raw, change, line)


def _is_deep(body: Any) -> bool:
    level = [body]
    for _depth in range(DEEPEST):
        level = [
            child
            for value in level
            if isinstance(value, dict | list)
            for child in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True
