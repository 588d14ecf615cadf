"""Who holds which address, and their talks: asked for once for all senders of a batch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from districts.models import Line
from messaging.addresses import Address, addresses_of
from messaging.models import Alias, Contact, Conversation

# line, message as it came, and the `contacts` item that speaks of its sender
Sender = tuple[Line, Mapping[str, Any], Mapping[str, Any]]
Holders = dict[tuple[str, bytes], Alias]  # by portfolio and index


@dataclass
class Directory:
    """True for as long as nobody else changes addresses, which the splitter's lock sees to.

    Strangers are written by `save_new`, all with one statement a table.
    """

    _held: Holders = field(default_factory=dict)
    _talks: dict[tuple[UUID, int], Conversation] = field(default_factory=dict)
    _new_contacts: list[Contact] = field(default_factory=list)
    _new_aliases: list[Alias] = field(default_factory=list)
    _new_talks: list[Conversation] = field(default_factory=list)

    @classmethod
    def of(cls, senders: Iterable[Sender]) -> "Directory":
        by_portfolio: dict[str, list[Address]] = {}
        lines = set()
        for line, message, contact in senders:
            lines.add(line.pk)
            by_portfolio.setdefault(line.portfolio, []).extend(addresses_of(message, contact))
        found: Holders = {}
        for portfolio, addresses in by_portfolio.items():
            found |= _holders(portfolio, addresses)
        contacts = {alias.contact_id for alias in found.values()}
        talks = Conversation.objects.filter(contact__in=contacts, line__in=lines)
        return cls(found, {(talk.contact_id, talk.line_id): talk for talk in talks})

    @classmethod
    def of_addresses(cls, portfolio: str, addresses: Iterable[Address]) -> "Directory":
        return cls(_holders(portfolio, addresses))

    def holders(
        self, portfolio: str, addresses: Iterable[Address], *, is_officer: bool = False
    ) -> dict[bytes, Alias]:
        """Return who holds each of `addresses` now, by index: as a citizen, or as an officer."""
        indexes = [address.index(portfolio, is_officer=is_officer) for address in addresses]
        held = self._held
        return {index: held[portfolio, index] for index in indexes if (portfolio, index) in held}

    def talk(self, contact: Contact, line: Line) -> Conversation:
        """Return the contact's conversation on `line`, begun where there is none yet."""
        key = (contact.pk, line.pk)
        if key not in self._talks:
            self._talks[key] = Conversation(contact=contact, line=line)
            self._new_talks.append(self._talks[key])
        return self._talks[key]

    def welcome(self, contact: Contact, aliases: Iterable[Alias]) -> None:
        """Take in someone new."""
        self._new_contacts.append(contact)
        self._remember(aliases)

    def replace(self, aliases: Iterable[Alias]) -> None:
        """Take in new addresses of someone known, each in the place of another of its kind."""
        places = {(alias.contact_id, alias.kind) for alias in aliases}
        self._held = {
            key: other
            for key, other in self._held.items()
            if (other.contact_id, other.kind) not in places
        }
        self._remember(aliases)

    def save_new(self) -> None:
        """Write everyone and everything that is new; nothing the second time."""
        Contact.objects.bulk_create(self._new_contacts)
        Alias.objects.bulk_create(self._new_aliases)
        Conversation.objects.bulk_create(self._new_talks)
        self._new_contacts, self._new_aliases, self._new_talks = [], [], []

    def _remember(self, aliases: Iterable[Alias]) -> None:
        for alias in aliases:
            self._held[alias.portfolio, bytes(alias.index)] = alias
            self._new_aliases.append(alias)


def _holders(portfolio: str, addresses: Iterable[Address]) -> Holders:
    sides = (False, True)
    indexes = {one.index(portfolio, is_officer=side) for one in addresses for side in sides}
    live = Q(portfolio=portfolio, valid_to=None, index__in=indexes)
    held = Alias.objects.filter(live).select_related("contact") if indexes else []
    return {(portfolio, bytes(alias.index)): alias for alias in held}
