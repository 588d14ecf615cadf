"""Keeping what was delivered at the door: sealed, in the database or else on disk."""

import hashlib
import logging
import time
from datetime import datetime
from uuid import uuid4

from django.db import Error, connection

from messaging import spool
from messaging.models import Delivery
from messaging.models.delivery import SealedBody
from vault.boxes import Context, seal
from vault.rings import public_ring

log = logging.getLogger(__name__)

DATABASE_IS_LEFT_ALONE = 2.0  # seconds after it failed, so that not everyone waits for it


class _Trouble:
    """When the database last failed in this process."""

    until = float("-inf")


def keep(raw: bytes, *, signed_by: str, now: datetime) -> bool:
    """Seal a signed body and keep it durably; return whether the database has it.

    Safe to repeat. Otherwise it is in the spool. Raises spool.UnableToSpool when both fail:
    then nothing is kept and nobody may be told otherwise.
    """
    body = _sealed(raw, signed_by, now)
    if time.monotonic() >= _Trouble.until:
        try:
            Delivery.objects.keep_or_give_up(body)
        except Error as error:
            _Trouble.until = time.monotonic() + DATABASE_IS_LEFT_ALONE
            log.error("database unavailable", extra={"error": type(error).__name__})
            # an answer may still be under way on this connection
            if not connection.in_atomic_block:
                connection.close()
        else:
            return True
    spool.keep(body)
    return False


def context(box_id: object) -> Context:
    return Context("delivery", "messaging.delivery.box", str(box_id))


def _sealed(raw: bytes, signed_by: str, now: datetime) -> SealedBody:
    box_id = uuid4()
    return SealedBody(
        digest=hashlib.sha256(raw).digest(),
        box=seal(raw, context=context(box_id), keys=public_ring()),
        box_id=box_id,
        signed_by=signed_by,
        received_at=now,
    )
