"""Statuses of what we sent: matched to our message, or kept until it can be."""

import logging
import uuid
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from districts.models import Line
from messaging import fates
from messaging.models import EarlyStatus, OutboundMessage

log = logging.getLogger(__name__)

KNOWN = frozenset({"sent", "delivered", "read", "played", "failed"})


@transaction.atomic(savepoint=False)
def apply(*, line: Line, raw: dict[str, Any], now: datetime) -> bool:
    """Apply one status object of a webhook; return whether it was one we could use.

    Safe to repeat and in any order. Matched by the keyed index of the provider's id, or by our
    own reference, which also settles a message whose answer was lost.
    """
    provider_id, status = raw.get("id"), raw.get("status")
    if not isinstance(provider_id, str) or status not in KNOWN:
        log.warning("strange status", extra={"line": line.code})
        return False
    key = fates.message_index(line.phone_number_id, provider_id)
    code = _error_code(raw)
    message = _find(line, key, raw.get("biz_opaque_callback_data"))
    if message is None:
        EarlyStatus.objects.get_or_create(
            line=line,
            index=key,
            status=status,
            defaults={"error_code": code, "happened_at": _moment(raw, now), "received_at": now},
        )
        return True
    if message.index is None:
        OutboundMessage.objects.filter(pk=message.pk, index=None).update(index=key)
    fates.advance(message, str(status), code, now)
    return True


def _find(line: Line, key: bytes, reference: object) -> OutboundMessage | None:
    messages = OutboundMessage.objects.select_for_update(of=("self",)).select_related("line")
    found = messages.filter(line=line, index=key).first()
    if found or not isinstance(reference, str):
        return found
    try:
        return messages.filter(line=line, pk=uuid.UUID(reference)).first()
    except ValueError:
        return None


def _error_code(raw: dict[str, Any]) -> int | None:
    match raw.get("errors"):
        case [{"code": int(code)}, *_]:
            return code
    return None


def _moment(raw: dict[str, Any], now: datetime) -> datetime:
    try:
        moment = datetime.fromtimestamp(int(raw.get("timestamp", "")), UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return now
    return min(moment, now)
