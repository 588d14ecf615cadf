"""Taking in the messages of a turn one by one: each opened, heard, and marked as done.

One that fails has changed nothing; it waits for a later turn, and after some is set aside.
"""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from messaging import identity, payloads
from messaging.masking import mask
from messaging.models import Conversation, InboundMessage
from messaging.payloads import Incoming
from messaging.reading import contents
from tickets import texts
from tickets.stopping import TimeIsUp

log = logging.getLogger(__name__)

ATTEMPTS = 5  # then a message is set aside, so that the rest flows
PAUSE = timedelta(seconds=10)  # doubled each time
LONGEST_TURN = 60.0  # seconds, well below the limit of a task; the rest waits for the next turn


class Listener(Protocol):
    """Who takes in the messages of one talk; `back_to` undoes what one that failed left behind."""

    talk: Conversation
    now: datetime

    @property
    def is_over(self) -> bool:
        """Say whether the rest belongs to another turn."""

    def mark(self) -> Any: ...

    def back_to(self, mark: Any) -> None: ...

    def hear(self, incoming: Incoming, row: InboundMessage) -> UUID | None:
        """Take in one message; return its file, when there is one to fetch."""


@dataclass
class Heard:
    rows: list[InboundMessage] = field(default_factory=list)
    files: list[UUID] = field(default_factory=list)

    @property
    def last(self) -> InboundMessage | None:
        return self.rows[-1] if self.rows else None


def take_in(rows: Iterable[InboundMessage], listener: Listener) -> Heard:
    """Let `listener` hear each message in a savepoint of its own, for as long as a turn lasts.

    The caller marks as `done` what was heard.
    """
    until = time.monotonic() + LONGEST_TURN
    heard = Heard()
    for row in rows:
        before = listener.mark()
        try:
            with transaction.atomic():
                _take_in(row, listener, heard)
        except TimeIsUp:
            raise  # the turn has not happened; the sweep brings it again
        except Exception as error:  # noqa: BLE001  # one bad message must not hold up the others
            listener.back_to(before)
            _put_off(row, listener.now, error)
        if listener.is_over or time.monotonic() > until:
            break
    return heard


def take_in_all(rows: Iterable[InboundMessage], listener: Listener) -> Heard:
    """As `take_in`, but raise what goes wrong with any: the caller undoes them all."""
    heard = Heard()
    for row in rows:
        _take_in(row, listener, heard)
        if listener.is_over:
            break
    return heard


def done(rows: Iterable[InboundMessage]) -> None:
    heard = InboundMessage.objects.filter(pk__in=[row.pk for row in rows])
    heard.update(state=InboundMessage.State.DONE)


def _take_in(row: InboundMessage, listener: Listener, heard: Heard) -> None:
    file = listener.hear(opened(row), row)
    talk = listener.talk
    talk.last_inbound_at = max(filter(None, [talk.last_inbound_at, row.sent_at]))
    heard.rows.append(row)
    heard.files += [file] if file else []


def opened(row: InboundMessage) -> Incoming:
    """Open one message and hide its sender from its words, before anything else sees them."""
    kept = contents(row)
    incoming = payloads.read_message(kept["message"])
    # WhatsApp may have told a number once and hide it now
    own = [*kept["mask"], *identity.ever_held_by(row.conversation.contact)]
    place = incoming.place
    if place is not None:
        place = replace(place, name=mask(place.name, own), address=mask(place.address, own))
    return replace(incoming, text=mask(incoming.text, own), place=place)


def words_with_name(row: InboundMessage) -> str:
    """Return a message's words with its sender's name left in: whoever tells it means to.

    For a name that is sealed at once, and nothing else; numbers stay hidden.
    """
    words = texts.clean(payloads.read_message(contents(row)["message"]).text)
    return mask(words, identity.ever_held_by(row.conversation.contact))


def _put_off(row: InboundMessage, now: datetime, error: Exception) -> None:
    row.attempts += 1
    row.next_attempt_at = now + PAUSE * 2**row.attempts
    if row.attempts >= ATTEMPTS:
        row.state = InboundMessage.State.SET_ASIDE
    row.save(update_fields=["attempts", "next_attempt_at", "state"])
    level = logging.ERROR if row.state == InboundMessage.State.SET_ASIDE else logging.WARNING
    # without the error's own words, which may be the citizen's
    details = {"inbound": row.pk, "attempts": row.attempts, "error": type(error).__name__}
    log.log(level, "message not understood", extra=details)
