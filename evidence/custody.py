"""Taking a file in: the original hashed and sealed, a locked copy left for cleaning."""

import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import IO, BinaryIO
from uuid import UUID, uuid4

from django.core.files import File
from django.db import transaction

from evidence.models import Attachment, Custody
from tickets import events
from tickets.models import Ticket
from vault import files
from vault.boxes import Context
from vault.rings import public_ring

State = Attachment.State


def original_context(attachment_id: UUID) -> Context:
    return Context("original", "evidence.attachment.original", str(attachment_id))


def receive(attachment: Attachment, file: IO[bytes], *, sha256: str, at: datetime) -> None:
    """Seal the fetched bytes, leave a locked copy in quarantine, and write both down.

    Memory stays constant. Safe to repeat: a second call finds the file already there. A crash
    in between leaves at most a sealed file that no row names.
    """
    context, key = original_context(attachment.pk), files.new_file_key()
    sealed = _stored(
        file,
        lambda source, sink: files.seal_stream(source, sink, context=context, keys=public_ring()),
        attachment.original.field.generate_filename(attachment, f"{uuid4()}.sealed"),
    )
    locked = _stored(
        file,
        lambda source, sink: files.lock_stream(source, sink, key=key),
        attachment.quarantine.field.generate_filename(attachment, f"{uuid4()}.locked"),
    )
    with transaction.atomic():
        fresh = Attachment.objects.select_for_update().get(pk=attachment.pk)
        if fresh.state != State.ANNOUNCED:
            return
        fresh.original.name, fresh.quarantine.name = sealed, locked
        fresh.quarantine_key, fresh.sha256 = key, sha256
        fresh.size = file.seek(0, 2)
        fresh.state, fresh.attempts, fresh.next_attempt_at = State.QUARANTINED, 0, at
        fresh.problem = ""
        fresh.save()
        _write_down(fresh, Custody.What.FETCHED, at=at, sha256=sha256)


def attach(attachment_ids: Iterable[UUID], ticket: Ticket, *, at: datetime) -> None:
    """Tie files of a finished conversation to its ticket; the caller holds the transaction."""
    for attachment in Attachment.objects.select_for_update().filter(
        pk__in=list(attachment_ids), ticket=None
    ):
        attachment.ticket = ticket
        attachment.save(update_fields=["ticket"])
        ticket.record(events.ATTACHED, by=None, at=at, data=_facts(attachment))


@transaction.atomic
def lose(attachment: Attachment, *, problem: str, at: datetime) -> None:
    """Write down that a file will never come; `problem` is a code."""
    moved = Attachment.objects.filter(pk=attachment.pk, state=State.ANNOUNCED).update(
        state=State.LOST, problem=problem
    )
    if moved:
        _write_down(attachment, Custody.What.LOST, at=at)


def _stored(file: IO[bytes], transform: Callable[[BinaryIO, BinaryIO], None], name: str) -> str:
    """Run `file` through `transform` into the storage and return the name it was given."""
    storage = Attachment._meta.get_field("original").storage
    with tempfile.TemporaryFile() as sink:
        file.seek(0)
        transform(file, sink)  # type: ignore[arg-type]  # a binary file by another name
        sink.seek(0)
        return str(storage.save(name, File(sink)))


def _write_down(attachment: Attachment, what: str, *, at: datetime, sha256: str = "") -> None:
    Custody.objects.create(attachment=attachment, what=what, happened_at=at, sha256=sha256)
    if attachment.ticket_id is not None:
        ticket = Ticket.objects.select_for_update().get(pk=attachment.ticket_id)
        ticket.record(events.ATTACHED, by=None, at=at, data={**_facts(attachment), "custody": what})


def _facts(attachment: Attachment) -> dict[str, str]:
    return {
        "attachment": str(attachment.pk),
        "kind": attachment.kind,
        "state": attachment.state,
        "sha256": attachment.sha256,
    }
