"""The control address /_sim/: what the phone page and tests ask of the world."""

from dataclasses import asdict, fields
from typing import Any

from messaging.simulator import citizens, contents, recordings, samples, templates
from messaging.simulator.chats import Json, Message, show
from messaging.simulator.errors import GraphError
from messaging.simulator.faults import SWITCHES, UnknownFault
from messaging.simulator.people import Citizen, Line
from messaging.simulator.sending import bubble_file
from messaging.simulator.server import Request, Response, Router, as_json
from messaging.simulator.simulator import Simulator

CITIZEN, SEEN = r"/_sim/citizens/(?P<key>[\w-]{1,40})", 200  # bubbles a telephone shows at most
KINDS = {"photo": "image", "video": "video", "audio": "audio", "voice": "audio", "file": "document"}


class Phones:
    """Answers for one simulator."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def add_routes(self, router: Router) -> None:
        router.add("GET", r"/_sim/phone", self.look)
        router.add("POST", r"/_sim/lines", self.introduce)
        router.add("POST", r"/_sim/citizens", self.invite)
        router.add("POST", rf"{CITIZEN}/messages", self.send)
        router.add("POST", rf"{CITIZEN}/files", self.send_file)
        router.add("POST", rf"{CITIZEN}/state", self.change)
        router.add("GET", r"/_sim/media/(?P<id>\d+)", self.file)
        router.add("POST", r"/_sim/templates", self.judge)
        router.add("POST", r"/_sim/travel", self.travel)
        router.add("GET", r"/_sim/faults", self.faults)
        router.add("POST", r"/_sim/faults", self.switch)
        router.add("GET", r"/_sim/deliveries", self.deliveries)
        router.add("POST", r"/_sim/release", self.release)

    def look(self, request: Request) -> Response:
        """Say what one citizen's telephone shows; only the version if nothing has changed."""
        version = self.sim.world.version
        if request.query.get("since") == f"{version}":
            return as_json({"version": version, "now": self.sim.world.clock.now()})
        citizen = self._citizen(request.query.get("citizen", ""))
        line = self.sim.world.lines.get(request.query.get("line", ""))
        if line and request.query.get("open") == "1":
            citizens.read(self.sim, citizen, line)
        return as_json(self._view(citizen, line))

    def introduce(self, request: Request) -> Response:
        """Meet the desk's numbers; nothing is forgotten when a number is missing from the list."""
        known = {one.name for one in fields(Line)}
        for row in request.json().get("lines", []):
            kept = {key: value for key, value in row.items() if key in known and value}
            self.sim.world.learn(Line(**kept))
        return as_json({"lines": len(self.sim.world.lines)})

    def invite(self, request: Request) -> Response:
        """Add a person, or change one who is here already."""
        asked = request.json()
        known = {one.name for one in fields(Citizen)}
        with self.sim.world.lock:
            before = self.sim.world.citizens.get(str(asked.get("key", "")))
            row = {**(asdict(before) if before else {}), **asked}
            missing = {"key", "name", "phone", "bsuid"} - set(row)
            if missing or set(row) - known:
                raise GraphError(100, "A citizen has a key, a name, a phone and a bsuid.")
            self.sim.world.citizens[row["key"]] = Citizen(**row)
            self.sim.world.changed()
        return as_json(row)

    def send(self, request: Request, key: str) -> Response:
        """Say something, tap something, share a place: anything without a file."""
        asked = request.json()
        citizen, line = self._citizen(key), self.sim.world.line(str(asked.get("line", "")))
        if asked.get("kind") == "tap":
            tapped = self._message(str(asked.get("message", "")))
            message = citizens.tap(self.sim, citizen, line, tapped, str(asked.get("choice", "")))
        else:
            quotes, forwarded = str(asked.get("quotes", "")), bool(asked.get("forwarded"))
            content = _content(asked)
            message = citizens.say(
                self.sim, citizen, line, content, quotes=quotes, forwarded=forwarded
            )
        return as_json({"id": message.id})

    def send_file(self, request: Request, key: str) -> Response:
        """Send a file from a form, or one of the samples by name."""
        form, files = request.form()
        citizen, line = self._citizen(key), self.sim.world.line(form.get("line", ""))
        kind = form.get("kind", "photo")
        if kind not in KINDS:
            raise GraphError(100, "A file is sent as photo, video, audio, voice or file.")
        file = files.get("file") or samples.find(form.get("sample", ""))
        if kind == "voice":
            file = recordings.as_whatsapp_sends_it(file)
        message = citizens.send_file(
            self.sim,
            citizen,
            line,
            file.data,
            kind=KINDS[kind],
            mime=file.mime,
            name=file.name,
            caption=form.get("caption", ""),
            voice=kind == "voice",
            base=request.base,
        )
        return as_json({"id": message.id})

    def change(self, request: Request, key: str) -> Response:
        """Switch the telephone off or on, receipts off or on, or move to a new identity."""
        asked, citizen = request.json(), self._citizen(key)
        if "receipts" in asked:
            citizen.receipts = bool(asked["receipts"])
        if "online" in asked:
            citizens.set_online(self.sim, citizen, bool(asked["online"]))
        if "phone" in asked:
            line = self.sim.world.line(str(asked.get("line", "")))
            citizens.change_number(self.sim, citizen, line, str(asked["phone"]))
        elif asked.get("new_id"):
            citizens.change_id(self.sim, citizen, self.sim.world.line(str(asked.get("line", ""))))
        self.sim.world.changed()
        return as_json({"success": True})

    def file(self, request: Request, id: str) -> Response:
        kept = self.sim.shelf.files.get(id)
        if kept is None:
            return Response(b"", 404, "text/plain")
        return Response(self.sim.shelf.read(kept), mime=kept.mime)

    def judge(self, request: Request) -> Response:
        """Pause, reject or approve one of a number's templates."""
        asked = request.json()
        line = self.sim.world.line(str(asked.get("line", "")))
        named = (str(asked.get(key, "")) for key in ("name", "language", "verdict"))
        row = templates.judge(self.sim, line, *named)
        return as_json({"status": row["status"]})

    def travel(self, request: Request) -> Response:
        asked = request.json()
        if asked.get("back"):
            self.sim.come_back()
        else:
            self.sim.travel(
                hours=float(asked.get("hours", 0)), seconds=float(asked.get("seconds", 0))
            )
        return as_json({"ahead": self.sim.world.clock.ahead})

    def faults(self, request: Request) -> Response:
        known = {name: {"says": one.says, **one.params} for name, one in SWITCHES.items()}
        return as_json({"known": known, "active": self.sim.faults.active()})

    def switch(self, request: Request) -> Response:
        """Turn a fault on ({"name": …, "times": …}) or off ({"clear": name, or true for all})."""
        asked = request.json()
        if clear := asked.pop("clear", None):
            self.sim.faults.clear("" if clear is True else str(clear))
        else:
            try:
                self.sim.faults.set(str(asked.pop("name", "")), **asked)
            except (UnknownFault, TypeError) as error:
                raise GraphError(100, str(error)) from error
        self.sim.world.changed()
        return as_json({"active": self.sim.faults.active()})

    def deliveries(self, request: Request) -> Response:
        kept = list(self.sim.postman.deliveries)[-int(request.query.get("last", "50")) :]
        shown = [
            {"body": one.body.decode(), "attempts": one.attempts, "state": one.state}
            for one in kept
        ]
        return as_json({"deliveries": shown})

    def release(self, request: Request) -> Response:
        self.sim.webhooks.release()
        return as_json({"success": True})

    def _view(self, citizen: Citizen, line: Line | None) -> Json:
        sim, number = self.sim, line.phone_number_id if line else ""
        chat = [m for m in sim.world.chat(citizen.key, number) if m.shown][-SEEN:]
        return {
            "version": sim.world.version,
            "now": sim.world.clock.now(),
            "ahead": sim.world.clock.ahead,
            "window_open": bool(line) and sim.world.window_is_open(citizen.key, number),
            "citizens": [self._summary(one, number) for one in list(sim.world.citizens.values())],
            "lines": [
                {"id": one.phone_number_id, "name": one.name or one.display_number}
                for one in list(sim.world.lines.values())
            ],
            "chat": [show(message, bubble_file(sim, message)) for message in chat],
            "faults": sim.faults.active(),
            "templates": _templates(sim, line),
            "desk_answers": self._desk_answers(),
        }

    def _summary(self, citizen: Citizen, line: str) -> Json:
        unread = [
            message
            for message in self.sim.world.chat(citizen.key, line)
            if not message.from_citizen and message.shown and message.status == "delivered"
        ]
        shown = ("key", "name", "phone", "username", "shows", "online", "receipts")
        about: Json = {name: getattr(citizen, name) for name in shown}
        return {**about, "has_parent": bool(citizen.parent_bsuid), "unread": len(unread)}

    def _desk_answers(self) -> bool:
        """Say whether the desk's webhook answered 200 the last time it was asked."""
        tried = [one for one in list(self.sim.postman.deliveries)[-20:] if one.attempts]
        return not tried or tried[-1].state == "done"

    def _citizen(self, key: str) -> Citizen:
        if key not in self.sim.world.citizens:
            raise GraphError(100, "There is no such citizen.")
        return self.sim.world.citizens[key]

    def _message(self, id: str) -> Message:
        message = self.sim.world.message(id)
        if message is None:
            raise GraphError(100, "There is no such message.")
        return message


def _templates(sim: Simulator, line: Line | None) -> list[Json]:
    rows = sim.world.templates[line.business_account_id] if line else []
    return [{key: row[key] for key in ("name", "language", "status")} for row in rows]


def _content(asked: dict[str, Any]) -> Json:
    match asked:
        case {"kind": "text", "text": str(text)} if text.strip():
            return contents.text(text)
        case {"kind": "location", "latitude": float() | int(), "longitude": float() | int()}:
            names = str(asked.get("name", "")), str(asked.get("address", ""))
            return contents.location(asked["latitude"], asked["longitude"], *names)
        case {"kind": "contact", "name": str(name), "phone": str(phone)}:
            return contents.contact_card(name, phone)
        case {"kind": "reaction", "message": str(message)}:
            return contents.reaction(message, str(asked.get("emoji", "")))
        case {"kind": "unsupported"}:
            return contents.unsupported(str(asked.get("type", "media_placeholder")))
        case {"kind": "raw", "content": {"type": str(_)}}:
            content: Json = asked["content"]
            return content
    raise GraphError(100, "Nothing that can be sent.")
