"""Who a message comes from, and where an answer goes: random ids outside, addresses sealed.

People are keyed by WhatsApp's business-scoped user id; a phone number is a second-best address.
Only an address is ever evidence: names and usernames never join two people.
"""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import BinaryField
from django.db.models.functions import Substr
from django.utils import timezone

from districts.models import Line
from messaging.models import Alias, Contact, Conversation, InboundMessage, OutboundMessage, Thread
from messaging.payloads import mapping, words
from messaging.whatsapp import Recipient
from vault.boxes import Context, UnableToOpen, seal, unseal
from vault.index import index
from vault.rings import PrivateRing, PublicRing, index_key, private_ring, public_ring
from vault.secret import Secret

log = logging.getLogger(__name__)

Kind = Alias.Kind
BEST_FIRST = (Kind.BSUID, Kind.PARENT_BSUID, Kind.PHONE)
BUSINESS_SCOPED = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
PHONE = re.compile(r"\+?([0-9]{6,15})")
# Operators give a silent number to someone else after ninety days.
RECYCLED_AFTER = timedelta(days=90)
SEEN_TO_THE = timedelta(days=1)  # `last_seen_at` is no finer: it must not become a diary


class NoAddress(Exception):
    """There is no address to write to."""


@dataclass(frozen=True, slots=True)
class Address:
    kind: Kind
    value: Secret[str]

    def index(self, portfolio: str) -> bytes:
        value = f"{portfolio}|{self.value.reveal()}"
        return index(value, purpose=f"alias.{self.kind.value}", key=index_key())


def addresses_in(*values: object) -> list[Address]:
    """Return the addresses among `values`, best first, one of each kind.

    Told apart by shape and not by the key they stood under, where WhatsApp itself errs.
    """
    found: dict[Kind, Address] = {}
    for value in map(words, values):
        if shape := BUSINESS_SCOPED.fullmatch(value):
            kind = Kind.PARENT_BSUID if shape[1] else Kind.BSUID
            found.setdefault(kind, Address(kind, Secret(value)))
        elif number := PHONE.fullmatch(value):
            found.setdefault(Kind.PHONE, Address(Kind.PHONE, Secret(number[1])))
    return [found[kind] for kind in BEST_FIRST if kind in found]


def addresses_of(raw_message: Mapping[str, Any], raw_contact: Mapping[str, Any]) -> list[Address]:
    in_message = ("from_user_id", "from_parent_user_id", "from")
    in_contact = ("user_id", "parent_user_id", "wa_id")
    return addresses_in(
        *(raw_message.get(key) for key in in_message), *(raw_contact.get(key) for key in in_contact)
    )


def names_of(raw_message: Mapping[str, Any], raw_contact: Mapping[str, Any]) -> list[str]:
    """Return everything that names the sender, to be hidden from the sender's words."""
    profile = mapping(raw_contact.get("profile"))
    values = [address.value.reveal() for address in addresses_of(raw_message, raw_contact)]
    others = (raw_message.get("from"), raw_contact.get("wa_id"))
    values += [*map(words, others), words(profile.get("name")), words(profile.get("username"))]
    return sorted(set(filter(None, values)))


@transaction.atomic(savepoint=False)
def resolve(
    *, line: Line, raw_message: Mapping[str, Any], raw_contact: Mapping[str, Any], now: datetime
) -> Conversation:
    """Return the conversation of a message's sender on `line`, made where there is none yet.

    A sender without any address gets one too, which nobody can answer. Safe to repeat.
    """
    addresses = addresses_of(raw_message, raw_contact)
    known = _live(line.portfolio, addresses)
    contact = _choose(addresses, known, now)
    if contact is None:
        day = timezone.localdate(now)
        contact = Contact.objects.create(portfolio=line.portfolio, created_on=day)
        _attach(contact, addresses, known, now)
        return Conversation.objects.create(contact=contact, line=line)
    _attach(contact, addresses, known, now)
    return Conversation.objects.get_or_create(contact=contact, line=line)[0]


def address_of(contact: Contact) -> Recipient:
    """Return where to write: the business-scoped id if one is known, else the phone number.

    Raises NoAddress for a contact that has none or was forgotten.
    """
    if contact.forgotten_at is not None:
        raise NoAddress("This citizen asked to be forgotten.")
    live = contact.aliases.filter(valid_to=None).order_by("-last_seen_at")
    for kind in (Kind.BSUID, Kind.PHONE):
        if alias := live.filter(kind=kind).first():
            return Recipient(kind=kind.value, address=_open(alias, private_ring()))
    raise NoAddress("No address of this citizen is kept.")


def ever_held_by(contact: Contact) -> list[str]:
    """Return every address this person ever had here: own words may name them at any time.

    Old ones go with the vault key they were sealed to.
    """
    found = []
    for alias in contact.aliases.all():
        with suppress(UnableToOpen):
            found.append(_open(alias, private_ring()).reveal())
    return found


