"""The names of all that a ticket's history tells of."""

from collections.abc import Iterable, Sequence

from districts.models import POSTS_APART, Officer, Unit
from tickets import events
from tickets.models import Event, Ticket

CHANGES = frozenset({events.CATEGORISED, events.PRIORITISED})  # "to" is no unit


def names(ticket: Ticket, happened: Sequence[Event], units: Iterable[Unit]) -> dict[str, str]:
    """Return the names of units by their codes, and of categories by “category:” and theirs.

    Only `units` that were not read already are asked for.
    """
    wanted = set(_codes(happened)) - {""}
    told = {unit.code: unit.name for unit in units if unit.code in wanted}
    missing = wanted - set(told)
    if missing:
        read = Unit.objects.filter(code__in=missing).defer("boundary", "aliases")
        told |= {unit.code: unit.name for unit in read}
    is_sorted = any(event.kind == events.CATEGORISED for event in happened)
    categories = ticket.line.categories.all() if is_sorted and ticket.line else ()
    return told | {f"category:{category.code}": category.name for category in categories}


def officers(happened: Sequence[Event], known: dict[str, str]) -> dict[str, str]:
    """Return the names of officers by “officer:” and their keys, asking for those not `known`."""
    keys = {event.data.get("officer") for event in happened if event.kind == events.ASSIGNED}
    missing = [key for key in keys if f"officer:{key}" not in known]
    read = Officer.objects.filter(pk__in=missing) if missing else ()
    return known | {f"officer:{officer.pk}": officer.name for officer in read}


def _codes(happened: Iterable[Event]) -> Iterable[str]:
    """Yield the codes of units that a history names."""
    for event in happened:
        for key in ("to", "unit"):
            if event.data.get(key) and event.kind not in CHANGES:
                yield str(event.data[key])
        for held in event.by_role.split(POSTS_APART):
            yield held.rpartition("@")[2]
