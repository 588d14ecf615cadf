"""Whether a message comes from an officer on duty or from a citizen.

Whoever taps or quotes answers the talk in which that was said; a code to register is an
officer's; everything else is decided by the telephone. So an officer's words never open a
ticket by mistake, and what an officer told as a citizen stays a citizen's.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from districts.models import Line
from messaging import identity, payloads
from messaging.addresses import addresses_of
from messaging.directory import Directory
from messaging.duty.codes import code_in
from messaging.fates import message_index
from messaging.models import OfficerPhone, OutboundMessage
from messaging.notices import TAP


def is_officer(
    *,
    line: Line,
    raw_message: Mapping[str, Any],
    raw_contact: Mapping[str, Any],
    now: datetime,
    people: Directory,
) -> bool:
    """Say whether this message belongs to an officer's talk with `line`, not to a citizen's."""
    incoming = payloads.read_message(dict(raw_message))
    if incoming.choice:
        return incoming.choice.startswith(TAP)
    if code_in(incoming.text):
        return True
    if incoming.quotes and (said := _said(line, incoming.quotes)) is not None:
        return said
    addresses = addresses_of(raw_message, raw_contact)
    held = people.holders(line.portfolio, addresses, is_officer=True)
    contact = identity.choose(addresses, held, now)
    phones = OfficerPhone.objects.filter(officer__is_active=True)
    return contact is not None and phones.filter(conversation__contact=contact).exists()


def _said(line: Line, provider_id: str) -> bool | None:
    """Say whether our message of this id was said to an officer; None when it is not known."""
    index = message_index(line.phone_number_id, provider_id)
    said = OutboundMessage.objects.filter(line=line, index=index)
    return said.values_list("conversation__contact__is_officer", flat=True).first()
