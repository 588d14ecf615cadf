"""Following a person to a new number or a new id, with all that hangs on the old one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from districts.models import Line
from messaging import identity
from messaging.addresses import Address, addresses_in
from messaging.directory import Directory
from messaging.models import (
    Alias,
    Contact,
    Conversation,
    InboundMessage,
    OfficerPhone,
    OutboundMessage,
    Thread,
)


@transaction.atomic(savepoint=False)
def relink(*, line: Line, raw_system: Mapping[str, Any], sender: object, now: datetime) -> bool:
    """Follow somebody to a new number or id; return whether the old one was known.

    The talk goes on under the new address, also when its first message came before this news.
    Safe to repeat: the old address is no longer live then. An officer's telephone moves too.
    """
    previous = addresses_in(
        raw_system.get("previous_user_id"), raw_system.get("previous_parent_user_id")
    ) or addresses_in(sender)
    new = addresses_in(*(raw_system.get(key) for key in ("user_id", "parent_user_id", "wa_id")))
    moved = [_move(line, previous, new, now, is_officer=side) for side in (False, True)]
    return any(moved)


def _move(
    line: Line,
    previous: Sequence[Address],
    new: Sequence[Address],
    now: datetime,
    *,
    is_officer: bool,
) -> bool:
    portfolio, people = line.portfolio, Directory.of_addresses(line.portfolio, [*previous, *new])
    known = people.holders(portfolio, previous, is_officer=is_officer)
    contact = identity.choose(previous, known, now)
    if contact is None or not new:
        return False
    known = people.holders(portfolio, new, is_officer=is_officer)
    there = known.get(new[0].index(portfolio, is_officer=is_officer))
    # what is given up must not lead here any more, whoever gets it next
    contact.aliases.filter(valid_to=None).exclude(index__in=known).update(valid_to=now)
    OfficerPhone.objects.filter(conversation__contact=contact).update(ending="")
    if there is not None and there.contact_id != contact.pk:
        _hand_over(contact, there.contact)
        contact = there.contact
    added = identity.attach(contact, new, known, now)
    identity.give_up(contact, added, now)
    Alias.objects.bulk_create(added)
    return True


def _hand_over(old: Contact, new: Contact) -> None:
    """Let the tickets and unsent answers of one contact follow to the other."""
    for conversation in Conversation.objects.filter(contact=old):
        there = Conversation.objects.filter(contact=new, line=conversation.line_id).first()
        if there is None:
            Conversation.objects.filter(pk=conversation.pk).update(contact=new)
            continue
        for model in (Thread, InboundMessage, OutboundMessage):
            model.objects.filter(conversation=conversation).update(conversation=there)
        Thread.objects.filter(caller=conversation).update(caller=there)
        if not OfficerPhone.objects.filter(conversation=there).exists():
            OfficerPhone.objects.filter(conversation=conversation).update(conversation=there)
