"""Message templates: proposing, approving, sending."""

import re
from typing import Any

from messaging.simulator import ids
from messaging.simulator.errors import GraphError
from messaging.simulator.people import Line
from messaging.simulator.server import Request, Response, as_json
from messaging.simulator.simulator import Simulator

Json = dict[str, Any]
NAME = re.compile(r"[a-z0-9_]{1,512}")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
VERDICTS = {"APPROVED": "NONE", "PAUSED": "NONE", "REJECTED": "INVALID_FORMAT"}  # and why
CATEGORIES = {"UTILITY", "MARKETING", "AUTHENTICATION"}


def index(sim: Simulator, account: str, request: Request) -> Response:
    """List an account's templates, a page at a time; `name` and `status` narrow the list."""
    wanted = {key: request.query[key] for key in ("name", "status") if key in request.query}
    rows = [
        row
        for row in sim.world.templates[account]
        if all(row.get(key) == value for key, value in wanted.items())
    ]
    start, size = int(request.query.get("after", "0")), int(request.query.get("limit", "25"))
    paging: Json = {"cursors": {"before": str(start), "after": str(start + size)}}
    if start + size < len(rows):
        paging["next"] = f"{request.base}{request.path}?limit={size}&after={start + size}"
    return as_json({"data": rows[start : start + size], "paging": paging})


def create(sim: Simulator, account: str, request: Request) -> Response:
    """Take a proposal; the verdict follows at once, by webhook."""
    proposal = request.json()
    _check(proposal)
    with sim.world.lock:
        same = ("name", "language")
        rows = sim.world.templates[account]
        if any(all(row[key] == proposal[key] for key in same) for row in rows):
            raise GraphError(100, "There is already a template of this name in this language.")
        row = {**proposal, "id": ids.template_id(), "status": "PENDING"}
        rows.append(row)
        sim.world.changed()
    answer = {key: row[key] for key in ("id", "status", "category")}
    _decide(sim, account, row)
    return as_json(answer)


def judge(sim: Simulator, line: Line, name: str, language: str, verdict: str) -> Json:
    """Pause, reject or approve a template as WhatsApp may at any time; the verdict is told."""
    wanted = (name, language)
    rows = sim.world.templates[line.business_account_id]
    row = next((one for one in rows if (one["name"], one["language"]) == wanted), None)
    if row is None or verdict not in VERDICTS:
        raise GraphError(100, "There is no such template or verdict.")
    with sim.world.lock:
        row["status"] = verdict
        sim.world.changed()
    _tell(sim, line.business_account_id, row, VERDICTS[verdict])
    return row


def delete(sim: Simulator, account: str, request: Request) -> Response:
    name = request.query.get("name", "")
    with sim.world.lock:
        rows = sim.world.templates[account]
        kept = [row for row in rows if row["name"] != name]
        if len(kept) == len(rows):
            raise GraphError(100, "There is no template of this name.")
        sim.world.templates[account] = kept
    return as_json({"success": True})


def render(sim: Simulator, line: Line, sent: Json) -> tuple[str, list[Json]]:
    """Return the text and the quick replies a telephone shows for a template that is sent."""
    language = sent["language"]["code"]
    row = next(
        (
            row
            for row in sim.world.templates[line.business_account_id]
            if row["name"] == sent["name"] and row["language"] == language
        ),
        None,
    )
    if row is None or row["status"] in {"PENDING", "REJECTED"}:
        raise GraphError(132001, f"{sent['name']} is not approved in {language}.")
    if row["status"] in {"PAUSED", "DISABLED"}:
        raise GraphError(132015 if row["status"] == "PAUSED" else 132016, "It cannot be sent.")
    given = sent.get("components", [])
    return _fill(_body(row), given), _quick_replies(row, given)


def _fill(text: str, given: list[Json]) -> str:
    """Put the values in; their number and names must be those of the template."""
    parameters = [p for part in given if part["type"] == "body" for p in part["parameters"]]
    values = {
        parameter.get("parameter_name", str(position)): str(parameter.get("text", ""))
        for position, parameter in enumerate(parameters, start=1)
    }
    wanted = set(VARIABLE.findall(text))
    if wanted != set(values):
        raise GraphError(132000, f"The template takes {len(wanted)} values.")
    return VARIABLE.sub(lambda found: values[found[1]], text)


def _quick_replies(row: Json, given: list[Json]) -> list[Json]:
    buttons = [b for part in row["components"] for b in part.get("buttons", [])]
    payloads = {
        str(part.get("index")): part["parameters"][0].get("payload", "")
        for part in given
        if part["type"] == "button" and part.get("sub_type") == "quick_reply"
    }
    return [
        {"id": payloads.get(str(position), button["text"]), "title": button["text"]}
        for position, button in enumerate(buttons)
        if button["type"] == "QUICK_REPLY"
    ]


def _body(row: Json) -> str:
    parts = [part for part in row["components"] if part.get("type") == "BODY"]
    return str(parts[0].get("text", "")) if parts else ""


def _check(proposal: Json) -> None:
    if not NAME.fullmatch(str(proposal.get("name", ""))):
        raise GraphError(100, "A name has small letters, digits and underscores.")
    if proposal.get("category") not in CATEGORIES:
        raise GraphError(100, "The category must be UTILITY, MARKETING or AUTHENTICATION.")
    if not proposal.get("language") or not isinstance(proposal.get("components"), list):
        raise GraphError(131008, "language and components are required.")
    text = _body(proposal).strip()
    if not text or len(text) > 1024:
        raise GraphError(100, "The body must have 1 to 1024 characters.")
    if text.startswith("{{") or text.endswith("}}"):
        raise GraphError(2388299, "The body must not begin or end with a variable.")
    buttons = [b for part in proposal["components"] for b in part.get("buttons", [])]
    if len(buttons) > 10 or any(len(str(button.get("text", ""))) > 25 for button in buttons):
        raise GraphError(100, "There may be 10 buttons of 25 characters.")


def _decide(sim: Simulator, account: str, row: Json) -> None:
    """Approve or reject, and tell every number of the account's app once."""
    rejected = sim.faults.happens("template_rejected")
    row["status"] = "REJECTED" if rejected else "APPROVED"
    sim.world.changed()
    _tell(sim, account, row, VERDICTS[row["status"]])


def _tell(sim: Simulator, account: str, row: Json, reason: str) -> None:
    lines = [one for one in sim.world.lines.values() if one.business_account_id == account]
    value = {
        "event": row["status"],
        "message_template_id": int(row["id"]),
        "message_template_name": row["name"],
        "message_template_language": row["language"],
        "message_template_category": row["category"],
        "reason": reason,
    }
    for line in lines[:1]:
        sim.tell(line, value, field="message_template_status_update")
