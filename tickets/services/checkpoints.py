from datetime import datetime, timedelta

from django.db import connection, transaction

from tickets import chain
from tickets.models import Checkpoint, Event

# No event may appear below a sealed one: longer than any transaction that writes history lives.
SETTLED = timedelta(minutes=10)
CHUNK = 2000
_LOCK = 7_282_731  # any number no other advisory lock of ours uses


@transaction.atomic
def make(*, now: datetime) -> Checkpoint | None:
    """Seal the events since the last seal that are old enough to be settled, if there are any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    before = Checkpoint.objects.order_by("last_event").last()
    unsealed = Event.objects.filter(pk__gt=before.last_event if before else 0).order_by("pk")
    young = unsealed.filter(happened_at__gt=now - SETTLED).first()
    settled = unsealed.filter(pk__lt=young.pk) if young else unsealed
    pairs = settled.values_list("pk", "digest").iterator(chunk_size=CHUNK)
    seal = chain.seal(
        ((key, bytes(digest)) for key, digest in pairs),
        previous=bytes(before.digest) if before else b"",
        made_at=now,
    )
    if seal is None:
        return None
    return Checkpoint.objects.create(
        first_event=seal.first,
        last_event=seal.last,
        count=seal.count,
        previous=seal.previous,
        digest=seal.digest,
        made_at=now,
    )
