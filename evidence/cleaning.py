"""From quarantine to a copy officers may see, or to the decision that there can be none.

Each step leaves a state from which the next attempt goes on:

    locked copy and key → decided (the key is gone) → the locked copy is gone → ready or withheld
"""

import hashlib
import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.files import File
from django.db import transaction

from evidence import custody, laboratory
from evidence.models import Attachment, Custody
from vault import files
from vault.boxes import UnableToOpen

log = logging.getLogger(__name__)

State, What = Attachment.State, Custody.What
LEASE = timedelta(minutes=10)  # longer than any task may run
PAUSE = timedelta(minutes=1)  # after the lab broke
PAUSE_FOR_FFMPEG = timedelta(minutes=10)
BROKE = frozenset({"crashed", "timed_out", "nonsense"})  # the second time is the last
MOST_ATTEMPTS = 3  # a file that takes the whole worker down with it gets no more than these
BATCH = 50
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "audio/mp4": "m4a", "video/mp4": "mp4"}


def due(*, now: datetime) -> list[UUID]:
    """Return files that wait for cleaning, longest waiting first."""
    waiting = Attachment.objects.to_clean(now).order_by("next_attempt_at")
    return list(waiting.values_list("pk", flat=True)[:BATCH])


def clean(*, attachment_id: UUID | str, now: datetime) -> bool:
    """Bring one quarantined file to its end; return whether it got there.

    Safe to repeat and in parallel: one worker leases it. No transaction is open while the lab
    works. What cannot be read from the storage now is tried again when the lease is over.
    """
    mine = Attachment.objects.to_clean(now).filter(pk=attachment_id)
    if not mine.update(next_attempt_at=now + LEASE):
        return False
    attachment = Attachment.objects.get(pk=attachment_id)
    if attachment.quarantine_key is not None and not _decide(attachment, now):
        return False
    _finish(attachment, now)
    return True


def _decide(attachment: Attachment, now: datetime) -> bool:
    """Make the clean copy, or settle that there is none; return whether it is decided."""
    if attachment.attempts >= MOST_ATTEMPTS:
        return _settle(attachment, problem=attachment.problem or "crashed")
    with laboratory.private_folder() as folder:
        try:
            _unlock(attachment, folder / "original")
        except UnableToOpen:
            return _settle(attachment, problem="damaged")
        try:
            redrawn = _redraw(attachment, folder)
        except laboratory.Refused as refusal:
            return _settle(attachment, problem=str(refusal))
        except laboratory.Broke as breakage:
            return _broke(attachment, str(breakage), now)
        except laboratory.FfmpegMissing:
            return _wait_for_ffmpeg(attachment, now)
        with redrawn.file:
            name = _store(attachment, redrawn)
        return _settle(
            attachment, clean_copy=name, clean_type=redrawn.mime, bars=list(redrawn.bars)
        )


def _unlock(attachment: Attachment, path: Path) -> None:
    with attachment.quarantine.open("rb") as locked, path.open("wb") as original:
        key = bytes(attachment.quarantine_key or b"")
        files.unlock_stream(cast(BinaryIO, locked), original, key=key)


def _redraw(attachment: Attachment, folder: Path) -> laboratory.Redrawn:
    # only a worker that dies in the lab leaves its attempt counted
    row = Attachment.objects.filter(pk=attachment.pk)
    row.update(attempts=attachment.attempts + 1)
    try:
        return laboratory.redraw(folder, attachment.kind)
    finally:
        row.update(attempts=attachment.attempts)


def _store(attachment: Attachment, redrawn: laboratory.Redrawn) -> str:
    # a name of the attachment's own: what an attempt that died has left is written over
    storage = attachment.clean_copy.storage
    suffix = SUFFIXES[redrawn.mime]
    name = f"clean/{attachment.announced_at:%Y/%m}/{attachment.pk}.{suffix}"
    storage.delete(name)
    return str(storage.save(name, File(redrawn.file)))


def _settle(attachment: Attachment, **decision: Any) -> bool:
    """Write the decision down and throw the key away; nothing opens the locked copy any more."""
    undecided = Attachment.objects.filter(pk=attachment.pk, state=State.QUARANTINED)
    undecided.update(quarantine_key=None, **{"problem": "", **decision})
    attachment.refresh_from_db()
    return True


def _broke(attachment: Attachment, problem: str, now: datetime) -> bool:
    log.warning("the lab broke", extra={"attachment": str(attachment.pk), "problem": problem})
    if attachment.problem in BROKE:
        return _settle(attachment, problem=problem)
    return _later(attachment, now + PAUSE, problem=problem)


def _wait_for_ffmpeg(attachment: Attachment, now: datetime) -> bool:
    log.error("Sound and film wait to be cleaned until ffmpeg is installed here.")
    return _later(attachment, now + PAUSE_FOR_FFMPEG, problem="no_ffmpeg")


def _later(attachment: Attachment, moment: datetime, *, problem: str) -> bool:
    Attachment.objects.filter(pk=attachment.pk).update(next_attempt_at=moment, problem=problem)
    return False


def _finish(attachment: Attachment, now: datetime) -> None:
    """Delete the locked copy, then say how it ended; a crash in between is finished next time."""
    if attachment.quarantine:
        attachment.quarantine.storage.delete(str(attachment.quarantine.name))
    digest = _digest(attachment) if attachment.clean_copy else ""
    with transaction.atomic():
        fresh = Attachment.objects.select_for_update().get(pk=attachment.pk)
        if fresh.state != State.QUARANTINED:
            return
        fresh.quarantine = ""
        fresh.state = State.READY if fresh.clean_copy else State.WITHHELD
        fresh.ready_at = now if fresh.clean_copy else None
        fresh.save(update_fields=["quarantine", "state", "ready_at"])
        what = What.CLEANED if fresh.clean_copy else What.WITHHELD
        custody.write_down(fresh, what, at=now, sha256=digest)


def _digest(attachment: Attachment) -> str:
    digest = hashlib.sha256()
    with attachment.clean_copy.open("rb") as file:
        for chunk in file.chunks():
            digest.update(chunk)
    return digest.hexdigest()
