"""Taking the parts of deliveries: together if all is well, one by one if not."""

import hmac
import json
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction

from messaging import identity, moves, quarantine, registry, statuses
from messaging.addresses import names_of
from messaging.directory import Directory, Sender
from messaging.duty import callers
from messaging.fates import message_index
from messaging.models import Delivery, InboundMessage, Quarantined
from messaging.parts import Part, contact_of
from messaging.payloads import mapping, words
from tickets.stopping import TimeIsUp
from vault.boxes import Context, seal, unseal
from vault.rings import private_ring, public_ring

log = logging.getLogger(__name__)

OLDEST = timedelta(days=30)  # WhatsApp tries again for seven days; older clocks are wrong
MOVES = frozenset({"user_changed_number", "user_changed_user_id"})
ALARMING = frozenset({"account_update", "account_alerts", "security"})


@dataclass
class Reading:
    """One pass over parts of deliveries, in the caller's transaction and under its lock."""

    now: datetime
    conversations: dict[int, None] = field(default_factory=dict)
    _counted: Counter[tuple[int, str]] = field(default_factory=Counter)  # delivery, column
    _rows: list[InboundMessage] = field(default_factory=list)
    _senders: list[Sender] = field(default_factory=list)
    _people: Directory = field(default_factory=Directory)

    def take(self, parts: Sequence[Part]) -> list[Part]:
        """Take all parts and return those that failed; they changed nothing."""
        if self._succeeds(parts):
            return []
        if len(parts) == 1:
            return list(parts)
        return [part for part in parts if not self._succeeds([part])]

    def count(self, delivery: Delivery, column: str, number: int = 1) -> None:
        self._counted[delivery.pk, column] += number

    def counts_of(self, delivery: Delivery) -> dict[str, int]:
        """Return what was counted by column of the ledger, and count from nothing again."""
        found = [key for key in self._counted if key[0] == delivery.pk]
        counts = {column: self._counted.pop((row, column)) for row, column in found}
        return {column: number for column, number in counts.items() if number}

    def _succeeds(self, parts: Sequence[Part]) -> bool:
        before = self._counted.copy(), dict(self.conversations)
        try:
            with transaction.atomic():
                self._keep(parts)
        except TimeIsUp:
            raise
        except Exception as error:  # noqa: BLE001 — whatever a part does, the others go on
            self._counted, self.conversations = before
            if len(parts) == 1:
                self._complain(parts[0], error)
            return False
        finally:
            self._rows = []
        return True

    def _keep(self, parts: Sequence[Part]) -> None:
        fresh = self._unknown(parts)
        self._senders = [sender(part) for part in parts if _is_message(part)]
        self._people = Directory.of(self._senders)
        for part in parts:
            self.count(part.delivery, self._take(part, fresh))
        self._people.save_new()
        rows = InboundMessage.objects.bulk_create(self._rows)
        self.conversations |= dict.fromkeys(row.conversation_id for row in rows)

    def _complain(self, part: Part, error: Exception) -> None:
        # the type alone: a database's sentence quotes the row
        extra = {"delivery": part.delivery.pk, "place": part.place, "error": type(error).__name__}
        log.error("part of a delivery failed", extra=extra)

    def _unknown(self, parts: Sequence[Part]) -> set[bytes]:
        """Return the indexes of the messages among `parts` that were never stored."""
        indexes = {_index(part) for part in parts if _is_message(part)}
        known = InboundMessage.objects.filter(index__in=indexes).values_list("index", flat=True)
        return indexes - {bytes(index) for index in known}

    def _take(self, part: Part, fresh: set[bytes]) -> str:
        """Do what one part asks for; return the column of the ledger that counts it."""
        match part.kind:
            case "message":
                return self._take_message(part, fresh)
            case "status":
                statuses.apply(line=_line(part), raw=part.raw, now=self.now)
                return "statuses"
            case "refused":
                self._set_aside(part)
                return "quarantined"
        self._hear_news(part)
        return "other"

    def _set_aside(self, part: Part) -> None:
        reason = part.reason or Quarantined.Reason.UNREADABLE
        quarantine.keep(part.delivery, place=part.place, reason=reason, raw=part.raw, now=self.now)
        quarantine.alarm(part.delivery, place=part.place)

    def _take_message(self, part: Part, fresh: set[bytes]) -> str:
        moved = mapping(part.raw.get("system"))
        if words(part.raw.get("type")) == "system" and words(moved.get("type")) in MOVES:
            # its sentence names both numbers: it is acted on here and goes no further
            told_by = part.raw.get("from")
            self._people.save_new()
            moves.relink(line=_line(part), raw_system=moved, sender=told_by, now=self.now)
            # whoever writes next may be at home elsewhere now
            self._people = Directory.of(self._senders)
            return "other"
        index = _index(part)
        if index not in fresh:
            self._compare(part, index)
            return "duplicates"
        fresh.discard(index)
        self._rows.append(self._message(part, index))
        return "messages"

    def _message(self, part: Part, index: bytes) -> InboundMessage:
        box_id = uuid4()
        line, message, contact = sender(part)
        who: dict[str, Any] = {"line": line, "raw_message": message, "raw_contact": contact}
        who |= {"now": self.now, "people": self._people}
        conversation = identity.resolve(**who, is_officer=callers.is_officer(**who))
        content = {"message": message, "mask": names_of(message, contact)}
        return InboundMessage(
            line=line,
            index=index,
            conversation=conversation,
            box=seal(
                quarantine.encoded(content), context=message_context(box_id), keys=public_ring()
            ),
            box_id=box_id,
            sent_at=sent_at(message.get("timestamp"), part.delivery.received_at),
            received_at=part.delivery.received_at,
            next_attempt_at=self.now,
        )

    def _compare(self, part: Part, index: bytes) -> None:
        """Raise the alarm when a message comes again with other contents; the first one stays."""
        line = _line(part)
        stored = next((row for row in self._rows if bytes(row.index) == index), None)
        stored = stored or InboundMessage.objects.filter(line=line, index=index).first()
        if stored is None or stored.box is None:
            return
        first = quarantine.encoded(contents(stored)["message"])
        if not hmac.compare_digest(first, quarantine.encoded(part.raw)):
            extra = {"delivery": part.delivery.pk, "place": part.place, "line": line.code}
            log.error("message came again with other contents", extra=extra)

    def _hear_news(self, part: Part) -> None:
        extra = {"delivery": part.delivery.pk, "place": part.place}
        if part.kind == "error":
            log.error("whatsapp reports an error", extra={**extra, "code": _code(part.raw)})
        elif part.change.field in registry.FIELDS:
            change, value = part.change, mapping(mapping(part.raw).get("value"))
            signed_by = part.delivery.signed_by
            registry.hear(change.field, change.account, signed_by, value, self.now)
        elif part.change.field in ALARMING:
            log.error("news of the account", extra={**extra, "field": part.change.field})
        else:
            log.warning("news", extra={**extra, "field": part.change.field[:60]})


