"""Moves what evidence keeps sealed from old keys of the vault to the current one.

Runs beside the gateway, the only place with private keys.
"""

import tempfile
from typing import BinaryIO, cast
from uuid import UUID, uuid4

from django.core.files import File
from django.db import transaction
from django.db.models import BinaryField
from django.db.models.functions import Substr

from evidence.custody import original_context, source_context
from evidence.models import Attachment
from vault import files
from vault.boxes import key_id_of, seal, unseal
from vault.rings import PrivateRing, PublicRing


def reseal_originals(*, now_key: PublicRing, old: PrivateRing, batch: int) -> int:
    """Give up to `batch` originals a copy under the current key, and delete the one before.

    Safe to kill: the row names the new file before the old one goes.
    """
    waiting = Attachment.objects.filter(original_key__in=old.ids).exclude(original="")
    chosen = list(waiting.order_by("pk").values_list("pk", flat=True)[:batch])
    for attachment_id in chosen:
        _reseal_original(attachment_id, now_key, old)
    return len(chosen)


def reseal_sources(*, now_key: PublicRing, old: PrivateRing, batch: int) -> int:
    """Re-seal up to `batch` boxes with what the provider told of a file. Safe to kill."""
    key_id = Substr("source", 6, 8, output_field=BinaryField())
    retired = [bytes.fromhex(name) for name in old.ids]
    with transaction.atomic():
        waiting = Attachment.objects.annotate(source_key=key_id).filter(source_key__in=retired)
        chosen = list(waiting.order_by("pk").select_for_update()[:batch])
        for attachment in chosen:
            _reseal_source(attachment, now_key, old)
    return len(chosen)


def _reseal_original(attachment_id: UUID, now_key: PublicRing, old: PrivateRing) -> None:
    with transaction.atomic():
        fresh = Attachment.objects.select_for_update().get(pk=attachment_id)
        if fresh.original_key not in old.ids:
            return
        before, storage = str(fresh.original.name), fresh.original.storage
        with fresh.original.open("rb") as source, tempfile.TemporaryFile() as sink:
            files.reseal_stream(
                cast(BinaryIO, source),
                cast(BinaryIO, sink),
                context=original_context(fresh.pk),
                old=old,
                keys=now_key,
            )
            sink.seek(0)
            name = fresh.original.field.generate_filename(fresh, f"{uuid4()}.sealed")
            fresh.original.name = storage.save(name, File(sink))
        fresh.original_key = now_key.current_id
        fresh.save(update_fields=["original", "original_key"])
    storage.delete(before)


def _reseal_source(attachment: Attachment, now_key: PublicRing, old: PrivateRing) -> None:
    box, context = bytes(attachment.source), source_context(attachment.pk)
    if key_id_of(box) in old.ids:
        contents = unseal(box, context=context, keys=old).reveal()
        attachment.source = seal(contents, context=context, keys=now_key)
        attachment.save(update_fields=["source"])
