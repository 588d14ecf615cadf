"""WhatsApp's limits on what may be sent, as data, and the check that refuses what breaks them."""

from collections.abc import Iterator
from typing import Any

from messaging.simulator.errors import GraphError

Json = dict[str, Any]

# characters by place: a path into the message; `*` is every item of a list
LENGTHS: dict[str, int] = {
    "text.body": 4096,
    "image.caption": 1024,
    "video.caption": 1024,
    "document.caption": 1024,
    "interactive.header.text": 60,
    "interactive.footer.text": 60,
    "interactive.action.button": 20,
    "interactive.action.buttons.*.reply.title": 20,
    "interactive.action.buttons.*.reply.id": 256,
    "interactive.action.sections.*.title": 24,
    "interactive.action.sections.*.rows.*.title": 24,
    "interactive.action.sections.*.rows.*.description": 72,
    "interactive.action.sections.*.rows.*.id": 200,
    "interactive.action.parameters.display_text": 20,
    "interactive.action.parameters.flow_cta": 30,
    "template.name": 512,
    "biz_opaque_callback_data": 512,
}
BODY_LENGTHS = {"list": 4096}  # of an interactive message, by its type; the others:
BODY_LENGTH = 1024
COUNTS: dict[str, int] = {
    "interactive.action.buttons": 3,
    "interactive.action.sections": 10,
    "contacts": 257,
}
ROWS = 10  # in all sections of a list together

# what a message of each type cannot do without
REQUIRED: dict[str, tuple[str, ...]] = {
    "text": ("text.body",),
    "image": ("image",),
    "video": ("video",),
    "audio": ("audio",),
    "document": ("document",),
    "sticker": ("sticker",),
    "location": ("location.latitude", "location.longitude"),
    "reaction": ("reaction.message_id",),
    "contacts": ("contacts",),
    "interactive": ("interactive.type", "interactive.body.text", "interactive.action"),
    "template": ("template.name", "template.language.code"),
}
INTERACTIVE: dict[str, tuple[str, ...]] = {
    "button": ("interactive.action.buttons",),
    "list": ("interactive.action.button", "interactive.action.sections"),
    "cta_url": ("interactive.action.parameters",),
    "location_request_message": ("interactive.action.name",),
    "flow": ("interactive.action.parameters",),
    "request_contact_info": ("interactive.action.name",),
    "call_permission_request": (),
}
MEDIA = ("image", "video", "audio", "document", "sticker")
MEGABYTE = 1024 * 1024
UPLOADS: dict[str, int] = {
    **dict.fromkeys(
        ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), 16 * MEGABYTE
    ),
    **dict.fromkeys(("image/jpeg", "image/png"), 5 * MEGABYTE),
    **dict.fromkeys(("video/mp4", "video/3gpp"), 16 * MEGABYTE),
    "image/webp": 500 * 1024,
    **dict.fromkeys(("application/pdf", "text/plain"), 100 * MEGABYTE),
}


def check(message: Json) -> None:
    """Raise GraphError 100, 131008 or 131051 for a message WhatsApp would not take."""
    kind = message.get("type", "text")
    if kind not in REQUIRED:
        raise GraphError(131051, "This type of message is not supported.")
    shape = str(_one(message, "interactive.type")) if kind == "interactive" else ""
    if kind == "interactive" and shape not in INTERACTIVE:
        raise GraphError(131009, "This type of interactive message is not supported.")
    for path in (*REQUIRED[kind], *INTERACTIVE.get(shape, ())):
        if _one(message, path) in (None, "", []):
            raise GraphError(131008, f"{path} is required.")
    _check_lengths(message, shape)
    _check_lists(message)


def check_upload(mime: str, size: int) -> None:
    limit = UPLOADS.get(mime.split(";")[0])
    if limit is None:
        raise GraphError(100, f"Files of the type {mime} cannot be uploaded.")
    if size > limit or not size:
        raise GraphError(100, f"The file must have 1 to {limit} bytes.")


def _check_lengths(message: Json, shape: str) -> None:
    body = BODY_LENGTHS.get(shape, BODY_LENGTH)
    for path, limit in (LENGTHS | {"interactive.body.text": body}).items():
        for found in _all(message, path):
            if not isinstance(found, str) or len(found) > limit:
                raise GraphError(100, f"{path} must have at most {limit} characters.")


def _check_lists(message: Json) -> None:
    for path, limit in COUNTS.items():
        found = _one(message, path)
        if found is not None and len(found) > limit:
            raise GraphError(100, f"{path} must have at most {limit} items.")
    rows = _all(message, "interactive.action.sections.*.rows.*.id")
    if len(rows) > ROWS:
        raise GraphError(100, f"A list must have at most {ROWS} rows in all.")
    titles = _all(message, "interactive.action.buttons.*.reply.title")
    buttons = _all(message, "interactive.action.buttons.*.reply.id")
    for group in (rows, titles, buttons):
        if len(set(group)) != len(group):
            raise GraphError(100, "Titles and ids must differ from each other.")


def _one(message: Json, path: str) -> Any:
    return next(iter(_all(message, path)), None)


def _all(message: Json, path: str) -> list[Any]:
    return list(_at(message, path.split(".")))


def _at(node: Any, path: list[str]) -> Iterator[Any]:
    """Yield what stands at `path`, nothing where the path ends early."""
    if not path:
        yield node
    elif path[0] == "*":
        for item in node if isinstance(node, list) else ():
            yield from _at(item, path[1:])
    elif isinstance(node, dict) and path[0] in node:
        yield from _at(node[path[0]], path[1:])