def message_context(box_id: object) -> Context:
    return Context("inbound", "messaging.inboundmessage.box", str(box_id))


def contents(row: InboundMessage) -> dict[str, Any]:
    """Open one message: as it came, and what names its sender."""
    box = unseal(bytes(row.box or b""), context=message_context(row.box_id), keys=private_ring())
    return dict(json.loads(box.reveal()))


def sent_at(timestamp: object, received_at: datetime) -> datetime:
    """Return the provider's time for a message, or that of its receipt where it cannot be true.

    WhatsApp writes seconds as text; milliseconds and numbers are understood too.
    """
    text = words(timestamp).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 13):
        return received_at
    seconds = int(text) / 1000 if len(text) == 13 else int(text)
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return received_at
    return moment if received_at - OLDEST <= moment <= received_at else received_at


def sender(part: Part) -> Sender:
    """Return what a message says of who sent it, and to which line."""
    return _line(part), part.raw, contact_of(part.raw, part.change)


def _is_message(part: Part) -> bool:
    return part.kind == "message"


def _line(part: Part) -> Any:
    return part.line


def _index(part: Part) -> bytes:
    """Return the keyed index of the message's id, or of its contents when it has none."""
    provider_id = words(part.raw.get("id"))
    if not provider_id:
        provider_id = "without id " + sha256(quarantine.encoded(part.raw)).hexdigest()
    return message_index(part.change.phone_number_id, provider_id)


def _code(error: dict[str, Any]) -> int | None:
    code = error.get("code")
    return code if isinstance(code, int) else None
