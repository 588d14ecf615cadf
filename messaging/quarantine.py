"""What nobody could read: kept sealed, counted, and alarmed until someone resolves it."""

import json
import logging
from datetime import datetime
from typing import Any
from uuid import uuid4

from messaging.models import Delivery, Quarantined
from vault.boxes import Context, seal
from vault.rings import public_ring

log = logging.getLogger(__name__)

LONGEST_PLACE = 80


def keep(
    delivery: Delivery, *, place: str, reason: Quarantined.Reason, raw: object, now: datetime
) -> bool:
    """Set aside one part of a delivery, or all of it; return whether it was not there yet.

    Safe to repeat. `raw` is JSON, or the bytes as they came.
    """
    box_id = uuid4()
    content = raw if isinstance(raw, bytes) else encoded(raw)
    box = seal(content, context=context(box_id), keys=public_ring())
    _, created = Quarantined.objects.get_or_create(
        delivery=delivery,
        place=place[:LONGEST_PLACE],
        defaults={"reason": reason, "box": box, "box_id": box_id, "kept_at": now},
    )
    return created


def alarm(delivery: Delivery, *, place: str) -> None:
    """Call a person: something a citizen sent waits in quarantine."""
    log.error("set aside in quarantine", extra={"delivery": delivery.pk, "place": place})


def context(box_id: object) -> Context:
    return Context("quarantine", "messaging.quarantined.box", str(box_id))


def encoded(raw: Any) -> bytes:
    """Return JSON as bytes; a lone surrogate stays the escape it came as."""
    return json.dumps(raw, ensure_ascii=True, sort_keys=True).encode("ascii")
