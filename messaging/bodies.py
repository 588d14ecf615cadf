"""Message objects of the Cloud API, without a recipient, checked against its limits. Pure."""

from collections.abc import Sequence
from typing import Any

TEXT_LIMIT = 4096  # characters
INTERACTIVE_LIMIT = 1024
LIST_BODY_LIMIT = 4096
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
ROWS, ROW_TITLE, ROW_DESCRIPTION, ROW_ID = 10, 24, 72, 200

Body = dict[str, Any]


class OverLimit(ValueError):
    """A message that WhatsApp would refuse; names the part and its limit, not the text."""


def text(body: str) -> Body:
    _within(body, TEXT_LIMIT, "text")
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def buttons(body: str, choices: Sequence[tuple[str, str]]) -> Body:
    """Return up to three reply buttons under `body`; `choices` are (id, title)."""
    _within(body, INTERACTIVE_LIMIT, "body with buttons")
    _count(choices, BUTTONS, "buttons")
    for identifier, title in choices:
        _within(identifier, BUTTON_ID, "button id")
        _within(title, BUTTON_TITLE, "button title")
    rows = [{"type": "reply", "reply": {"id": key, "title": title}} for key, title in choices]
    return _interactive("button", body, {"buttons": rows})


def choices(body: str, button: str, rows: Sequence[tuple[str, str, str]]) -> Body:
    """Return a list of up to ten rows behind `button`; rows are (id, title, description)."""
    _within(body, LIST_BODY_LIMIT, "list body")
    _within(button, BUTTON_TITLE, "list button")
    _count(rows, ROWS, "list rows")
    shown = []
    for identifier, title, description in rows:
        _within(identifier, ROW_ID, "row id")
        _within(title, ROW_TITLE, "row title")
        if description:
            _within(description, ROW_DESCRIPTION, "row description")
        row = {"id": identifier, "title": title}
        shown.append({**row, "description": description} if description else row)
    return _interactive("list", body, {"button": button, "sections": [{"rows": shown}]})


def ask_location(body: str) -> Body:
    _within(body, INTERACTIVE_LIMIT, "location request")
    return _interactive("location_request_message", body, {"name": "send_location"})


def link(body: str, title: str, address: str) -> Body:
    """Return a button that opens `address` in the browser."""
    _within(body, INTERACTIVE_LIMIT, "body with a link")
    _within(title, BUTTON_TITLE, "link title")
    parameters = {"display_text": title, "url": address}
    return _interactive("cta_url", body, {"name": "cta_url", "parameters": parameters})


def template(
    name: str, language: str, values: dict[str, str], quick_replies: Sequence[str] = ()
) -> Body:
    """Return an approved template with named values; `quick_replies` are button payloads."""
    parameters = [
        {"type": "text", "parameter_name": key, "text": value} for key, value in values.items()
    ]
    components: list[Body] = [{"type": "body", "parameters": parameters}] if parameters else []
    for position, payload in enumerate(quick_replies):
        components.append(
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": str(position),
                "parameters": [{"type": "payload", "payload": payload}],
            }
        )
    named = {"name": name, "language": {"code": language}, "components": components}
    return {"type": "template", "template": named}


def _interactive(kind: str, body: str, action: Body) -> Body:
    return {
        "type": "interactive",
        "interactive": {"type": kind, "body": {"text": body}, "action": action},
    }


def _within(words: str, limit: int, part: str) -> None:
    if not words or len(words) > limit:
        raise OverLimit(f"The {part} has {len(words)} characters; WhatsApp takes 1 to {limit}.")


def _count(rows: Sequence[object], limit: int, part: str) -> None:
    if not rows or len(rows) > limit:
        raise OverLimit(f"There are {len(rows)} {part}; WhatsApp takes 1 to {limit}.")
