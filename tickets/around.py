"""The units and posts that a page about one ticket names, and those it offers: read once."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, Q, QuerySet

from districts import grants
from districts.models import Officer, Posting, Unit
from districts.prepared import AnyOf, Given, Prepared
from districts.standing import remembered
from tickets import policy
from tickets.models import Accusation, Ticket
from tickets.policy import Deed

# long, and drawn on no page of the portal
UNDRAWN = ("boundary", "aliases", "parent__boundary", "parent__aliases")


def units(ticket: Ticket, officer: Officer) -> list[Unit]:
    """Return the units above the ticket and all that its line or this officer's posts reach."""
    paths = {*grants.paths(officer, grants.SEE_TICKETS), *policy.parts(officer, Deed.FORWARD)}
    if ticket.line is not None:
        paths.add(ticket.line.unit.path)
    key = ("around", officer.pk, ticket.unit_id, *sorted(paths))
    return remembered(key, lambda: _known(ticket, officer, paths) or _read(ticket, paths))


def _known(ticket: Ticket, officer: Officer, paths: Iterable[str]) -> list[Unit]:
    """Return the units from what was read to know what the officer sees; none if that is less."""
    seen = tuple(grants.paths(officer, grants.SEE_TICKETS))
    is_all = all(path.startswith(seen) for path in (*paths, ticket.unit.path))
    return grants.units_read(officer) if is_all else []


def posts(ticket: Ticket) -> list[Posting]:
    """Return the posts that run now, lowest first, at and above each unit that has or had a clock.

    Without those of officers for whom this ticket does not exist.
    """
    paths = {ticket.unit.path, *(each.unit.path for each in ticket.clocks.all() if each.unit)}
    return remembered(("posts around", ticket.pk, *sorted(paths)), lambda: _posts(ticket, paths))


def _posts(ticket: Ticket, paths: Iterable[str]) -> list[Posting]:
    codes = sorted({code for path in paths for code in path.strip("/").split("/")})
    return POSTS.objects(ticket=ticket.pk, key=str(ticket.pk), codes=codes)


def _posts_around() -> QuerySet[Posting]:
    above = AnyOf("unit__code", Given("codes", ArrayField(CharField())))
    held = Posting.objects.current().filter(above, officer__is_active=True)
    known = held.exclude(officer__in=_accused())
    related = known.select_related("unit", "officer").defer("unit__boundary", "unit__aliases")
    return related.order_by("-unit__path", "pk")


def _accused() -> QuerySet[Officer]:
    """Return for whom this ticket does not exist, the other way round than `not_accusing`."""
    hidden = Q(pk__in=grants.excluded_from(Ticket, Given("key", CharField())))
    made = Accusation.objects.filter(ticket=Given("ticket", BigIntegerField()))
    return Officer.objects.filter(hidden | Q(pk__in=made.officers()))


POSTS = Prepared(_posts_around)


def _read(ticket: Ticket, paths: Iterable[str]) -> list[Unit]:
    return UNITS.objects(**grants.around(below=paths, above=[ticket.unit.path]))


def _units() -> QuerySet[Unit]:
    near = Unit.objects.filter(grants.ARE_AROUND)
    return near.select_related("parent").defer(*UNDRAWN).order_by("path")


UNITS = Prepared(_units)
