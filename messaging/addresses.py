"""The addresses in a message, told apart by shape; names are not addresses. Pure but for keys."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from messaging.models import Alias
from messaging.payloads import mapping, words
from vault.index import index
from vault.rings import index_key
from vault.secret import Secret

Kind = Alias.Kind
BEST_FIRST = (Kind.BSUID, Kind.PARENT_BSUID, Kind.PHONE)
BUSINESS_SCOPED = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
PHONE = re.compile(r"\+?([0-9]{6,15})")


@dataclass(frozen=True, slots=True)
class Address:
    kind: Kind
    value: Secret[str]

    def index(self, portfolio: str, *, is_officer: bool = False) -> bytes:
        """Return the keyed index: one telephone has another as an officer's than as a citizen's.

        So nobody without the key sees that an officer once wrote as a citizen.
        """
        value = f"{portfolio}|{self.value.reveal()}"
        whose = "officer" if is_officer else "alias"
        return index(value, purpose=f"{whose}.{self.kind.value}", key=index_key())


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
