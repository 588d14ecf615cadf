"""What was said, and what a telephone shows of it."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

RANK = {"accepted": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4}


@dataclass(slots=True)
class Message:
    """One message between a citizen and a line. `content` is WhatsApp's own message object."""

    id: str
    line: str
    citizen: str
    from_citizen: bool
    content: Json
    at: float  # world time
    status: str = "accepted"
    callback: str = ""
    quotes: str = ""
    forwarded: bool = False
    category: str = "service"
    addressed_by_id: bool = False
    shown: bool = True  # False: it never reached the telephone
    rendered: str = ""  # a template's text with its values

    @property
    def kind(self) -> str:
        return str(self.content.get("type", ""))

    def raise_to(self, status: str) -> bool:
        """Raise the status, never lower it. Return whether anything changed."""
        if self.status == "failed" or RANK.get(status, 0) <= RANK.get(self.status, 0):
            return False
        self.status = status
        return True


def show(message: Message, media: Json | None) -> Json:
    """Return what a telephone draws for `message`; `media` describes its file, if it has one."""
    inside = message.content.get(message.kind, {})
    bubble: Json = {
        "id": message.id,
        "mine": message.from_citizen,
        "kind": message.kind,
        "text": _text(message, inside),
        "at": message.at,
        "status": message.status,
        "quotes": message.quotes,
        "forwarded": message.forwarded,
        "media": media,
    }
    if message.kind == "location":
        bubble["place"] = inside
    if message.kind == "interactive" and not message.from_citizen:
        bubble |= _interactive(inside)
    if message.kind == "template":
        bubble["buttons"] = message.content.get("shown_buttons", [])
    return bubble


def _text(message: Message, inside: Json) -> str:
    if message.rendered:
        return message.rendered
    match inside:
        case {"body": str(body)} | {"body": {"text": str(body)}}:
            return body
        case {"button_reply": {"title": str(title)}} | {"list_reply": {"title": str(title)}}:
            return title
        case {"text": str(text)} | {"emoji": str(text)} | {"caption": str(text)}:
            return text
    return ""


def _interactive(inside: Json) -> Json:
    """Return the parts one can tap: reply buttons, a list, or the wish for a place."""
    action = inside.get("action", {})
    parts: Json = {
        "header": inside.get("header", {}).get("text", ""),
        "footer": inside.get("footer", {}).get("text", ""),
        "buttons": [button["reply"] for button in action.get("buttons", [])],
    }
    if inside.get("type") == "list":
        parts["list"] = {"button": action["button"], "sections": action["sections"]}
    if inside.get("type") == "location_request_message":
        parts["wants_place"] = True
    if inside.get("type") == "cta_url":
        parts["link"] = action.get("parameters", {})
    return parts
