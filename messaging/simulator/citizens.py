"""What a citizen does with the telephone."""

from messaging.simulator import contents, ids
from messaging.simulator.chats import Json, Message
from messaging.simulator.errors import GraphError
from messaging.simulator.people import Citizen, Line
from messaging.simulator.shelf import File
from messaging.simulator.simulator import Simulator


def say(
    sim: Simulator,
    citizen: Citizen,
    line: Line,
    content: Json,
    *,
    quotes: str = "",
    forwarded: bool = False,
) -> Message:
    """Send a message from the telephone; it carries one tick until the desk has taken it."""
    message = Message(
        id=sim.world.new_message_id(citizen, line),
        line=line.phone_number_id,
        citizen=citizen.key,
        from_citizen=True,
        content=content,
        at=sim.world.clock.now(),
        status="sent",
        quotes=quotes,
        forwarded=forwarded,
    )
    sim.world.add(message)
    sim.said(citizen, line, message, content)
    return message


def send_file(
    sim: Simulator,
    citizen: Citizen,
    line: Line,
    data: bytes,
    *,
    kind: str,
    mime: str,
    name: str = "",
    caption: str = "",
    voice: bool = False,
    base: str = "",
) -> Message:
    """Send a photo, film, recording or document. `base` is where it can be fetched from."""
    if sim.faults.happens("media_too_large"):
        return say(sim, citizen, line, contents.media_too_large())
    kept = sim.shelf.put(data, line=line.phone_number_id, mime=mime, name=name, inbound=True)
    content = contents.media(
        kind,
        id=kept.id,
        mime=mime,
        sha256=kept.sha256_base64,
        caption=caption,
        file_name=name if kind == "document" else "",
        voice=voice,
        url=sim.shelf.link(kept, base) if base else "",
    )
    return say(sim, citizen, line, content)


def tap(sim: Simulator, citizen: Citizen, line: Line, message: Message, choice: str) -> Message:
    """Tap a button or a row of `message`, named by its id or its title."""
    for content in choices(message):
        inside = content[content["type"]]
        reply = inside.get(inside.get("type", ""), inside)
        if choice in (reply.get("id"), reply.get("title"), reply.get("payload"), reply.get("text")):
            return say(sim, citizen, line, content, quotes=message.id)
    raise GraphError(100, "The message has no such button or row.")


def choices(message: Message) -> list[Json]:
    """Return everything that can be tapped in `message`, as the answer it would become."""
    inside = message.content.get(message.kind, {})
    action = inside.get("action", {}) if message.kind == "interactive" else {}
    replies = [button["reply"] for button in action.get("buttons", [])]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    quick = message.content.get("shown_buttons", [])
    return [
        *(contents.button_reply(reply["id"], reply["title"]) for reply in replies),
        *(contents.list_reply(row["id"], row["title"], row.get("description", "")) for row in rows),
        *(contents.template_button(button["id"], button["title"]) for button in quick),
    ]


def read(sim: Simulator, citizen: Citizen, line: Line) -> None:
    """Open the chat: what has come is read, and the desk is told unless receipts are off."""
    if not citizen.online:
        return
    for message in sim.world.chat(citizen.key, line.phone_number_id):
        unread = not message.from_citizen and message.shown and message.status == "delivered"
        if unread and citizen.receipts:
            sim.report(message, "read")
        elif unread:
            sim.world.set_status([message.id], "read")


def play(sim: Simulator, message: Message) -> None:
    """Listen to a recording the desk sent."""
    sim.report(message, "played")


def set_online(sim: Simulator, citizen: Citizen, online: bool) -> None:
    """Switch the telephone on or off; what waited is delivered when it comes on."""
    citizen.online = online
    sim.world.changed()
    waiting = [m for m in list(sim.world.messages.values()) if m.citizen == citizen.key]
    for message in waiting if online else ():
        if not message.from_citizen and message.status == "sent":
            message.shown = True
            sim.report(message, "delivered")


def change_number(sim: Simulator, citizen: Citizen, line: Line, phone: str) -> None:
    """Move to a new telephone number: the id changes with it."""
    old = citizen.id_in(line.portfolio)
    citizen.phone, citizen.bsuid = phone, ids.bsuid(phone)
    new = citizen.id_in(line.portfolio)
    seen = citizen.is_seen_by(line)
    changed = contents.changed_number(phone=phone, bsuid=new, previous_bsuid=old)
    hidden = contents.changed_id(bsuid=new, previous_bsuid=old)
    sim.said(citizen, line, _unseen(sim, citizen, line), changed if seen else hidden)


def change_id(sim: Simulator, citizen: Citizen, line: Line) -> None:
    """Be given a new id while nothing else changes."""
    old = citizen.id_in(line.portfolio)
    citizen.bsuid = ids.bsuid(citizen.bsuid)
    new = contents.changed_id(bsuid=citizen.id_in(line.portfolio), previous_bsuid=old)
    sim.said(citizen, line, _unseen(sim, citizen, line), new)


def _unseen(sim: Simulator, citizen: Citizen, line: Line) -> Message:
    """Return a message that is told to the desk but stands in no chat."""
    id = sim.world.new_message_id(citizen, line)
    at = sim.world.clock.now()
    return Message(id, line.phone_number_id, citizen.key, True, {"type": "system"}, at)


def describe(kept: File | None) -> Json | None:
    if kept is None:
        return None
    return {"id": kept.id, "mime": kept.mime, "name": kept.name, "size": kept.size}
