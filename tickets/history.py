"""Reads the whole history again and says where it was tampered with."""

from django.db.models import QuerySet

from tickets import chain
from tickets.models import Event

CHUNK = 2000


def seal(events: QuerySet[Event], *, previous: bytes) -> chain.Seal | None:
    """Return the seal over `events`, in the order of their keys, in constant memory."""
    pairs = events.order_by("pk").values_list("pk", "digest").iterator(chunk_size=CHUNK)
    return chain.seal(((key, bytes(digest)) for key, digest in pairs), previous=previous)
