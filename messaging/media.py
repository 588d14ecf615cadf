"""Files citizens send: fetched in their own time, so that words never wait for them."""

import base64
import binascii
import hashlib
import json
import logging
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID, uuid4

from django.db.models import F

from districts.models import Line
from evidence import custody
from evidence.custody import source_context
from evidence.models import Attachment
from messaging import whatsapp
from messaging.payloads import Media
from messaging.seats import seat
from vault.boxes import seal, unseal
from vault.rings import private_ring, public_ring

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # after which another worker may try
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))  # then hourly
KEPT_BY_WHATSAPP = timedelta(days=7)
GONE = 100  # the provider no longer knows this file
TRUST_OUR_DIGEST_AFTER = 3  # attempts whose digest differs from the announced one
NOTHING = hashlib.sha256().hexdigest()
MEGABYTE = 1024 * 1024
LIMITS = {  # bytes; WhatsApp's own limits with some slack
    Attachment.Kind.IMAGE: 8 * MEGABYTE,
    Attachment.Kind.STICKER: 2 * MEGABYTE,
    Attachment.Kind.AUDIO: 20 * MEGABYTE,
    Attachment.Kind.VIDEO: 20 * MEGABYTE,
    Attachment.Kind.DOCUMENT: 104 * MEGABYTE,
}


class DigestDiffers(Exception):
    """What was fetched is not what was announced."""


def announce(media: Media, *, line_id: int, now: datetime) -> UUID:
    """Register a file to be fetched; its true name and the provider's id stay sealed."""
    key = uuid4()
    source = {
        "line": line_id,
        "media_id": media.provider_id,
        "mime": media.mime,
        "sha256": media.sha256,
        "file_name": media.file_name,
    }
    box = seal(json.dumps(source).encode(), context=source_context(key), keys=public_ring())
    Attachment.objects.create(
        id=key, kind=media.kind, announced_at=now, source=box, next_attempt_at=now
    )
    return key


def to_fetch(*, now: datetime) -> list[UUID]:
    due = Attachment.objects.to_fetch(now).order_by("next_attempt_at")
    return list(due.values_list("pk", flat=True)[:200])


def fetch(*, attachment_id: UUID | str, now: datetime) -> bool:
    """Fetch one announced file and hand it to evidence; return whether it is there now.

    Safe to repeat and in parallel: one worker leases it. Tried for seven days, which is how
    long WhatsApp keeps it; then it is shown as lost, also when every attempt died on the way.
    While every seat is taken nothing happens: whoever has fetched one goes on with the next.
    """
    with seat() as is_free:
        return is_free and _fetch(attachment_id, now)


def _fetch(attachment_id: UUID | str, now: datetime) -> bool:
    mine = Attachment.objects.to_fetch(now).filter(pk=attachment_id)
    if not mine.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
        return False
    attachment = Attachment.objects.get(pk=attachment_id)
    if attachment.attempts > 1 and _is_too_late(attachment, now):
        custody.lose(attachment, problem=attachment.problem or "unreachable", at=now)
        return False
    source = _source(attachment)
    with tempfile.TemporaryFile() as file:
        try:
            digest = _download(attachment, source, file)
        except (whatsapp.NotSent, whatsapp.OutcomeUnknown):
            return _later(attachment, "unreachable", now)
        except whatsapp.Refused as refusal:
            return _later(attachment, "gone" if refusal.code == GONE else "refused", now)
        except whatsapp.MediaRefused as refusal:
            custody.lose(attachment, problem=str(refusal), at=now)
            return False
        except DigestDiffers:
            return _later(attachment, "digest_differs", now)
        custody.receive(attachment, file, sha256=digest, at=now)
    return True


def forget_names(ticket_ids: Sequence[int]) -> None:
    """Empty what is kept of files beside the files: their true names, WhatsApp's ids.

    One that is still to be fetched keeps what fetching needs, without its name.
    """
    for attachment in Attachment.objects.select_for_update().filter(ticket__in=ticket_ids):
        attachment.source = _nameless(attachment)
        attachment.save(update_fields=["source"])


def _nameless(attachment: Attachment) -> bytes:
    if attachment.state != Attachment.State.ANNOUNCED:
        return b""
    source = json.dumps({**_source(attachment), "file_name": ""}).encode()
    return seal(source, context=source_context(attachment.pk), keys=public_ring())


def _source(attachment: Attachment) -> dict[str, Any]:
    context = source_context(attachment.pk)
    box = unseal(bytes(attachment.source), context=context, keys=private_ring())
    return dict(json.loads(box.reveal()))


def _download(attachment: Attachment, source: dict[str, Any], file: IO[bytes]) -> str:
    line = Line.objects.get(pk=source["line"])
    limit = LIMITS[Attachment.Kind(attachment.kind)]
    with whatsapp.Client(line) as client:
        info = client.media_info(source["media_id"])
        if info.size is not None and info.size > limit:
            raise whatsapp.MediaRefused("too_large")
        digest = client.download(info.url, file, limit=limit)
    _check_digest(attachment, digest, announced=_hex_digest(source.get("sha256") or ""))
    return digest


def _check_digest(attachment: Attachment, digest: str, *, announced: str) -> None:
    """Raise DigestDiffers unless it fits, or has differed so often that the file must be kept."""
    if announced == digest or (not announced and digest != NOTHING):
        return
    if digest == NOTHING or attachment.attempts < TRUST_OUR_DIGEST_AFTER:
        raise DigestDiffers
    log.error("file kept although its digest differs", extra={"attachment": str(attachment.pk)})


def _is_too_late(attachment: Attachment, now: datetime) -> bool:
    return now >= attachment.announced_at + KEPT_BY_WHATSAPP


def _later(attachment: Attachment, problem: str, now: datetime) -> bool:
    if _is_too_late(attachment, now):
        custody.lose(attachment, problem=problem, at=now)
        return False
    pause = PAUSES[min(attachment.attempts, len(PAUSES)) - 1]
    Attachment.objects.filter(pk=attachment.pk).update(next_attempt_at=now + pause, problem=problem)
    log.warning("file not fetched", extra={"attachment": str(attachment.pk), "problem": problem})
    return False


def _hex_digest(announced: str) -> str:
    """Return WhatsApp's digest in hex; it writes base64 in webhooks and hex elsewhere."""
    if len(announced) == 64:
        return announced.lower()
    try:
        raw = base64.b64decode(announced, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""
