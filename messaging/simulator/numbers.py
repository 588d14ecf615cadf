"""The rest of a number's and an account's life: registration, settings, blocking, subscription."""

from messaging.simulator.chats import Json
from messaging.simulator.errors import GraphError
from messaging.simulator.people import Citizen, Line
from messaging.simulator.server import Request, Response, as_json
from messaging.simulator.simulator import Simulator

DAY = 24 * 3600  # seconds


def about(line: Line, request: Request) -> Response:
    """Return the fields of a number that were asked for."""
    healthy = {"can_send_message": "AVAILABLE", "entities": []}
    fields: Json = {
        "display_phone_number": f"+{line.display_number.lstrip('+')}",
        "verified_name": line.name,
        "quality_rating": "GREEN",
        "name_status": "APPROVED",
        "status": "CONNECTED" if line.registered else "DISCONNECTED",
        "throughput": {"level": "STANDARD"},
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "health_status": healthy,
    }
    usual = "display_phone_number,verified_name,quality_rating"
    wanted = request.query.get("fields", usual).split(",")
    shown = {name: fields[name] for name in wanted if name in fields}
    return as_json({**shown, "id": line.phone_number_id})


def register(line: Line, request: Request) -> Response:
    pin = str(request.json().get("pin", ""))
    if len(pin) != 6 or not pin.isdigit():
        raise GraphError(133005, "The PIN must have six digits.")
    line.registered = True
    return as_json({"success": True})


def deregister(line: Line) -> Response:
    line.registered = False
    return as_json({"success": True})


def change_settings(line: Line, request: Request) -> Response:
    line.settings |= request.json()
    return as_json({"success": True})


def show_settings(line: Line) -> Response:
    return as_json(line.settings)


def list_blocked(sim: Simulator, line: Line) -> Response:
    people = [sim.world.citizens[key] for key in sim.world.blocked[line.phone_number_id]]
    shown = [{"messaging_product": "whatsapp", **_name(person, line)} for person in people]
    return as_json({"data": shown})


def block(sim: Simulator, line: Line, request: Request) -> Response:
    """Block people who wrote within 24 hours; others are named as failures."""
    added: list[Json] = []
    failed: list[Json] = []
    for asked in request.json().get("block_users", []):
        person = _person(sim, line, asked)
        last = sim.world.last_word_of(person.key, line.phone_number_id)
        if last is None or sim.world.clock.now() >= last + DAY:
            failed.append({**asked, "errors": [{"code": 139100, "message": "Not within 24 hours"}]})
            continue
        if person.key not in sim.world.blocked[line.phone_number_id]:
            sim.world.blocked[line.phone_number_id].append(person.key)
        added.append({**asked, **_name(person, line)})
    lists = {"added_users": added, **({"failed_users": failed} if failed else {})}
    sim.world.changed()
    return as_json({"messaging_product": "whatsapp", "block_users": lists})


def unblock(sim: Simulator, line: Line, request: Request) -> Response:
    removed: list[Json] = []
    for asked in request.json().get("block_users", []):
        person = _person(sim, line, asked)
        if person.key in sim.world.blocked[line.phone_number_id]:
            sim.world.blocked[line.phone_number_id].remove(person.key)
            removed.append({**asked, **_name(person, line)})
    sim.world.changed()
    answer = {"messaging_product": "whatsapp", "block_users": {"removed_users": removed}}
    return as_json(answer)


def subscription(sim: Simulator, account: str, request: Request) -> Response:
    """Say which app hears of the account, subscribe it, or (DELETE) let no webhook flow."""
    lines = [one for one in sim.world.lines.values() if one.business_account_id == account]
    if not lines:
        raise GraphError(33, "This business account does not exist.")
    if request.method == "GET":
        app = {"whatsapp_business_api_data": {"id": "1", "name": "stand-in", "link": ""}}
        return as_json({"data": [app] if lines[0].subscribed else []})
    for line in lines:
        line.subscribed = request.method == "POST"
    return as_json({"success": True})


def forget(sim: Simulator, line: Line, request: Request) -> Response:
    """Take a person out of the contact book: this number no longer sees the telephone."""
    person = sim.world.citizen_at(line, request.query.get("bsuid", ""))
    if person.username and line.phone_number_id not in person.forgotten_by:
        person.forgotten_by.append(line.phone_number_id)
    sim.world.changed()
    return as_json({"success": True})


def _person(sim: Simulator, line: Line, asked: Json) -> Citizen:
    address = str(asked.get("user_id") or asked.get("user", ""))
    return sim.world.citizen_at(line, address.lstrip("+"))


def _name(person: Citizen, line: Line) -> Json:
    seen = person.as_seen_by(line)
    return {"wa_id": seen.phone} if seen.phone else {"user_id": seen.bsuid}
