"""Replies to a notice: words become a note, files become proof, on that ticket and no other."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from districts.models import Officer
from evidence import custody
from messaging.duty.answers import Answer, told, written
from messaging.models import Notice
from messaging.payloads import Incoming
from tickets import texts
from tickets.models import Ticket
from tickets.policy import Deed
from tickets.refusals import Refused
from tickets.services import access, notes

Announce = Callable[[], UUID | None]  # registers the message's file to be fetched


def take(
    officer: Officer, notice: Notice, incoming: Incoming, announce: Announce, now: datetime
) -> Answer:
    """Put what an officer replied onto the ticket the notice is about, if that may be done now."""
    words = _words(incoming)
    has_file = incoming.media is not None and incoming.media.kind != "sticker"
    try:
        with transaction.atomic():
            ticket = access.take(ticket_id=notice.event.ticket_id, by=officer, deed=Deed.NOTE)
            if ticket.is_restricted:
                return told("only_in_portal")
            if not words and not has_file:
                return told("nothing_usable", notice)
            file = announce() if has_file else None
            if file:
                custody.attach([file], ticket, at=now, by=officer)
            if words:
                notes.note(ticket_id=ticket.pk, by=officer, at=now, text=words)
    except Ticket.DoesNotExist:
        return told("gone")
    except Refused as refusal:
        return written(str(refusal), notice)
    key = "proof_and_note" if file and words else "proof" if file else "noted"
    return told(key, notice, file=file)


def _words(incoming: Incoming) -> str:
    if incoming.kind not in {"text", "media", "location"}:
        return ""
    spot = incoming.place
    where = f"{spot.latitude:.5f}, {spot.longitude:.5f}" if spot else ""
    return "\n".join(filter(None, (texts.clean(incoming.text), where)))
