"""Who held a file: taken in hashed and sealed, and every step after that written down."""

import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any, BinaryIO
from uuid import UUID, uuid4

from django.core.files import File
from django.db import transaction

from districts.models import Officer
from evidence.models import Attachment, Custody
from tickets import events
from tickets.models import Ticket
from vault import files
from vault.boxes import Context
from vault.rings import public_ring

State, What = Attachment.State, Custody.What
DISCARDED = "discarded"
SHOWN_AGAIN_AFTER = timedelta(hours=1)  # until then an officer's looks are one


def original_context(attachment_id: UUID) -> Context:
    return Context("original", "evidence.attachment.original", str(attachment_id))


def source_context(attachment_id: UUID) -> Context:
    return Context("source", "evidence.attachment.source", str(attachment_id))


def receive(
    attachment: Attachment,
    file: IO[bytes],
    *,
    sha256: str,
    at: datetime,
    by: Officer | None = None,
) -> None:
    """Seal the bytes fetched or, with `by`, brought by an officer; leave a locked copy in
    quarantine, and write both down.

    Memory stays constant. Safe to repeat: a second call finds the file already there. A crash
    in between leaves at most sealed and locked files that no row names.
    """
    context, ring, key = original_context(attachment.pk), public_ring(), files.new_file_key()
    sealed = _stored(
        file,
        lambda source, sink: files.seal_stream(source, sink, context=context, keys=ring),
        attachment.original.field.generate_filename(attachment, f"{uuid4()}.sealed"),
    )
    locked = _stored(
        file,
        lambda source, sink: files.lock_stream(source, sink, key=key),
        attachment.quarantine.field.generate_filename(attachment, f"{uuid4()}.locked"),
    )
    was_taken_in = _take_in(
        attachment.pk,
        at=at,
        by=by,
        original=sealed,
        original_key=ring.current_id,
        quarantine=locked,
        quarantine_key=key,
        sha256=sha256,
        size=file.seek(0, 2),
    )
    if not was_taken_in:
        for name in (sealed, locked):
            attachment.original.storage.delete(name)


def attach(
    attachment_ids: Iterable[UUID], ticket: Ticket, *, at: datetime, by: Officer | None = None
) -> None:
    """Tie files to a ticket: a citizen's, or proof that the officer `by` brought.

    The caller holds the transaction, and has asked whether `by` may.
    Writes the history on a fresh row of the ticket: an older object of it must be read again.
    """
    loose = Attachment.objects.select_for_update().filter(pk__in=list(attachment_ids), ticket=None)
    for attachment in loose:
        attachment.ticket, attachment.brought_by = ticket, by
        attachment.save(update_fields=["ticket", "brought_by"])
        _tell_history(attachment, events.ATTACHED, by=by, at=at)


@transaction.atomic
def lose(attachment: Attachment, *, problem: str, at: datetime) -> None:
    """Write down that a file will never come; `problem` is a code."""
    fresh = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if fresh.state != State.ANNOUNCED:
        return
    fresh.state, fresh.problem = State.LOST, problem
    fresh.save(update_fields=["state", "problem"])
    write_down(fresh, What.LOST, at=at)


@transaction.atomic
def discard(attachment_ids: Iterable[UUID], *, at: datetime) -> None:
    """Destroy files a citizen took back before they were part of any ticket. Safe to repeat.

    The row stays as lost, so that a worker which holds the file at this moment drops it too.
    """
    ids = list(attachment_ids)
    loose = Attachment.objects.select_for_update().filter(pk__in=ids, ticket=None)
    for attachment in loose.exclude(problem=DISCARDED):
        stored = [attachment.original, attachment.quarantine, attachment.clean_copy]
        names = [str(file.name) for file in stored if file]
        transaction.on_commit(partial(_delete_files, names))
        attachment.state, attachment.problem = State.LOST, DISCARDED
        attachment.source, attachment.quarantine_key = b"", None
        attachment.original = attachment.quarantine = attachment.clean_copy = ""
        attachment.sha256 = ""
        attachment.save()
        write_down(attachment, What.LOST, at=at)


@transaction.atomic
def show(attachment: Attachment, *, by: Officer, at: datetime) -> None:
    """Write down that `by` looked at the clean copy, once an hour: players ask many times."""
    lately = Custody.objects.filter(
        attachment=attachment, by=by, what=What.SHOWN, happened_at__gt=at - SHOWN_AGAIN_AFTER
    )
    if lately.exists():
        return
    fresh = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if not lately.exists():
        write_down(fresh, What.SHOWN, at=at, by=by)


def write_down(
    attachment: Attachment,
    what: Custody.What,
    *,
    at: datetime,
    by: Officer | None = None,
    sha256: str = "",
) -> None:
    """Append one step, here and to the ticket's history; the caller holds the transaction.

    The only place where custody is written.
    """
    Custody.objects.create(attachment=attachment, what=what, by=by, happened_at=at, sha256=sha256)
    kind = events.READ if what == What.SHOWN else events.ATTACHED
    _tell_history(attachment, kind, by=by, at=at, custody=what.value)


@transaction.atomic
def _take_in(attachment_id: UUID, *, at: datetime, by: Officer | None, **facts: Any) -> bool:
    fresh = Attachment.objects.select_for_update().get(pk=attachment_id)
    if fresh.state != State.ANNOUNCED:
        return False
    for name, value in facts.items():
        setattr(fresh, name, value)
    fresh.state, fresh.problem = State.QUARANTINED, ""
    fresh.attempts, fresh.next_attempt_at = 0, at
    fresh.save()
    write_down(fresh, What.FETCHED, at=at, by=by, sha256=fresh.sha256)
    return True


def _tell_history(
    attachment: Attachment, kind: str, *, by: Officer | None, at: datetime, **more: str
) -> None:
    if attachment.ticket_id is None:
        return
    ticket = Ticket.objects.select_for_update().get(pk=attachment.ticket_id)
    facts = {
        "attachment": str(attachment.pk),
        "kind": attachment.kind,
        "state": attachment.state,
        "sha256": attachment.sha256,
    }
    ticket.record(kind, by=by, at=at, data={**facts, **more})


def _delete_files(names: Iterable[str]) -> None:
    storage = Attachment._meta.get_field("original").storage
    for name in names:
        storage.delete(name)


def _stored(file: IO[bytes], transform: Callable[[BinaryIO, BinaryIO], None], name: str) -> str:
    """Run `file` through `transform` into the storage and return the name it was given."""
    storage = Attachment._meta.get_field("original").storage
    with tempfile.TemporaryFile() as sink:
        file.seek(0)
        transform(file, sink)  # type: ignore[arg-type]  # a binary file by another name
        sink.seek(0)
        return str(storage.save(name, File(sink)))
