"""What WhatsApp sends, read without trust: whatever the JSON is, nothing here raises."""

import dataclasses
import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

# PostgreSQL keeps neither; both may stand in JSON
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
CARD_NUMBERS = 5  # numbers shown of each shared contact


@dataclass(frozen=True, slots=True)
class Media:
    provider_id: str
    kind: str  # image, video, audio, document, sticker
    mime: str = ""
    sha256: str = ""  # as announced: base64, or hex
    file_name: str = ""
    is_voice: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as the conversation sees it; its words are not masked yet.

    `kind` is text, choice, media, location, contacts, reaction, order, system, unsupported or
    unknown.
    """

    kind: str
    text: str = ""
    choice: str = ""  # id of the tapped button or list row, or a template button's payload
    media: Media | None = None
    place: Place | None = None
    quotes: str = ""  # the provider's id of the message replied to, reacted to, edited or revoked
    is_forwarded: bool = False
    detail: str = ""  # which system event, or why a message is unsupported


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one entry; `malformed` when it has not the shape of one."""

    place: str  # e.g. "entry.0.changes.1"
    raw: Any
    field: str = ""
    account: str = ""  # the business account it is about
    phone_number_id: str = ""
    contacts: list[Any] = dataclasses.field(default_factory=list)
    messages: list[Any] = dataclasses.field(default_factory=list)
    statuses: list[Any] = dataclasses.field(default_factory=list)
    errors: list[Any] = dataclasses.field(default_factory=list)
    malformed: bool = False


def read_changes(body: Any) -> Iterator[Change]:
    """Yield every change of every entry in order, things in the wrong shape included."""
    entries = mapping(body).get("entry")
    if not isinstance(entries, list):
        yield Change("body", raw=body, malformed=True)
        return
    for number, entry in enumerate(entries):
        changes = mapping(entry).get("changes")
        if not isinstance(changes, list):
            yield Change(f"entry.{number}", raw=entry, malformed=True)
            continue
        for position, change in enumerate(changes):
            account = words(mapping(entry).get("id"))
            yield _read_change(f"entry.{number}.changes.{position}", change, account)


def read_message(raw: dict[str, Any]) -> Incoming:
    """Read one message object. A type not known here comes back as kind "unknown"."""
    kind, context = words(raw.get("type")), mapping(raw.get("context"))
    read = READERS.get(kind)
    found = read(raw) if read else Incoming("unknown", detail=kind[:40])
    forwarded = bool(context.get("forwarded") or context.get("frequently_forwarded"))
    quotes = found.quotes or words(context.get("id"))
    return replace(found, quotes=quotes, is_forwarded=forwarded)


def mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def words(value: object) -> str:
    """Return a text as it can be stored; numbers as text; anything else as nothing."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        return str(value)
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else ""


def _read_change(place: str, raw: object, account: str) -> Change:
    value = mapping(raw).get("value")
    if not isinstance(value, dict):
        return Change(place, raw=raw, malformed=True)
    return Change(
        place,
        raw=raw,
        field=words(mapping(raw).get("field")),
        account=account,
        phone_number_id=words(mapping(value.get("metadata")).get("phone_number_id")),
        contacts=listed(value.get("contacts")),
        messages=listed(value.get("messages")),
        statuses=listed(value.get("statuses")),
        errors=listed(value.get("errors")),
    )


def _text(raw: dict[str, Any]) -> Incoming:
    return Incoming("text", text=words(mapping(raw.get("text")).get("body")))


def _media(raw: dict[str, Any]) -> Incoming:
    kind = words(raw.get("type"))
    file = mapping(raw.get(kind))
    caption = words(file.get("caption"))
    if not words(file.get("id")):
        return Incoming("unsupported", text=caption, detail="media_without_id")
    media = Media(
        provider_id=words(file.get("id")),
        kind=kind,
        mime=words(file.get("mime_type")),
        sha256=words(file.get("sha256")),
        file_name=words(file.get("filename")),
        is_voice=file.get("voice") is True,
    )
    return Incoming("media", text=caption, media=media)


def _location(raw: dict[str, Any]) -> Incoming:
    spot = mapping(raw.get("location"))
    latitude, longitude = _degrees(spot.get("latitude"), 90), _degrees(spot.get("longitude"), 180)
    name, address = words(spot.get("name")), words(spot.get("address"))
    said = ", ".join(filter(None, (name, address)))
    if latitude is None or longitude is None:
        return Incoming("location", text=said)
    return Incoming("location", text=said, place=Place(latitude, longitude, name, address))


def _degrees(value: object, limit: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        degrees = float(value)
    except (ValueError, OverflowError):
        return None
    return degrees if math.isfinite(degrees) and abs(degrees) <= limit else None


def _contacts(raw: dict[str, Any]) -> Incoming:
    """Cards of other people: part of the tip, so their names and numbers are its words."""
    cards = [mapping(card) for card in listed(raw.get("contacts"))]
    return Incoming("contacts", text="\n".join(filter(None, map(_card, cards))))


def _card(card: dict[str, Any]) -> str:
    name = words(mapping(card.get("name")).get("formatted_name"))
    phones = [mapping(phone) for phone in listed(card.get("phones"))[:CARD_NUMBERS]]
    numbers = (words(phone.get("phone")) or words(phone.get("wa_id")) for phone in phones)
    return " ".join(filter(None, (name, *numbers)))


def _interactive(raw: dict[str, Any]) -> Incoming:
    answer = mapping(raw.get("interactive"))
    kind = words(answer.get("type"))
    body = mapping(answer.get(kind))
    match kind:
        case "button_reply" | "list_reply":
            return Incoming("choice", text=words(body.get("title")), choice=words(body.get("id")))
        case "nfm_reply":
            return Incoming("choice", text=_form_answers(body.get("response_json")), detail=kind)
        case "call_permission_reply":
            return Incoming("choice", choice=words(body.get("response")), detail=kind)
    return Incoming("unknown", detail="interactive")


def _form_answers(response: object) -> str:
    """Return the answers of a form as lines; the form arrives as JSON inside a string."""
    try:
        answers = json.loads(response) if isinstance(response, str) else response
    except (ValueError, RecursionError):
        return ""
    if isinstance(answers, dict):
        answers = [value for key, value in answers.items() if key != "flow_token"]
    return "\n".join(filter(None, map(words, listed(answers))))


def _template_button(raw: dict[str, Any]) -> Incoming:
    button = mapping(raw.get("button"))
    title, payload = words(button.get("text")), words(button.get("payload"))
    return Incoming("choice", text=title, choice=payload or title)


def _reaction(raw: dict[str, Any]) -> Incoming:
    reaction = mapping(raw.get("reaction"))
    emoji, quotes = words(reaction.get("emoji")), words(reaction.get("message_id"))
    return Incoming("reaction", text=emoji, quotes=quotes, detail="" if emoji else "removed")


def _order(raw: dict[str, Any]) -> Incoming:
    return Incoming("order", text=words(mapping(raw.get("order")).get("text")))


def _system(raw: dict[str, Any]) -> Incoming:
    # its body names two numbers and is never read
    return Incoming("system", detail=words(mapping(raw.get("system")).get("type"))[:40])


def _welcome(raw: dict[str, Any]) -> Incoming:
    return Incoming("system", detail="request_welcome")


def _edit(raw: dict[str, Any]) -> Incoming:
    edit = mapping(raw.get("edit"))
    new = mapping(edit.get("message"))
    nested = READERS.get(words(new.get("type")))
    read = nested(new) if nested and nested is not _edit else Incoming("unknown")
    quotes = words(edit.get("original_message_id"))
    return replace(read, kind="text", choice="", quotes=quotes, detail="edit")


def _revoke(raw: dict[str, Any]) -> Incoming:
    quotes = words(mapping(raw.get("revoke")).get("original_message_id"))
    return Incoming("system", quotes=quotes, detail="revoke")


def _unsupported(raw: dict[str, Any]) -> Incoming:
    """Polls, view-once photos and the like: `detail` is WhatsApp's word, or its error code."""
    errors = [mapping(error) for error in listed(raw.get("errors"))]
    code = next((words(error.get("code")) for error in errors if error.get("code")), "")
    detail = words(mapping(raw.get("unsupported")).get("type")) or code
    return Incoming("unsupported", detail=detail[:40])


READERS: dict[str, Callable[[dict[str, Any]], Incoming]] = {
    "text": _text,
    **dict.fromkeys(("image", "video", "audio", "document", "sticker"), _media),
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _template_button,
    "reaction": _reaction,
    "order": _order,
    "system": _system,
    "request_welcome": _welcome,
    "edit": _edit,
    "revoke": _revoke,
    "unsupported": _unsupported,
}