@transaction.atomic(savepoint=False)
def relink(*, line: Line, raw_system: Mapping[str, Any], sender: object, now: datetime) -> bool:
    """Follow a citizen to a new number or id; return whether the old one was known.

    The talk goes on under the new address, also when its first message came before this news.
    Safe to repeat: the old address is no longer live then.
    """
    previous = addresses_in(
        raw_system.get("previous_user_id"), raw_system.get("previous_parent_user_id")
    ) or addresses_in(sender)
    new = addresses_in(*(raw_system.get(key) for key in ("user_id", "parent_user_id", "wa_id")))
    contact = _choose(previous, _live(line.portfolio, previous), now)
    if contact is None or not new:
        return False
    known = _live(line.portfolio, new)
    there = known.get(new[0].index(line.portfolio))
    # what is given up must not lead here any more, whoever gets it next
    contact.aliases.filter(valid_to=None).exclude(index__in=known).update(valid_to=now)
    if there is not None and there.contact_id != contact.pk:
        _hand_over(contact, there.contact)
        contact = there.contact
    _attach(contact, new, known, now)
    return True


def reseal_aliases(*, now_key: PublicRing, old: PrivateRing, batch: int) -> int:
    """Move live addresses to the current key; those no longer live go with the old one."""
    retired = [bytes.fromhex(name) for name in old.ids if name != now_key.current_id]
    with transaction.atomic():
        key = Substr("box", 6, 8, output_field=BinaryField())
        due = Alias.objects.annotate(key=key).filter(key__in=retired, valid_to=None)
        rows = list(due.select_for_update(skip_locked=True)[:batch])
        for alias in rows:
            address = _open(alias, old).reveal().encode()
            alias.box = seal(address, context=_place(alias), keys=now_key)
        Alias.objects.bulk_update(rows, ["box"])
    return len(rows)


def _live(portfolio: str, addresses: Iterable[Address]) -> dict[bytes, Alias]:
    """Return who holds each of `addresses` now, by index."""
    indexes = [address.index(portfolio) for address in addresses]
    held = Alias.objects.filter(portfolio=portfolio, valid_to=None, index__in=indexes)
    return {bytes(alias.index): alias for alias in held.select_related("contact")}


def _choose(
    addresses: Sequence[Address], known: Mapping[bytes, Alias], now: datetime
) -> Contact | None:
    """Return the holder of the best address; two holders are never made one."""
    held = [alias for kind in BEST_FIRST for alias in known.values() if alias.kind == kind]
    if len({alias.contact_id for alias in held}) > 1:
        contacts = [str(alias.contact_id) for alias in held]
        log.warning("addresses of two contacts in one message", extra={"contacts": contacts})
    if not held:
        return None
    has_better = any(address.kind is not Kind.PHONE for address in addresses)
    if held[0].kind == Kind.PHONE and has_better and _may_be_recycled(held[0], now):
        return None
    return held[0].contact


def _may_be_recycled(alias: Alias, now: datetime) -> bool:
    return alias.kind == Kind.PHONE and alias.last_seen_at < now - RECYCLED_AFTER


def _attach(
    contact: Contact, addresses: Iterable[Address], known: Mapping[bytes, Alias], now: datetime
) -> None:
    """Make `addresses` live addresses of `contact`, each in the place of another of its kind.

    What is live with somebody else stays there, unless it is a phone number that has been
    silent for so long that it may be someone else's by now.
    """
    for address in addresses:
        key = address.index(contact.portfolio)
        holder = known.get(key)
        if holder is not None and holder.contact_id == contact.pk:
            if holder.last_seen_at <= now - SEEN_TO_THE:
                Alias.objects.filter(pk=holder.pk).update(last_seen_at=now)
            continue
        if holder is not None:
            if not _may_be_recycled(holder, now):
                continue
            Alias.objects.filter(pk=holder.pk).update(valid_to=now)
        _add(contact, address, key, now)


def _add(contact: Contact, address: Address, key: bytes, now: datetime) -> None:
    contact.aliases.filter(kind=address.kind, valid_to=None).update(valid_to=now)
    alias = Alias(contact=contact, portfolio=contact.portfolio, kind=address.kind, index=key)
    alias.valid_from = alias.last_seen_at = now
    alias.box = seal(address.value.reveal().encode(), context=_place(alias), keys=public_ring())
    alias.save(force_insert=True)


def _hand_over(old: Contact, new: Contact) -> None:
    """Let the tickets and unsent answers of one contact follow to the other."""
    for conversation in Conversation.objects.filter(contact=old):
        there = Conversation.objects.filter(contact=new, line=conversation.line_id).first()
        if there is None:
            Conversation.objects.filter(pk=conversation.pk).update(contact=new)
            continue
        for model in (Thread, InboundMessage, OutboundMessage):
            model.objects.filter(conversation=conversation).update(conversation=there)


def _open(alias: Alias, keys: PrivateRing) -> Secret[str]:
    box = unseal(bytes(alias.box), context=_place(alias), keys=keys)
    return Secret(box.reveal().decode())


def _place(alias: Alias) -> Context:
    return Context("alias", "messaging.alias.box", str(alias.pk))
