"""What the switches do to an update before it is signed."""

from dataclasses import dataclass
from typing import Any

from messaging.simulator import shapes
from messaging.simulator.faults import Faults
from messaging.simulator.people import Line

Json = dict[str, Any]


@dataclass(slots=True)
class Update:
    """One change of one line: a message, a status, or something of the account's."""

    line: Line
    value: Json
    field: str = "messages"
    citizen: str = ""


def with_company(update: Update, faults: Faults) -> list[Update]:
    """Return the update and what the switches send along with it."""
    together = [update]
    if faults.happens("unknown_field"):
        together.append(Update(update.line, {"rain": "heavy"}, "weather_report"))
    if faults.happens("account_error"):
        error = shapes.error(131031, "Account has been locked")
        alone = shapes.value(update.line.as_number(), errors=[error])
        together.append(Update(update.line, alone))
    return together


def spoil(value: Json, faults: Faults) -> None:
    """Change one update in place; only messages and statuses have anything to spoil."""
    messages, statuses = value.get("messages", []), value.get("statuses", [])
    if messages:
        _spoil_messages(messages, faults)
    if statuses and (params := faults.take("unknown_status_word")):
        statuses.append({**statuses[0], "status": params["word"]})
    if (messages or statuses) and faults.happens("timestamp_as_number"):
        for item in (*messages, *statuses):
            item["timestamp"] = int(item["timestamp"])


def with_unknown_keys(node: Any) -> Any:
    """Return a copy with a key nobody has heard of in every object."""
    if isinstance(node, dict):
        inside = {key: with_unknown_keys(value) for key, value in node.items()}
        return {**inside, "unheard_of": {"since": 2027, "why": [None, True]}}
    return [with_unknown_keys(item) for item in node] if isinstance(node, list) else node


def _spoil_messages(messages: list[Json], faults: Faults) -> None:
    first = messages[0]
    if faults.happens("twice_in_one_body"):
        messages.append(first)
    if faults.happens("unknown_type"):
        common = {"from", "from_user_id", "timestamp"}
        around = {key: words for key, words in first.items() if key in common}
        strange = {"id": f"{first['id']}X", "type": "hologram", "hologram": {"depth": 3}}
        messages.append({**around, **strange})
    if params := faults.take("many_updates"):
        more = range(1, int(params["count"]))
        messages.extend({**first, "id": f"{first['id']}{number}"} for number in more)
