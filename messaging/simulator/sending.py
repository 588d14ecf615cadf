"""POST …/messages: what the desk says to a citizen, and marking what it has read."""

from messaging.simulator import citizens, limits, templates
from messaging.simulator.chats import Json, Message
from messaging.simulator.errors import GraphError
from messaging.simulator.people import Citizen, Line
from messaging.simulator.server import Request, Response, as_json
from messaging.simulator.simulator import Simulator

NEVER_CONTENT = frozenset(
    {"messaging_product", "recipient_type", "to", "recipient", "biz_opaque_callback_data"}
)


def messages(sim: Simulator, line: Line, request: Request) -> Response:
    body = request.json()
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "messaging_product must be whatsapp.")
    if body.get("status") == "read":
        return _mark_read(sim, line, str(body.get("message_id", "")))
    if not line.registered:
        raise GraphError(133010, "The phone number is not registered.")
    if failure := _failure(sim):
        return failure
    limits.check(body)
    citizen, answer = _recipient(sim, line, body)
    message = _accept(sim, line, citizen, body)
    _tell(sim, message)
    if params := sim.faults.take("timeout_after_accept"):
        return Response(silent_for=float(params["seconds"]))
    accepted: Json = {"id": message.id}
    if message.kind == "template":
        held = sim.faults.happens("held_for_quality")
        accepted["message_status"] = "held_for_quality_assessment" if held else "accepted"
    return as_json({"messaging_product": "whatsapp", "contacts": [answer], "messages": [accepted]})


def _failure(sim: Simulator) -> Response | None:
    """Return or raise what a switch answers in place of WhatsApp, before anything is taken."""
    if params := sim.faults.take("timeout_before_accept"):
        return Response(silent_for=float(params["seconds"]))
    if sim.faults.happens("error_page"):
        return Response(b"<html><body>Sorry, something went wrong.</body></html>", 500, "text/html")
    if params := sim.faults.take("too_many_requests"):
        wait = {"Retry-After": str(params["retry_after"])}
        return Response(b"Too many requests", 429, "text/plain", wait)
    if params := sim.faults.take("send_error"):
        raise GraphError(int(params["code"]), "A fault that was asked for.")
    if sim.faults.happens("false_window_closed"):
        raise GraphError(131047, "More than 24 hours have passed since the customer last replied.")
    return None


def _recipient(sim: Simulator, line: Line, body: Json) -> tuple[Citizen, Json]:
    """Find who is meant, and what the answer says about them: a telephone in `to` wins."""
    to, bsuid = str(body.get("to", "")), str(body.get("recipient", ""))
    if to:
        digits = to.lstrip("+")
        if not digits.isdigit():
            raise GraphError(100, "to must be a phone number; a user id belongs in recipient.")
        citizen = sim.world.citizen_at(line, digits)
        return citizen, {"input": to, "wa_id": citizen.phone}
    if not bsuid:
        raise GraphError(100, "to or recipient is required.")
    return sim.world.citizen_at(line, bsuid), {"input": bsuid, "user_id": bsuid}


def _accept(sim: Simulator, line: Line, citizen: Citizen, body: Json) -> Message:
    """Check the rules that depend on the world, and put the message into the chat."""
    with sim.world.lock:
        number = line.phone_number_id
        kind = body.get("type", "text")
        if kind != "template" and not sim.world.window_is_open(citizen.key, number):
            raise GraphError(131047, "More than 24 hours have passed since the last message.")
        content = {key: value for key, value in body.items() if key not in NEVER_CONTENT}
        content.setdefault("type", kind)
        rendered = ""
        if kind == "template":
            rendered, content["shown_buttons"] = templates.render(sim, line, body["template"])
        if kind in limits.MEDIA and "id" in body[kind]:
            sim.shelf.get(str(body[kind]["id"]))
        sim.world.spend_throughput(number, sim.manner.messages_per_second)
        sim.world.spend_pair(citizen.key, number)
        message = Message(
            id=sim.world.new_message_id(citizen, line),
            line=number,
            citizen=citizen.key,
            from_citizen=False,
            content=content,
            at=sim.world.clock.now(),
            callback=str(body.get("biz_opaque_callback_data", "")),
            quotes=str(body.get("context", {}).get("message_id", "")),
            category="utility" if kind == "template" else "service",
            addressed_by_id="to" not in body,
            shown=citizen.online and sim.faults.peek("fail_later") is None,
            rendered=rendered,
        )
        return sim.world.add(message)


def _tell(sim: Simulator, message: Message) -> None:
    """Report what becomes of a message, in the order and with the gaps the switches ask for."""
    if sim.faults.happens("no_status"):
        message.shown = False
        return
    online = sim.world.citizens[message.citizen].online
    if sim.faults.happens("read_before_sent"):
        for status in ("read", "delivered", "sent"):
            sim.report(message, status)
        return
    sim.report(message, "sent")
    if params := sim.faults.take("fail_later"):
        sim.report(message, "failed", code=int(params["code"]))
    elif sim.faults.happens("skip_delivered"):
        sim.report(message, "read")
    elif online:
        sim.report(message, "delivered", after=sim.manner.pace)


def _mark_read(sim: Simulator, line: Line, id: str) -> Response:
    """Mark a citizen's message and everything before it as read; a typing sign is accepted."""
    message = sim.world.message(id)
    if message is None or message.line != line.phone_number_id or not message.from_citizen:
        raise GraphError(100, "The message id does not belong to this phone number.")
    chat = sim.world.chat(message.citizen, message.line)
    before = [one.id for one in chat[: chat.index(message) + 1] if one.from_citizen]
    sim.world.set_status(before, "read")
    return as_json({"success": True})


def bubble_file(sim: Simulator, message: Message) -> Json | None:
    """Return what is known of the file a message carries."""
    inside = message.content.get(message.kind)
    id = str(inside.get("id", "")) if isinstance(inside, dict) else ""
    return citizens.describe(sim.shelf.files.get(id)) if message.kind in limits.MEDIA else None
