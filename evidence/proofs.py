"""Photos officers bring from the portal: on the same way as every file, once however often sent."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Officer
from evidence import custody
from evidence.models import Attachment
from tickets.policy import Deed
from tickets.refusals import Unacceptable
from tickets.services import access

MOST = 4  # photos in one form
LARGEST = 12 * 1024 * 1024  # bytes; what telephones' cameras make, with some slack
NAMESPACE = UUID("5d0f0f0e-8a53-4f5c-9e0b-2f6d1c7c9a31")


def bring(*, ticket_id: int, by: Officer, at: datetime, photos: Sequence[UploadedFile]) -> None:
    """Seal each photo, lock a copy in quarantine for the lab, and tie it to the ticket.

    Safe to repeat: the same photo of the same officer is on a ticket once. Raises Unacceptable
    before any is kept; NotAllowed, DoesNotFollow or Ticket.DoesNotExist as every deed does.
    """
    if len(photos) > MOST:
        raise Unacceptable(_("At most %d photos fit.") % MOST, field="proof")
    for photo in photos:
        if not photo.size or photo.size > LARGEST:
            raise Unacceptable(
                _("A photo may have up to %d MB.") % (LARGEST // (1024 * 1024)), field="proof"
            )
        if not (photo.content_type or "").startswith("image/"):
            raise Unacceptable(_("Only photos can be added here."), field="proof")
    for photo in photos:
        _bring_one(ticket_id, by, at, photo)


@transaction.atomic
def _bring_one(ticket_id: int, by: Officer, at: datetime, photo: UploadedFile) -> None:
    """Keep one photo whole or not at all: a row without its file would be fetched for ever."""
    digest = _digest(photo)
    key = uuid5(NAMESPACE, f"{ticket_id} {by.pk} {digest}")
    attachment, is_new = Attachment.objects.get_or_create(
        pk=key,
        defaults={
            "kind": Attachment.Kind.IMAGE,
            "announced_at": at,
            "next_attempt_at": at,
            "source": b"",
        },
    )
    ticket = access.take(ticket_id=ticket_id, by=by, deed=Deed.ACT)
    if is_new:
        custody.receive(attachment, photo.file, sha256=digest, at=at, by=by)  # type: ignore[arg-type]  # opened for reading
        custody.attach([key], ticket, at=at, by=by)


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
