"""What a citizen's message may hold, as WhatsApp words it. Pure."""

import json
from typing import Any

Json = dict[str, Any]


def text(body: str) -> Json:
    return {"type": "text", "text": {"body": body}}


def media(
    kind: str,
    *,
    id: str,
    mime: str,
    sha256: str,
    caption: str = "",
    file_name: str = "",
    voice: bool | None = None,
    url: str = "",
) -> Json:
    """Return an image, video, audio, document or sticker; `sha256` is base64 of the digest."""
    inside: Json = {"id": id, "mime_type": mime, "sha256": sha256}
    extra = {"caption": caption, "filename": file_name, "url": url}
    inside |= {key: words for key, words in extra.items() if words}
    if kind == "audio":
        inside["voice"] = bool(voice)
    if kind == "sticker":
        inside["animated"] = False
    return {"type": kind, kind: inside}


def location(latitude: float, longitude: float, name: str = "", address: str = "") -> Json:
    place: Json = {"latitude": latitude, "longitude": longitude}
    place |= {key: words for key, words in {"name": name, "address": address}.items() if words}
    return {"type": "location", "location": place}


def button_reply(id: str, title: str) -> Json:
    reply = {"type": "button_reply", "button_reply": {"id": id, "title": title}}
    return {"type": "interactive", "interactive": reply}


def list_reply(id: str, title: str, description: str = "") -> Json:
    row = {"id": id, "title": title, **({"description": description} if description else {})}
    return {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": row}}


def template_button(payload: str, text: str) -> Json:
    return {"type": "button", "button": {"payload": payload, "text": text}}


def form_reply(answers: object) -> Json:
    reply = {"name": "flow", "body": "Sent", "response_json": json.dumps(answers)}
    return {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": reply}}


def reaction(message_id: str, emoji: str = "") -> Json:
    """Return a reaction; without `emoji` it is taken back."""
    sign = {"emoji": emoji} if emoji else {}
    return {"type": "reaction", "reaction": {"message_id": message_id, **sign}}


def contact_card(name: str, phone: str) -> Json:
    card = {
        "name": {"formatted_name": name, "first_name": name},
        "phones": [{"phone": f"+{phone}", "wa_id": phone, "type": "CELL"}],
        "origin": "other",
    }
    return {"type": "contacts", "contacts": [card]}


def unsupported(kind: str = "media_placeholder") -> Json:
    """Return what stands for a view-once photo, a poll, an edit …: nothing but an error."""
    details = "Message type is currently not supported."
    error = {
        "code": 131051,
        "title": "Message type unknown",
        "message": "Message type unknown",
        "error_data": {"details": details},
    }
    return {"type": "unsupported", "errors": [error], "unsupported": {"type": kind}}


def media_too_large() -> Json:
    details = "The file is larger than 100 MB."
    error = {"code": 131052, "title": "Media download error", "error_data": {"details": details}}
    return {"type": "unsupported", "errors": [error], "unsupported": {"type": "media_placeholder"}}


def changed_number(*, phone: str, bsuid: str, previous_bsuid: str) -> Json:
    """Return the system message of a new telephone number; the caller drops `from` if hidden."""
    system = {"type": "user_changed_number", "body": "The number has changed.", "wa_id": phone}
    return {"type": "system", "system": {**system, **_ids(bsuid, previous_bsuid)}}


def changed_id(*, bsuid: str, previous_bsuid: str) -> Json:
    system = {"type": "user_changed_user_id", "body": "The id has changed."}
    return {"type": "system", "system": {**system, **_ids(bsuid, previous_bsuid)}}


def _ids(bsuid: str, previous_bsuid: str) -> Json:
    return {"user_id": bsuid, "previous_user_id": previous_bsuid}
