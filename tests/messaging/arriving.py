"""Deliveries as WhatsApp posts them, from invented people to a line of ours."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.conf import settings
from django.test import Client

from districts.models import Line, Unit
from messaging import inbox
from messaging.models import InboundMessage
from messaging.reading import message_context
from tests.factories import NOON, make_line, make_unit
from vault.boxes import unseal
from vault.rings import private_ring

ADDRESS = "/webhooks/whatsapp/"
PHONE, BSUID = "915550000001", "IN.SYNTH0001"
_number = count(1)


def a_line(**fields: Any) -> Line:
    unit = fields.pop("unit", None) or make_unit(Unit.Kind.DISTRICT)
    return make_line(unit, **fields)


def message(words: str = "नदी के किनारे शराब", **fields: Any) -> dict[str, Any]:
    """Return a text message of PHONE and BSUID; a field given as None is left out."""
    usual = {
        "from": PHONE,
        "from_user_id": BSUID,
        "id": f"wamid.SYNTH{next(_number):06}",
        "timestamp": str(int(NOON.timestamp()) - 60),
        "type": "text",
        "text": {"body": words},
    }
    return {key: value for key, value in {**usual, **fields}.items() if value is not None}


def contact(**fields: Any) -> dict[str, Any]:
    usual = {"profile": {"name": "Synthia Devi"}, "wa_id": PHONE, "user_id": BSUID}
    return {key: value for key, value in {**usual, **fields}.items() if value is not None}


def change(
    line: Line | str, *messages: Any, field: str = "messages", **value: Any
) -> dict[str, Any]:
    number = line if isinstance(line, str) else line.phone_number_id
    metadata = {"display_phone_number": "915550099999", "phone_number_id": number}
    lists = {"contacts": [contact()], "messages": list(messages)} if messages else {}
    return {"field": field, "value": {"metadata": metadata, **lists, **value}}


def body(*changes: Any) -> dict[str, Any]:
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": list(changes)}]}


def signed(raw: bytes, secret: str | None = None) -> str:
    secret = secret or settings.WHATSAPP_APP_SECRETS["WHATSAPP_APP_SECRET"]
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def post(content: Any, *, header: str | None = None, client: Client | None = None) -> Any:
    """Post a body (bytes as they are, anything else as JSON) with its right signature."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    header = signed(raw) if header is None else header
    return (client or Client()).post(
        ADDRESS, raw, "application/json", headers={"X-Hub-Signature-256": header}
    )


def arrive(line: Line, *messages: Any, at: datetime = NOON, **value: Any) -> list[int]:
    """Let messages come in through the door and be split; return whose turn it is."""
    assert post(body(change(line, *messages, **value))).status_code == 200
    return read(at)


def read(at: datetime = NOON) -> list[int]:
    return inbox.read_deliveries(now=at)


def contents(row: InboundMessage) -> dict[str, Any]:
    box = unseal(bytes(row.box or b""), context=message_context(row.box_id), keys=private_ring())
    found: dict[str, Any] = json.loads(box.reveal())
    return found


DAY = timedelta(days=1)
