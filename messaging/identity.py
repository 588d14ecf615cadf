"""Who a message comes from, and where an answer goes: random ids outside, addresses sealed.

People are keyed by WhatsApp's business-scoped user id; a phone number is a second-best address.
Only an address is ever evidence: names and usernames never join two people.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import BinaryField
from django.db.models.functions import Substr
from django.utils import timezone

from districts.models import Line
from messaging.addresses import BEST_FIRST, Address, Kind, addresses_of
from messaging.directory import Directory
from messaging.models import Alias, Contact, Conversation
from messaging.whatsapp import Recipient
from vault.boxes import Context, UnableToOpen, seal, unseal
from vault.rings import PrivateRing, PublicRing, private_ring, public_ring
from vault.secret import Secret

log = logging.getLogger(__name__)

# Operators give a silent number to someone else after ninety days.
RECYCLED_AFTER = timedelta(days=90)
SEEN_TO_THE = timedelta(days=1)  # `last_seen_at` is no finer: it must not become a diary


class NoAddress(Exception):
    """There is no address to write to."""


@transaction.atomic(savepoint=False)
def resolve(
    *,
    line: Line,
    raw_message: Mapping[str, Any],
    raw_contact: Mapping[str, Any],
    now: datetime,
    people: Directory | None = None,
    is_officer: bool = False,
) -> Conversation:
    """Return the conversation of a message's sender on `line`, made where there is none yet.

    A sender without any address gets one too, which nobody can answer. Safe to repeat. `people`
    knows the senders of a whole batch; then whoever is new there is saved with them.
    """
    batch = people or Directory.of([(line, raw_message, raw_contact)])
    addresses = addresses_of(raw_message, raw_contact)
    known = batch.holders(line.portfolio, addresses, is_officer=is_officer)
    contact = choose(addresses, known, now)
    if contact is None:
        day = timezone.localdate(now)
        contact = Contact(portfolio=line.portfolio, is_officer=is_officer, created_on=day)
        batch.welcome(contact, attach(contact, addresses, known, now))
    elif added := attach(contact, addresses, known, now):
        give_up(contact, added, now)
        batch.replace(added)
    talk = batch.talk(contact, line)
    if people is None:
        batch.save_new()
    return talk


def ending_of(contact: Contact) -> str:
    """Return the last two digits of the telephone, or nothing where WhatsApp does not tell it."""
    phone = contact.aliases.filter(kind=Kind.PHONE, valid_to=None).first()
    return _open(phone, private_ring()).reveal()[-2:] if phone else ""


def address_of(contact: Contact) -> Recipient:
    """Return where to write: the business-scoped id if one is known, else the phone number.

    Raises NoAddress for a contact that has none. One who is being forgotten has, for the last
    answer alone, what was live at that moment.
    """
    live = [alias for alias in contact.aliases.all() if alias.valid_to == contact.forgotten_at]
    live.sort(key=lambda alias: alias.last_seen_at, reverse=True)
    for kind in (Kind.BSUID, Kind.PHONE):
        if alias := next((one for one in live if one.kind == kind), None):
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


def choose(
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


def attach(
    contact: Contact, addresses: Iterable[Address], known: Mapping[bytes, Alias], now: datetime
) -> list[Alias]:
    """Return the aliases that `contact` lacks of `addresses`, still to be saved.

    What is live with somebody else stays there, unless it is a phone number that has been
    silent for so long that it may be someone else's by now.
    """
    added = []
    for address in addresses:
        key = address.index(contact.portfolio, is_officer=contact.is_officer)
        holder = known.get(key)
        if holder is not None and holder.contact_id == contact.pk:
            if holder.last_seen_at <= now - SEEN_TO_THE:
                Alias.objects.filter(pk=holder.pk).update(last_seen_at=now)
            continue
        if holder is not None:
            if not _may_be_recycled(holder, now):
                continue
            Alias.objects.filter(pk=holder.pk).update(valid_to=now)
        added.append(_alias(contact, address, key, now))
    return added


def give_up(contact: Contact, added: Iterable[Alias], now: datetime) -> None:
    """End what `contact` held until now of the kinds that are `added`."""
    kinds = [alias.kind for alias in added]
    contact.aliases.filter(kind__in=kinds, valid_to=None).update(valid_to=now)


def _alias(contact: Contact, address: Address, key: bytes, now: datetime) -> Alias:
    alias = Alias(contact=contact, portfolio=contact.portfolio, kind=address.kind, index=key)
    alias.valid_from = alias.last_seen_at = now
    alias.box = seal(address.value.reveal().encode(), context=_place(alias), keys=public_ring())
    return alias


def _open(alias: Alias, keys: PrivateRing) -> Secret[str]:
    box = unseal(bytes(alias.box), context=_place(alias), keys=keys)
    return Secret(box.reveal().decode())


def _place(alias: Alias) -> Context:
    return Context("alias", "messaging.alias.box", str(alias.pk))
